"""Where schemas/ lie: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

from generator import __version__

PACKAGE = Path(__file__).resolve().parent
PUBLISHED = ""
"""Where the documentation is published, as https://.../; empty as long as it is nowhere."""


def data_folder(name: str) -> Path:
    """Return the folder `name` ("schemas"), of the wheel if it is installed."""
    packaged = PACKAGE / name
    return packaged if packaged.is_dir() else PACKAGE.parent / name


def schema_address(name: str) -> str:
    """Return where editors find the JSON Schema of the spec of this version; empty if nowhere."""
    return f"{PUBLISHED}schema/{__version__}/{name}" if PUBLISHED else ""


def page(name: str) -> str:
    """Return the address of a page of the documentation, or its file in the repository."""
    return f"{PUBLISHED}{name}.html" if PUBLISHED else f"docs/{name}.md"
