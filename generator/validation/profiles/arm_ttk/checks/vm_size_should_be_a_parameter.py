"""The size of a machine is a parameter, or a variable that has one in it.

As arm-ttk does, this looks at properties called vmSize: the sku of a scale set is not judged. And
what it finds in a main template it says of every template beside it, at whose own sizes it does not
look.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from generator.findings import Finding
from generator.lazy import regex
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.expression_text import (
    PARAMETER,
    VARIABLE,
    as_text,
    expanded,
)
from generator.validation.profiles.arm_ttk.search import dotted, find, member, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.search import Match
    from generator.validation.profiles.arm_ttk.subject import Lead, TtkSubject

CHECK = Check("TTK031", "VM-Size-Should-Be-A-Parameter", "vm-size-uses-parameter", once=True)
_DECLARED = regex(r"^parameters|\.parameters\.", re.IGNORECASE)
_GIVEN = regex(r"resources\[\d+\]\.properties\.parameters", re.IGNORECASE)
_USE = regex(r"parameters\s*\(\s*'", re.IGNORECASE)
_MESSAGE = "the size of the machine is fixed; make it a parameter"


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield sizes that cannot be chosen on deployment."""
    leader = subject.leader
    if leader is None:
        yield from _fixed(subject.value)
    elif _is_fixed(leader):
        message = f"{leader.name}, which arm-ttk looks at for this file, has a fixed vmSize"
        yield Finding((), f"{message}; make it a parameter there")


@lru_cache(maxsize=1)
def _is_fixed(leader: Lead) -> bool:
    return any(True for _ in _fixed(leader.value))


def _fixed(template: Any) -> Iterator[Finding]:
    for match in find(template, named("vmSize")):
        path = dotted(match.path)
        if _DECLARED.search(path):
            around = match.parents[0] if match.parents else None
            scope = member(around, "expressionEvaluationOptions", "scope")
            if str(scope).lower() == "inner" and not _chosen(member(match.value, "value")):
                message = "'vmSize' is handed on as a fixed value; hand on a parameter"
                yield Finding(match.path, message)
                continue
            if not _GIVEN.search(path):
                continue
        if not _chosen(match.value) and not _chosen_by_variable(match, template):
            yield Finding(match.path, _MESSAGE)


def _chosen(value: Any) -> bool:
    return PARAMETER.search(as_text(value)) is not None


def _chosen_by_variable(match: Match, template: Any) -> bool:
    text = as_text(match.value)
    if not VARIABLE.search(text):
        return False
    given = match.value.values() if isinstance(match.value, dict) else [match.value]
    texts = (item for item in given if isinstance(item, str) and VARIABLE.search(item))
    expression = next(texts, None)
    meant = text if expression is None else expanded(expression, template)
    inside = as_text(meant).partition("[")[2]
    return meant is not None and _USE.search(inside) is not None
