"""Pieces of Markdown, such as both GitHub and Sphinx read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MARK = "<!-- Made from the code by `python -m docs.make`: change the code. -->"
_CODE = re.compile(r"(`[^`]+`)")
_SPECIAL = re.compile(r"([<\[\]*_])")


def plain(text: str) -> str:
    """Return a text in which nothing but code in backquotes means anything to Markdown."""
    parts = _CODE.split(text)
    return "".join(p if p.startswith("`") else _SPECIAL.sub(r"\\\1", p) for p in parts)


def code(text: str) -> str:
    """Return a text as code within a line."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a bar within a cell is not the end of it."""
    lines = [f"| {' | '.join(titles)} |", f"|{' --- |' * len(titles)}"]
    lines += [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join(lines)


def document(title: str, *parts: str) -> str:
    """Return a page."""
    return "\n\n".join([MARK, f"# {title}", *(part.strip("\n") for part in parts if part)]) + "\n"
