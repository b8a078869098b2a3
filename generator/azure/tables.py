"""Reading the data files of this room."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def table(name: str) -> dict[str, Any]:
    """Return the data file of this name; who asks keeps what is made of it."""
    found: dict[str, Any] = json.loads(table_text(name))
    return found


def table_text(name: str) -> str:
    """Return the text of a data file, for those who need only a part of it."""
    return Path(__file__).with_name(f"{name}.json").read_text("utf-8")
