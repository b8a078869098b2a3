"""Dates: points in time in UTC, and durations of ISO 8601.

A year has 365 days and a month 30, whatever the calendar says; source: the page "date functions"
of the documentation of ARM templates, whose worked outputs are the tests.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from generator.language.expressions.values import FunctionError, Undecided

if TYPE_CHECKING:
    from collections.abc import Callable

_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.0{1,7})?)?\s?(Z|[+-]\d\d:\d\d)?",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"(-?)P(?=.)(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,7})W)?(?:(\d{1,7})D)?"
    r"(?:T(?=.)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?"
)
_DAYS = (365, 30, 7, 1)
_STANDARD = {
    "d": "MM/dd/yyyy",
    "o": "yyyy-MM-ddTHH:mm:ss.fffffffZ",
    "s": "yyyy-MM-ddTHH:mm:ss",
    "u": "yyyy-MM-dd HH:mm:ssZ",
}
"""Standard formats of .NET in the culture that belongs to no country, for times in UTC."""

_PART = re.compile(r"y+|M+|d+|H+|h+|m+|s+|f+|t+|'[^']*'|[-/:. TZ]|.", re.DOTALL)


def _date_time_add(base: str, duration: str, form: str = "yyyy-MM-ddTHH:mm:ssZ") -> str:
    return _written(_plus(_read(base), _length(duration)), form)


def _date_time_from_epoch(seconds: int) -> str:
    if not -62_135_596_800 <= seconds < 253_402_300_800:
        raise FunctionError("the time must be in the years 1 to 9999")
    found = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return _written(found, "yyyy-MM-ddTHH:mm:ssZ")


def _date_time_to_epoch(text: str) -> int:
    return int((_read(text) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())


def _read(text: str) -> datetime:
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise Undecided("a date that is not written as in ISO 8601")
    if match[7] is None:
        raise Undecided("a time without its offset from UTC")
    numbers = [int(part or 0) for part in match.groups()[:6]]
    try:
        found = datetime(*numbers, tzinfo=UTC)  # type: ignore[arg-type,misc] # six of them
    except ValueError:
        raise FunctionError("there is no such date") from None
    if match[7] in {"Z", "z"}:
        return found
    hours, minutes = int(match[7][1:3]), int(match[7][4:6])
    offset = timedelta(hours=hours, minutes=minutes)
    return _plus(found, offset if match[7][0] == "-" else -offset)


def _length(text: str) -> timedelta:
    match = _DURATION.fullmatch(text)
    if match is None:
        raise FunctionError("the duration must be written as in ISO 8601, for instance P1DT2H")
    amounts = [int(part or 0) for part in match.groups()[1:]]
    days = sum(amount * unit for amount, unit in zip(amounts[:4], _DAYS, strict=True))
    hours, minutes, seconds = amounts[4:]
    found = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -found if match[1] else found


def _plus(time: datetime, length: timedelta) -> datetime:
    try:
        return time + length
    except OverflowError:
        raise FunctionError("the result is outside of the years 1 to 9999") from None


def _written(time: datetime, form: str) -> str:
    if len(form) == 1:
        if form not in _STANDARD:
            raise Undecided("this standard format is not known here")
        form = _STANDARD[form]
    return "".join(_part(time, part) for part in _PART.findall(form))


def _part(time: datetime, part: str) -> str:
    if part.startswith("'"):
        return part[1:-1]
    if part in "-/:. TZ":
        return part
    if part in _PARTS:
        return _PARTS[part](time)
    if part[0] == "f" and len(part) <= 7:
        return f"{time.microsecond:06}0"[: len(part)]
    raise Undecided("this part of a format is not known here")


_PARTS: dict[str, Callable[[datetime], str]] = {
    "yyyy": lambda time: f"{time.year:04}",
    "yy": lambda time: f"{time.year % 100:02}",
    "MM": lambda time: f"{time.month:02}",
    "M": lambda time: str(time.month),
    "dd": lambda time: f"{time.day:02}",
    "d": lambda time: str(time.day),
    "HH": lambda time: f"{time.hour:02}",
    "H": lambda time: str(time.hour),
    "hh": lambda time: f"{(time.hour + 11) % 12 + 1:02}",
    "h": lambda time: str((time.hour + 11) % 12 + 1),
    "mm": lambda time: f"{time.minute:02}",
    "m": lambda time: str(time.minute),
    "ss": lambda time: f"{time.second:02}",
    "s": lambda time: str(time.second),
    "tt": lambda time: "AM" if time.hour < 12 else "PM",
}

FUNCTIONS: dict[str, Callable[..., str | int]] = {
    "datetimeadd": _date_time_add,
    "datetimefromepoch": _date_time_from_epoch,
    "datetimetoepoch": _date_time_to_epoch,
}
