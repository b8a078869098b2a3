"""Dates: points in time, and durations of ISO 8601.

A year has 365 days and a month 30, whatever the calendar says. Sources: the page "date functions"
of the documentation of ARM templates, and the engine's answers in tests/data/engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.expressions.builtins.numbers import integer_of
from generator.language.expressions.date_formats import written
from generator.language.expressions.json_writing import shortest
from generator.language.expressions.letters import WHITE_SPACE
from generator.language.expressions.moments import END, SECOND, Moment, read_moment
from generator.language.expressions.values import FunctionError
from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Callable

_DURATION = regex(
    r"(-?)P(?=.)(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?"
    r"(?:T(?=.)(?:([0-9]+)H)?(?:([0-9]+)M)?(?:(?=\.?[0-9])([0-9]*)(?:\.([0-9]*))?S)?)?"
)
_DEFAULT = "yyyy-MM-ddTHH:mm:ssZ"
_LONGEST = 2**63
_EPOCH = read_moment("1970-01-01").ticks


def _date_time_add(base: str, duration: str, form: str = _DEFAULT) -> str:
    return written(read_moment(base).plus(_length(duration)), form)


def _date_time_from_epoch(seconds: str | float) -> str:
    text = shortest(seconds) if isinstance(seconds, float) else str(seconds)
    number = integer_of(text)
    if number is None:
        raise FunctionError("the time must be a number of whole seconds since 1970")
    ticks = _EPOCH + number * SECOND
    if not 0 <= ticks < END:
        raise FunctionError("the time must be in the years 1 to 9999")
    return written(Moment(ticks), _DEFAULT)


def _date_time_to_epoch(text: str) -> int:
    return (read_moment(text).utc - _EPOCH) // SECOND


def _length(text: str) -> int:
    """Read a duration; give its ticks."""
    match = _DURATION.fullmatch(text.strip(WHITE_SPACE))
    amounts = [int(part or 0) for part in match.groups()[1:7]] if match else []
    if match is None or any(amount >= 2**31 for amount in amounts):
        raise FunctionError("the duration must be written as in ISO 8601, for instance P1DT2H")
    years, months, days, hours, minutes, seconds = amounts
    days += (years + months // 12) * 365 + months % 12 * 30
    seconds += ((days * 24 + hours) * 60 + minutes) * 60
    ticks = seconds * SECOND + int((match[8] or "").ljust(7, "0")[:7])
    if ticks >= _LONGEST:
        raise FunctionError("the duration is longer than any that can be added")
    return -ticks if match[1] else ticks


FUNCTIONS: dict[str, Callable[..., str | int]] = {
    "datetimeadd": _date_time_add,
    "datetimefromepoch": _date_time_from_epoch,
    "datetimetoepoch": _date_time_to_epoch,
}
