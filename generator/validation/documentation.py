"""What rules and checks say of themselves: their docstrings, which a wheel holds in one file.

`schemas/wheel.py` writes it: what is much alike is shorter together.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path


def documentation(docstring: str | None, module: str) -> str:
    """Return what a module with this docstring says, or said before it went into a wheel."""
    return docstring or _kept().get(module, "")


@lru_cache(maxsize=1)
def _kept() -> dict[str, str]:
    path = Path(__file__).with_name("documentation.json")
    return dict(json.loads(path.read_bytes())) if path.is_file() else {}
