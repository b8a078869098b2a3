"""Texts. Searching ignores case, comparing and replacing do not; a position counts from 0.

Positions and lengths count units of 16 bits, as .NET does. Sources: the page "string functions" of
the documentation of ARM templates, and the engine's answers in tests/data/engine.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.language.expressions import letters
from generator.language.expressions.builtins.numbers import int32
from generator.language.expressions.json_writing import compact
from generator.language.expressions.values import (
    FunctionError,
    Residual,
    Undecided,
    Value,
    kind_of,
    require_room,
    require_short,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_WIDEST = 16


def _to_lower(text: str) -> str:
    return letters.lower(text)


def _to_upper(text: str) -> str:
    if "\u017f" in text:
        raise Undecided("the capital of a long s depends on the culture")
    return letters.upper(text)


def _trim(text: str) -> str:
    return text.strip(letters.WHITE_SPACE)


def _starts_with(text: str, start: str) -> bool:
    letters.require_same_everywhere(text, start)
    return letters.upper(text).startswith(letters.upper(start))


def _ends_with(text: str, end: str) -> bool:
    letters.require_same_everywhere(text, end)
    return letters.upper(text).endswith(letters.upper(end))


def _like(text: str, pattern: str) -> bool:
    """Match `*` as any text; every other sign means itself."""
    first, *others = letters.upper(pattern).split("*")
    folded = letters.upper(text)
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
    if letters.length(sign) != 1:
        raise FunctionError(f"the padding must be one character (has {letters.length(sign)})")
    if not 1 <= width <= _WIDEST:
        raise FunctionError(f"the width must be from 1 to {_WIDEST} (is {width})")
    text = str(value)
    return sign * (width - letters.length(text)) + text


def _replace(text: str, old: str, new: str) -> str:
    if not old:
        raise FunctionError("the string to replace is empty")
    change = letters.length(new) - letters.length(old)
    require_short(letters.length(text) + text.count(old) * change)
    return text.replace(old, new)


def _split(text: str, delimiters: str | list[Value]) -> list[str]:
    """Split at delimiters; an empty one is found nowhere."""
    signs = [delimiters] if isinstance(delimiters, str) else delimiters
    if any(kind_of(sign) != "string" for sign in signs):
        raise FunctionError("the delimiters must be strings")
    signs = [sign for sign in signs if sign]
    # The first delimiter of the list that fits at a place counts, as in .NET.
    return re.split("|".join(map(re.escape, signs)), text) if signs else [text]


def _substring(text: str, start: int, length: int | None = None) -> str:
    counted = letters.units(text)
    size = len(counted)
    if not 0 <= start <= size:
        raise FunctionError(
            f"the start must be from 0 to {size}, the length of the string (is {start})"
        )
    if length is None:
        return letters.joined(counted[start:])
    if length < 0 or start + length > size:
        wanted = f"{length} from {start} on"
        raise FunctionError(f"the string has {size} characters (wanted are {wanted})")
    return letters.joined(counted[start : start + length])


def first_units(text: str, count: int) -> str:
    """Return the first so many characters of a text, or all."""
    int32(count)
    return letters.joined(letters.units(text)[: max(count, 0)])


def without_first_units(text: str, count: int) -> str:
    """Leave out the first so many characters of a text."""
    int32(count)
    return letters.joined(letters.units(text)[max(count, 0) :])


def places_of(text: str, part: str) -> tuple[int, int]:
    """Return the first and the last place of a text in a text, in any casing, or -1 twice."""
    letters.require_same_everywhere(text, part)
    counted, wanted = letters.units(letters.upper(text)), letters.units(letters.upper(part))
    if not wanted:
        return 0, max(len(counted) - 1, 0)
    from_end = counted[::-1].find(wanted[::-1])  # rfind() takes the product of both lengths
    last = len(counted) - len(wanted) - from_end if from_end >= 0 else -1
    return counted.find(wanted), last


def _join(items: list[Value], delimiter: str) -> str:
    parts = [_written(item) for item in items if not isinstance(item, Residual)]
    if len(parts) < len(items):
        raise Undecided("an element is not known")
    between = letters.length(delimiter) * (len(parts) - 1)
    require_short(sum(map(letters.length, parts)) + max(between, 0))
    return delimiter.join(parts)


def _written(item: Value) -> str:
    """Write an element as .NET does: True, False; source: EvaluationTests of the Bicep compiler."""
    if isinstance(item, (bool, str, int)):
        return str(item)
    raise FunctionError(
        f"only strings, integers and booleans can be joined (one is {kind_of(item)})"
    )


def _string(value: Value) -> str:
    """Write a value: texts as they are, objects and arrays as compact JSON."""
    if isinstance(value, (bool, str, int)):
        return str(value)
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
