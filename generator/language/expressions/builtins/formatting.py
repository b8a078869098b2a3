"""format(): composite formatting of .NET, in the culture that belongs to no country.

A place is `{index}`, `{index,width}` or `{index:format}`; doubled braces stand for themselves.
Sources: the page of format(), and EvaluationTests of the Bicep compiler for objects and arrays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.expressions import letters
from generator.language.expressions.json_writing import compact, shortest
from generator.language.expressions.values import (
    FunctionError,
    Value,
    is_partial,
    require_short,
)
from generator.lazy import regex

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

_PLACE = regex(
    r"\{\{|\}\}|\{([0-9]{1,6})(\x20*(?:,\x20*(-?[0-9]{1,9})\x20*)?)(?::([^{}]*))?\}|[{}]"
)


def format_text(text: str, *arguments: Value) -> str:
    """Put values into the places of a text; raises FunctionError where one has none."""
    pieces: list[str] = []
    at = length = 0
    for match in _PLACE.finditer(text):
        pieces.append(text[at : match.start()])
        pieces.append(_piece(match, arguments))
        at = match.end()
        length += letters.length(pieces[-1]) + letters.length(pieces[-2])
        require_short(length)
    pieces.append(text[at:])
    require_short(length + letters.length(pieces[-1]))
    return "".join(pieces)


def folded(text: str, arguments: list[Value]) -> tuple[str, list[Value]]:
    """Put those values into their places that are known; the others are numbered anew.

    A place stays as it is where the value is a Residual or what it writes is not documented.
    Raises FunctionError where a place has no value.
    """
    left: list[Value] = []
    numbers: dict[int, int] = {}

    def fold(match: re.Match[str]) -> str:
        if match[0] in {"{{", "}}"}:
            return match[0]
        index = int(match[1] or -1)
        if 0 <= index < len(arguments) and is_partial(arguments[index]):
            if index not in numbers:
                numbers[index] = len(left)
                left.append(arguments[index])
            rest = match[0][1 + len(match[1]) :]
            return f"{{{numbers[index]}{rest}"
        return _piece(match, tuple(arguments)).replace("{", "{{").replace("}", "}}")

    folded_text = _PLACE.sub(fold, text)
    known = _PLACE.sub(lambda match: match[0][0] * (match[0] in {"{{", "}}"}), folded_text)
    require_short(letters.length(known))
    return folded_text, left


def _piece(match: re.Match[str], arguments: tuple[Value, ...]) -> str:
    found = match[0]
    if found in {"{{", "}}"}:
        return found[0]
    if match[1] is None:
        raise FunctionError(f"a {found} stands alone; double it if it means itself")
    index = int(match[1])
    if index >= len(arguments):
        message = f"the string has a place {{{index}}}, but there are {len(arguments)} values"
        raise FunctionError(message)
    written = _written(arguments[index], match[4] or "")
    width = int(match[3] or 0)
    require_short(abs(width))
    blanks = " " * (abs(width) - letters.length(written))
    return written + blanks if width < 0 else blanks + written


def _written(value: Value, form: str) -> str:
    if value is None:
        return ""
    if isinstance(value, (bool, str)):
        return str(value)
    if isinstance(value, (int, float)) and form:
        from generator.language.expressions.number_formats import formatted

        return formatted(value, form)
    if isinstance(value, float):
        return shortest(value)
    # Objects and arrays are JSON whose quotes, even those escaped, become single ones.
    return str(value) if isinstance(value, int) else compact(value).replace('"', "'")


FUNCTIONS: dict[str, Callable[..., str]] = {"format": format_text}
