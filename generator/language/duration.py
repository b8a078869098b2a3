"""Durations as Azure writes them: ISO 8601, such as PT10M or P1DT2H."""

from __future__ import annotations

import re

from generator.lazy import regex

_DURATION = regex(
    r"P(?=.)(?:(?P<days>\d+)D)?"
    r"(?:T(?=.)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)(?:\.\d+)?S)?)?",
    re.IGNORECASE,
)


def seconds_of(text: str) -> int | None:
    """Return the length in whole seconds, or None where the text is no ISO 8601 duration."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
