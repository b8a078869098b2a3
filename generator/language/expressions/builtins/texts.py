"""Texts. Searching ignores case, comparing and replacing do not; a position counts from 0.

Source: the page "string functions" of the documentation of ARM templates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.expressions.values import (
    FunctionError,
    Undecided,
    Value,
    compact,
    kind_of,
    require_room,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def _to_lower(text: str) -> str:
    return _same_length(text, text.lower())


def _to_upper(text: str) -> str:
    return _same_length(text, text.upper())


def _same_length(text: str, changed: str) -> str:
    """.NET changes letter by letter; where Python needs more letters the two differ."""
    if len(text) != len(changed):
        raise Undecided("a letter without a single counterpart")
    return changed


def _trim(text: str) -> str:
    return text.strip()


def _starts_with(text: str, start: str) -> bool:
    return text.lower().startswith(start.lower())


def _ends_with(text: str, end: str) -> bool:
    return text.lower().endswith(end.lower())


def _like(text: str, pattern: str) -> bool:
    """Match `*` as any text; whether `?` and `[` mean anything is not documented."""
    if any(sign in pattern for sign in "?[]"):
        raise Undecided("wildcards other than * are not documented")
    first, *others = pattern.lower().split("*")
    folded = text.lower()
    if not others:
        return folded == first
    if not folded.startswith(first):
        return False
    at, last = len(first), others.pop()
    for part in others:
        found = folded.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(folded) - at >= len(last) and folded.endswith(last)


def _pad_left(value: str | int, width: int, sign: str = " ") -> str:
    if len(sign) != 1:
        raise FunctionError(f"the padding must be one character (has {len(sign)})")
    if width < 0:
        raise FunctionError(f"the width must not be negative (is {width})")
    require_room(width)
    return str(value).rjust(width, sign)


def _replace(text: str, old: str, new: str) -> str:
    if not old:
        raise FunctionError("the text to replace is empty")
    require_room(len(text) + text.count(old) * (len(new) - len(old)))
    return text.replace(old, new)


def _split(text: str, delimiters: str | list[Value]) -> list[str]:
    signs = [delimiters] if isinstance(delimiters, str) else delimiters
    if any(kind_of(sign) != "string" for sign in signs):
        raise FunctionError("the delimiters must be texts")
    if not signs or "" in signs:
        raise Undecided("what an empty delimiter does is not documented")
    parts, start, at = [], 0, 0
    # The first delimiter of the list that fits at a place counts, as in .NET.
    found = {sign: text.find(sign) for sign in signs}
    while True:
        later = [(place, index) for index, sign in enumerate(signs) if (place := found[sign]) >= 0]
        if not later:
            break
        at, index = min(later)
        parts.append(text[start:at])
        start = at + len(signs[index])
        for sign, place in found.items():
            if 0 <= place < start:
                found[sign] = text.find(sign, start)
    return [*parts, text[start:]]


def _substring(text: str, start: int = 0, length: int | None = None) -> str:
    size = len(text)
    if not 0 <= start <= size:
        raise FunctionError(
            f"the start must be from 0 to {size}, the length of the text (is {start})"
        )
    if length is None:
        return text[start:]
    if length < 0 or start + length > size:
        wanted = f"{length} from {start} on"
        raise FunctionError(f"the text has {size} characters (wanted are {wanted})")
    return text[start : start + length]


def _join(items: list[Value], delimiter: str) -> str:
    parts = [_written(item) for item in items]
    require_room(sum(len(part) + len(delimiter) for part in parts))
    return delimiter.join(parts)


def _written(item: Value) -> str:
    """Write an element as .NET does: True, False; source: EvaluationTests of the Bicep compiler."""
    if isinstance(item, bool):
        return str(item)
    if isinstance(item, (str, int)):
        return str(item)
    raise Undecided("how other values are joined is not documented")


def _string(value: Value) -> str:
    """Write a value: texts as they are, objects and arrays as compact JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value)
    if value is None or isinstance(value, float):
        raise Undecided("how it is written is not documented")
    text = compact(value)
    require_room(len(text))
    return text


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "tolower": _to_lower,
    "toupper": _to_upper,
    "trim": _trim,
    "startswith": _starts_with,
    "endswith": _ends_with,
    "like": _like,
    "padleft": _pad_left,
    "replace": _replace,
    "split": _split,
    "substring": _substring,
    "join": _join,
    "string": _string,
}
