"""A parameter that is handed on to a template of inner scope has the same type there.

As arm-ttk does, only a parameter that is handed on as it is counts: where a property or an element
of it is read, or more follows, nothing is said. It is compared with the nearest template around.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.findings import Finding
from generator.lazy import regex
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.expression_text import PARAMETER, as_text
from generator.validation.profiles.arm_ttk.search import find, member, members, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.validation.profiles.arm_ttk.search import Match
    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK021", "Parameter-Types-Should-Be-Consistent", once=True)
_MORE = regex(r"\)(?:\[[^\]]*\]|[.,])")


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield parameters that are declared otherwise than the one they are given."""
    for match in find(subject.value, named("template")):
        scope = member(match.holder, "expressionEvaluationOptions", "scope")
        if str(scope).lower() == "inner":
            for name, given, path in members(match.holder, "parameters"):
                yield from _of_one(match, name, given, (*match.path[:-1], *path))


def _of_one(match: Match, name: str, given: Any, path: Path) -> Iterator[Finding]:
    handed = PARAMETER.search(as_text(given))
    value = member(given, "value")
    text = given if value is None else value
    if handed is None or not isinstance(text, str) or _is_read_further(text):
        return
    inside = str(member(match.value, "parameters", name, "type") or "")
    around = (member(parent, "parameters", handed[1], "type") for parent in match.parents)
    outside = next((str(kind) for kind in around if kind), "")
    if outside and outside.lower() != inside.lower():
        declared = f"is declared as {inside}" if inside else "is not declared"
        message = (
            f"'{name}' {declared} in the nested template, but '{handed[1]}' is {outside}; "
            "declare both alike"
        )
        yield Finding(path, message, fault="Inconsistent.Parameter")


def _is_read_further(text: str) -> bool:
    """Whether something follows a parameter: a property, an index or a further argument."""
    _, bracket, expression = text.partition("[")
    at = expression.lower().find("parameters(")
    more = _MORE.search(expression, at) if bracket and at >= 0 else None
    return more is not None and "]" in expression[more.end() :]
