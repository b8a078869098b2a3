"""Where templates/ and schemas/ lie: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
PUBLISHED = ""
"""Where the documentation is published, as https://.../; empty as long as it is nowhere."""


def data_folder(name: str) -> Path:
    """Return the folder `name` ("templates" or "schemas"), of the wheel if it is installed."""
    packaged = PACKAGE / name
    return packaged if packaged.is_dir() else PACKAGE.parent / name


def page(name: str) -> str:
    """Return the address of a page of the documentation, or its file in the repository."""
    return f"{PUBLISHED}{name}.html" if PUBLISHED else f"docs/{name}.md"
