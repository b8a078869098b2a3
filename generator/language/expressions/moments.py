"""Points in time with their offset from UTC, read from texts as .NET's DateTimeOffset reads them.

Forms: those of ISO 8601, month/day/year, and names of months as in e-mails. What .NET guesses
beyond them is left open. Source: the engine's answers in tests/data/engine.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from generator.language.expressions.letters import WHITE_SPACE
from generator.language.expressions.values import FunctionError, Undecided
from generator.lazy import dataclass, regex

SECOND = 10_000_000
"""How many ticks of 100 nanoseconds a second has."""
_MINUTE = 60 * SECOND
_DAY = 24 * 60 * _MINUTE
END = date.max.toordinal() * _DAY
"""The first tick after the year 9999."""

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_FRACTION = r"(?:[.,](?P<fraction>[0-9]+))?"
_ZONE = r"(?:\s*(?P<zone>Z|[+-][0-9]{1,2}(?::?[0-9]{2})?))?"
_BLANK_TIME = (
    r"(?:\s+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{1,2})(?::(?P<second>[0-9]{1,2})"
    + _FRACTION
    + r")?(?:\s*(?P<half>[AP]M))?)?"
)
_T_TIME = r"T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})" + _FRACTION + r")?"
_YEAR_FIRST = r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})"
_MONTH_FIRST = r"(?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})[-/.](?P<year>[0-9]{4}|[0-9]{2})"
_WEEKDAY = r"(?:(?P<weekday>[A-Za-z]+),?\s+)?"
_DAY_NAMED = r"(?P<day>[0-9]{1,2})[\s-]+(?P<name>[A-Za-z]{3,9})[\s-]+(?P<year>[0-9]{4})"
_MONTH_NAMED = r"(?P<name>[A-Za-z]{3,9})\s+(?:(?P<day>[0-9]{1,2})(?:,\s*|\s+))?(?P<year>[0-9]{4})"
_COMPACT = (
    r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
    r"T(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})(?P<zone>Z)"
)
_FORMS = [
    regex(form, re.IGNORECASE)
    for form in (
        _YEAR_FIRST + _T_TIME + _ZONE,
        _YEAR_FIRST + _BLANK_TIME + _ZONE,
        r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})",
        _MONTH_FIRST + _BLANK_TIME + _ZONE,
        _WEEKDAY + _DAY_NAMED + _BLANK_TIME + r"(?P<gmt>\s+GMT)?" + _ZONE,
        _MONTH_NAMED + _BLANK_TIME + _ZONE,
        _COMPACT,
    )
]
_SURELY_NONE = regex(r"[^0-9]*|[0-9]+|[0-9]{4}-?[0-9]{2}-?[0-9]{2}T(?!.*[+-][0-9]{3}$).*")


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time: ticks of the local clock since the year 1, and minutes ahead of UTC."""

    ticks: int
    offset: int = 0

    @property
    def utc(self) -> int:
        """Return the ticks of the clock in UTC."""
        return self.ticks - self.offset * _MINUTE

    @property
    def day(self) -> date:
        """Return the local day."""
        return date.fromordinal(self.ticks // _DAY + 1)

    @property
    def time(self) -> tuple[int, int, int, int]:
        """Return the local hour, minute, second and the ticks of the fraction."""
        rest, fraction = divmod(self.ticks % _DAY, SECOND)
        return rest // 3600, rest // 60 % 60, rest % 60, fraction

    def plus(self, ticks: int) -> Moment:
        """Return the moment so many ticks later; raises FunctionError beyond years 1 to 9999."""
        later = Moment(self.ticks + ticks, self.offset)
        if not (0 <= later.ticks < END and 0 <= later.utc < END):
            raise FunctionError("the result is outside of the years 1 to 9999")
        return later


def read_moment(text: str) -> Moment:
    """Read a point in time; raises FunctionError where the string is none."""
    text = text.rstrip("\0").strip(WHITE_SPACE)
    for form in _FORMS:
        match = form.fullmatch(text)
        if match is not None:
            return _moment(match.groupdict())
    if _SURELY_NONE.fullmatch(text):
        raise _no_date(text)
    raise Undecided("a date in another form")


def _moment(parts: dict[str, str | None]) -> Moment:
    try:
        day = date(_year(parts["year"] or ""), _month(parts), int(parts.get("day") or 1))
    except ValueError:
        raise _no_date(parts) from None
    weekday = parts.get("weekday")
    if weekday and weekday.lower() not in _forms(DAYS[day.weekday()]):
        raise _no_date(parts)
    ticks = (day.toordinal() - 1) * _DAY + _time(parts)
    found = Moment(ticks, _offset(parts.get("zone")))
    if not (ticks < END and 0 <= found.utc < END):
        raise _no_date(parts)
    return found


def _no_date(_: object) -> FunctionError:
    return FunctionError("the string is no date as in ISO 8601, for instance 2024-01-31T10:00:00Z")


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 50 else 1900)


def _month(parts: dict[str, str | None]) -> int:
    name = parts.get("name")
    if name is None:
        return int(parts["month"] or 0)
    found = [index for index, month in enumerate(MONTHS, 1) if name.lower() in _forms(month)]
    if not found:
        raise _no_date(parts)
    return found[0]


def _forms(name: str) -> set[str]:
    return {name.lower(), name[:3].lower()}


def _time(parts: dict[str, str | None]) -> int:
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    half = (parts.get("half") or "").upper()
    if half and hour > 12:
        raise Undecided("hours beyond twelve with AM or PM")
    if half:
        hour = hour % 12 + (12 if half == "PM" else 0)
    if hour > 23 or minute > 59 or second > 59:
        raise _no_date(parts)
    fraction = Decimal(f"0.{parts.get('fraction') or 0}") * SECOND
    whole = timedelta(hours=hour, minutes=minute, seconds=second) // timedelta(seconds=1)
    return whole * SECOND + int(fraction.quantize(Decimal(1), ROUND_HALF_UP))


def _offset(zone: str | None) -> int:
    if zone is None or zone in "Zz":
        return 0
    digits = zone[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    found = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or found > 14 * 60:
        raise _no_date(zone)
    return -found if zone[0] == "-" else found
