"""format(): composite formatting of .NET, in the culture that belongs to no country.

A place is `{index}`, `{index,width}` or `{index:format}`; doubled braces stand for themselves.
Sources: the page of format(), and EvaluationTests of the Bicep compiler for objects and arrays.
"""

from __future__ import annotations

import json
import re

from generator.language.expressions.values import (
    FunctionError,
    Undecided,
    Value,
    is_partial,
    require_room,
)

_PLACE = re.compile(r"\{\{|\}\}|\{([0-9]{1,6})(?:,\s*(-?[0-9]{1,9})\s*)?(?::([^{}]*))?\}|[{}]")
_NUMBER = re.compile(r"([NnDdXxFf])([0-9]{0,2})")


def format_text(text: str, *arguments: Value) -> str:
    """Put values into the places of a text; raises FunctionError where one has none."""
    pieces: list[str] = []
    at = length = 0
    for match in _PLACE.finditer(text):
        pieces.append(text[at : match.start()])
        pieces.append(_piece(match, arguments))
        at = match.end()
        length += len(pieces[-1]) + len(pieces[-2])
        require_room(length)
    pieces.append(text[at:])
    require_room(length + len(pieces[-1]))
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
    require_room(len(folded_text))
    return folded_text, left


def _piece(match: re.Match[str], arguments: tuple[Value, ...]) -> str:
    found = match[0]
    if found in {"{{", "}}"}:
        return found[0]
    if match[1] is None:
        raise FunctionError(f"a {found} stands alone; double it if it means itself")
    index = int(match[1])
    if index >= len(arguments):
        message = f"the text has a place {{{index}}}, but there are {len(arguments)} values"
        raise FunctionError(message)
    written = _written(arguments[index], match[3] or "")
    width = int(match[2] or 0)
    require_room(abs(width))
    return written.ljust(-width) if width < 0 else written.rjust(width)


def _written(value: Value, form: str) -> str:
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return _number(value, form) if form else str(value)
    if isinstance(value, (dict, list)):
        return _single_quoted(value)
    raise Undecided("how it is written is not documented")


def _number(value: int, form: str) -> str:
    match = _NUMBER.fullmatch(form)
    if match is None:
        raise Undecided("this format is not known here")
    kind, digits = match[1].upper(), match[2]
    sign = "-" if value < 0 else ""
    if kind == "D":
        return sign + str(abs(value)).rjust(int(digits or 0), "0")
    if kind == "X":
        text = f"{value & (2**64 - 1):{match[1]}}"
        return text.rjust(int(digits or 0), "0")
    decimals = "." + "0" * int(digits or 2) if int(digits or 2) else ""
    whole = f"{abs(value):,}" if kind == "N" else str(abs(value))
    return sign + whole + decimals


def _single_quoted(value: Value) -> str:
    """Write JSON with single quotes, as the engine does inside of texts."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if "'" in text or "\\" in text:
        raise Undecided("how quotes and escapes are written is not documented")
    return text.replace('"', "'")
