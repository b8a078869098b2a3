"""Whether a text, number or truth value is what a shape wants, as Azure reads it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.lazy import regex
from generator.validation.resources import faults
from generator.validation.resources.severity import OPEN

if TYPE_CHECKING:
    from generator.diagnostics import Path
    from generator.findings import Finding
    from generator.resources.shape import Shape

_INTEGER = regex(r"\s*[-+]?\d{1,19}\s*")
_NUMBER = regex(r"\s*[-+]?\d+(\.\d+)?([eE][-+]?\d+)?\s*")
_BOUNDS = {"minLength", "maxLength", "pattern"}


def scalar_fault(value: Any, shape: Shape, path: Path) -> Finding | None:
    """Return what is wrong with a value for a shape that is a scalar or a free-form object."""
    if not _fits(value, shape.base):
        return _misfit(value, shape, path)
    facts = shape.facts
    if not facts:
        return None
    if "e" in facts:
        return _choice(value, facts, path)
    return _limits(value, facts, path)


def _fits(value: Any, base: str) -> bool:
    if base == "s":
        return isinstance(value, str)
    if base == "b":
        return isinstance(value, bool)
    if base == "o":
        return isinstance(value, dict)
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (
        isinstance(value, float) and (base == "n" or value.is_integer())
    )


def _misfit(value: Any, shape: Shape, path: Path) -> Finding:
    meant = coerced(value, shape.base)
    if meant is None:
        return faults.wrong_type(value, shape, path)
    facts = shape.facts or {}
    worse = _choice(meant, facts, path) if "e" in facts else _limits(meant, facts, path)
    if worse is not None and worse.fault != OPEN and worse.severity is not Severity.INFO:
        return worse
    return faults.converted(value, shape, path)


def coerced(value: Any, base: str) -> Any:
    """Return the value that Azure makes of one of another type; None where it makes none."""
    if base == "s" and isinstance(value, (bool, int, float)):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if not isinstance(value, str):
        return None
    if base == "b" and value.strip().lower() in {"true", "false"}:
        return value.strip().lower() == "true"
    if base == "i" and _INTEGER.fullmatch(value):
        return int(value)
    return float(value) if base == "n" and _NUMBER.fullmatch(value) else None


def _choice(value: Any, facts: dict[str, Any], path: Path) -> Finding | None:
    allowed = facts["e"]
    if value in allowed:
        return None
    text = str(value).strip().lower()  # .NET drops blanks around the name of an enumeration
    if facts.get("open"):
        known_names = {str(known).lower() for known in allowed}
        listed = not text or {name.strip() for name in text.split(",")} <= known_names
        return None if listed else faults.unlisted(value, allowed, path)
    for known in allowed:
        if str(known).lower() == text:
            return faults.casing(str(value), str(known), path, on_key=False)
    if "," not in text:
        return faults.not_allowed(value, allowed, path)
    return _joined(value, allowed, path)


def _joined(value: str, allowed: list[Any], path: Path) -> Finding | None:
    """Judge names joined by commas, as .NET reads flags: in any order, with blanks or without.

    The schemas do not tell flags from other enumerations, so known names are given their due.
    """
    for known in allowed:
        if _names_in(str(known)) == _names_in(value):
            return faults.casing(value, str(known), path, on_key=False)
    every = set().union(*(_names_in(str(known)) for known in allowed))
    return None if _names_in(value) <= every else faults.not_allowed(value, allowed, path)


def _names_in(value: str) -> set[str]:
    return {name.strip().lower() for name in value.split(",")}


def _limits(value: Any, facts: dict[str, Any], path: Path) -> Finding | None:
    if isinstance(value, str):
        return text_limits(value, facts, path) if _BOUNDS & facts.keys() else None
    least, most = facts.get("min"), facts.get("max")
    if isinstance(value, float) and not value.is_integer():
        # The descriptions have whole bounds, also where the service has fractions.
        value = value + 1 if least is not None and value < least else value
        value = value - 1 if most is not None and value > most else value
    if least is not None and value < least:
        return faults.out_of_bounds(value, f"at least {least:,}", path)
    if most is not None and value > most:
        return faults.out_of_bounds(value, f"at most {most:,}", path)
    return None


def text_limits(value: str, facts: dict[str, Any], path: Path, fault: str = "") -> Finding | None:
    """Return what is wrong with the length or the form of a text."""
    least, most = facts.get("minLength"), facts.get("maxLength")
    if least is not None and len(value) < least:
        return faults.wrong_length(value, f"at least {least:,}", path, fault)
    if most is not None and len(value) > most:
        return faults.wrong_length(value, f"at most {most:,}", path, fault)
    pattern = facts.get("pattern")
    if pattern is not None and not _matches(pattern, value):
        return faults.wrong_form(value, pattern, path, fault)
    return None


def _matches(pattern: str, value: str) -> bool:
    """Whether a text has a form; a pattern that Python cannot read is no reason to complain."""
    compiled = _compiled(pattern)
    return compiled is None or compiled.search(value) is not None


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern)
    except re.error:
        return None
