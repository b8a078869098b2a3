"""Reading the data files of this room."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any


def table(name: str) -> dict[str, Any]:
    """Return the data file of this name; who asks keeps what is made of it."""
    text = resources.files("generator.azure").joinpath(f"{name}.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
