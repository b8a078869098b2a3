"""Expressions as arm-ttk sees them: as text, without a grammar, so that verdicts are the same."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from generator.lazy import dataclass, regex
from generator.validation.profiles.arm_ttk.search import member

if TYPE_CHECKING:
    from collections.abc import Iterator

_VARIABLE = regex(r"\s*\[\s*variables\s*\(\s*'([^']+)'\s*\)(.*)\]\s*$", re.IGNORECASE | re.DOTALL)
_PARENTHESIS = regex("[()]")
_STEP = regex(r"\.(\w+)|\[(\d+)\]|\['([^']+)'\]")
_BEGINS = regex(r"\[[^\s\[(]\S{0,200}?\(|\[\s*\w+\s*\(")
_ENDS = regex(r"(?:\[[^\]]*\]|\.\w+)*\s*\]")
_SIGNS = frozenset("$^#+*?()[]\\")
PARAMETER = regex(r"parameters\s*\(\s*'([^']*)'\s*\)", re.IGNORECASE)
VARIABLE = regex(r"variables\s?\(\s*'([^']*)'\s*\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundCall:
    """A call of a function in a text: its name, its arguments as text, and where it stands."""

    name: str
    arguments: str
    start: int
    end: int


def in_expression(text: str, at: int, openers: str = "[") -> bool:
    """Whether the nearest bracket or quote before an offset is a bracket.

    That is how arm-ttk tells an expression from other text; a backslash before either takes it out.
    """
    while at >= 0:
        quote = text.rfind('"', 0, at)
        at = max(quote, *(text.rfind(sign, quote + 1, at) for sign in openers))
        if at >= 0 and not text.startswith("\\", at - 1):
            return text[at] in openers
    return False


def uses(pattern: re.Pattern[str], text: str) -> dict[str, list[tuple[int, int]]]:
    """Return where each name, in lower case, stands that a pattern finds: PARAMETER or VARIABLE."""
    found: dict[str, list[tuple[int, int]]] = {}
    for match in pattern.finditer(text):
        found.setdefault(match[1].lower(), []).append(match.span())
    return found


def is_sought(name: str) -> bool:
    """Whether arm-ttk finds a parameter: the name is a pattern to it, in which signs mean more."""
    return _SIGNS.isdisjoint(name)


def calls(text: str, names: str) -> Iterator[FoundCall]:
    """Yield the calls of functions (a pattern of their names) that stand in no other one.

    The name follows a bracket, a parenthesis or a comma; of functions of the template itself, which
    have a namespace before it, none is found.
    """
    pattern, at = _call_pattern(names), 0
    while match := pattern.search(text, at):
        end = _closings(text).get(match.end() - 1)
        at = match.end() if end is None else end + 1
        if end is not None:
            yield FoundCall(match[1], text[match.end() : end], match.start(1), end + 1)


@lru_cache(maxsize=16)
def _call_pattern(names: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=[\[(,])\s*({names})\s*\(", re.IGNORECASE)


@lru_cache(maxsize=8)
def _closings(text: str) -> dict[int, int]:
    """Return where each parenthesis that is closed closes; quotes are not looked at."""
    opened, found = [], {}
    for match in _PARENTHESIS.finditer(text):
        if match[0] == "(":
            opened.append(match.start())
        elif opened:
            found[opened.pop()] = match.start()
    return found


def is_expression(text: str) -> bool:
    """Whether a text has an expression in it: a call in brackets, with what is read of it."""
    for match in _BEGINS.finditer(text):
        end = _closings(text).get(match.end() - 1)
        if end is not None and _ENDS.match(text, end + 1):
            return True
    return False


def as_text(value: Any) -> str:
    """Return a text itself, and anything else as JSON, in which expressions are looked for."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def expanded(text: str, template: Any) -> Any:
    """Return what the variable has that the whole text names; one level, and else the text itself.

    None where the template has no such variable.
    """
    match = _VARIABLE.match(text)
    if match is None or _STEP.sub("", match[2]).strip():
        return text
    value = member(template, "variables", match[1])
    for step in _STEP.finditer(match[2]):
        if step[2] is not None:
            inside = isinstance(value, list) and int(step[2]) < len(value)
            value = value[int(step[2])] if inside else None
        else:
            value = member(value, step[1] or step[3])
    return value
