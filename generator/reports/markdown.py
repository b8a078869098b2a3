"""How a text stands in Markdown, be it in a table."""

from __future__ import annotations

import re

from generator.wording.printable import printable


def as_text(text: str) -> str:
    """Return a text that Markdown shows as it is, also in a table."""
    escaped = printable(text).replace("&", "&amp;").replace("<", "&lt;")
    for sign in "\\`*_[]|":
        escaped = escaped.replace(sign, f"\\{sign}")
    return escaped


def as_code(text: str) -> str:
    """Return a text as code; a bar would end the cell of a table, a backtick the code."""
    return f"`` {printable(text).replace('`', chr(39)).replace('|', chr(92) + '|')} ``"


def fenced(lines: list[str], language: str) -> str:
    """Return lines of code in a fence that nothing in them closes."""
    code = "".join(lines)
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", code))])
    return f"{fence}{language}\n{code}{fence}\n"
