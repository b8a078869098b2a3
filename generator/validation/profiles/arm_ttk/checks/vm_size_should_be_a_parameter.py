"""The size of a machine is a parameter, or a variable that has one in it.

As arm-ttk does, this looks at properties called vmSize: the sku of a scale set is not judged.
"""

from __future__ import annotations

import re
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
    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK031", "VM-Size-Should-Be-A-Parameter", "vm-size-uses-parameter", once=True)
_DECLARED = regex(r"^parameters|\.parameters\.", re.IGNORECASE)
_GIVEN = regex(r"resources\[\d+\]\.properties\.parameters", re.IGNORECASE)
_USE = regex(r"parameters\s*\(\s*'", re.IGNORECASE)
_MESSAGE = "the size of the machine is fixed; make it a parameter"


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield sizes that cannot be chosen on deployment."""
    for match in find(subject.value, named("vmSize")):
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
        if not _chosen(match.value) and not _chosen_by_variable(match, subject):
            yield Finding(match.path, _MESSAGE)


def _chosen(value: Any) -> bool:
    return value in ("", None) or PARAMETER.search(as_text(value)) is not None


def _chosen_by_variable(match: Match, subject: TtkSubject) -> bool:
    text = as_text(match.value)
    if not VARIABLE.search(text):
        return False
    meant = expanded(text, subject.value) if isinstance(match.value, str) else text
    inside = as_text(meant).partition("[")[2]
    return meant is not None and _USE.search(inside) is not None
