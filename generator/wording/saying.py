"""The one way to a terminal or a log: nothing else in this package prints."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from generator.wording.printable import json_safe, safe_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

_LINES = {"text", "markdown"}
"""The formats of lines for people."""


def say(text: str = "", *, error: bool = False, end: str = "\n", color: bool = False) -> None:
    """Print a text to standard output, or to standard error; `color` leaves our colors in it."""
    stream = sys.stderr if error else sys.stdout
    stream.write(safe_lines(text, color=color) + end)


def say_parts(parts: Iterable[str], *, error: bool = False, color: bool = False) -> None:
    """Print a report part by part, as that of 100,000 findings is large; a part ends a line."""
    rest = ""
    for part in parts:
        whole, newline, rest = (rest + part).rpartition("\n")
        if newline:
            say(whole, error=error, color=color)
    if rest:
        say(rest, error=error, end="", color=color)


def say_report(form: str, parts: Iterable[str], *, color: bool = False) -> None:
    """Print a report; those that programs read have escapes of their own."""
    if form in _LINES:
        say_parts(parts, color=color)
    else:
        say_as_is(parts)


def say_json_text(text: str) -> None:
    """Print a JSON text that means the same, with escapes for what steers a build."""
    sys.stdout.write(json_safe(text))


def say_as_is(parts: Iterable[str]) -> None:
    """Print what its writer made safe with the escapes of what reads it."""
    sys.stdout.writelines(parts)
