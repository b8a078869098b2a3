"""Points in time as texts, in the formats of .NET's DateTimeOffset and no country's culture.

Source: the engine's answers in tests/data/engine.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.language.expressions.moments import DAYS, MONTHS, Moment
from generator.language.expressions.values import FunctionError
from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Callable

_STANDARD = {
    "d": "MM/dd/yyyy",
    "D": "dddd, dd MMMM yyyy",
    "f": "dddd, dd MMMM yyyy HH:mm",
    "F": "dddd, dd MMMM yyyy HH:mm:ss",
    "g": "MM/dd/yyyy HH:mm",
    "G": "MM/dd/yyyy HH:mm:ss",
    "m": "MMMM dd",
    "M": "MMMM dd",
    "o": "yyyy-MM-ddTHH:mm:ss.fffffffzzz",
    "O": "yyyy-MM-ddTHH:mm:ss.fffffffzzz",
    "r": "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
    "R": "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
    "s": "yyyy-MM-ddTHH:mm:ss",
    "t": "HH:mm",
    "T": "HH:mm:ss",
    "u": "yyyy-MM-dd HH:mm:ssZ",
    "y": "yyyy MMMM",
    "Y": "yyyy MMMM",
    "": "MM/dd/yyyy HH:mm:ss zzz",
}
_IN_UTC = "rRu"
_PART = regex(r"([dfFgHhKmMstyz])\1*|'[^']*'|\"[^\"]*\"|\\.|%(?!%).|[^'\"\\%]", re.DOTALL)


def written(time: Moment, form: str) -> str:
    """Write a point in time; raises FunctionError where there is no such format."""
    if len(form) < 2:
        if form not in _STANDARD:
            raise _no_format()
        time = Moment(time.utc) if form and form in _IN_UTC else time
        form = _STANDARD[form]
    pieces: list[str] = []
    at = 0
    while at < len(form):
        match = _PART.match(form, at)
        if match is None:
            raise _no_format()
        _add(pieces, time, match)
        # After a per cent sign stands a format of one letter, which may begin a longer one.
        at = match.end()
    return "".join(pieces)


def _no_format() -> FunctionError:
    return FunctionError("the string is no format of a date, such as yyyy-MM-dd")


def _add(pieces: list[str], time: Moment, match: re.Match[str]) -> None:
    text = match[0]
    if text[0] == "%":
        text = text[1:]
    elif text[0] in "'\"\\":
        pieces.append(text[1:].removesuffix(text[0]) if text[0] != "\\" else text[1:])
        return
    write = _PARTS.get(text[0])
    if write is None:
        pieces.append(text)
        return
    if text[0] in "fF" and len(text) > 7:
        raise _no_format()
    found = write(time, len(text))
    if text[0] == "F" and not found and pieces and pieces[-1] == ".":
        pieces.pop()
    pieces.append(found)


def _day(time: Moment, count: int) -> str:
    if count < 3:
        return f"{time.day.day:0{count}d}"
    name = DAYS[time.day.weekday()]
    return name[:3] if count == 3 else name


def _month(time: Moment, count: int) -> str:
    if count < 3:
        return f"{time.day.month:0{count}d}"
    name = MONTHS[time.day.month - 1]
    return name[:3] if count == 3 else name


def _year(time: Moment, count: int) -> str:
    year = time.day.year
    return f"{year % 100 if count < 3 else year:0{count}d}"


def _fraction(time: Moment, count: int) -> str:
    return f"{time.time[3]:07d}"[:count]


def _offset(time: Moment, count: int) -> str:
    sign, minutes = "-" if time.offset < 0 else "+", abs(time.offset)
    hours = f"{sign}{minutes // 60:0{min(count, 2)}d}"
    return hours if count < 3 else f"{hours}:{minutes % 60:02d}"


_PARTS: dict[str, Callable[[Moment, int], str]] = {
    "d": _day,
    "M": _month,
    "y": _year,
    "f": _fraction,
    "F": lambda time, count: _fraction(time, count).rstrip("0"),
    "H": lambda time, count: f"{time.time[0]:0{min(count, 2)}d}",
    "h": lambda time, count: f"{(time.time[0] + 11) % 12 + 1:0{min(count, 2)}d}",
    "m": lambda time, count: f"{time.time[1]:0{min(count, 2)}d}",
    "s": lambda time, count: f"{time.time[2]:0{min(count, 2)}d}",
    "t": lambda time, count: ("AM" if time.time[0] < 12 else "PM")[:count],
    "z": _offset,
    "K": lambda time, count: _offset(time, 3) * count,
    "g": lambda _time, _count: "A.D.",
}
