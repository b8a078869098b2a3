"""What is called an id is made by a function for resource ids.

Judged is every property of a resource whose name ends in id. As in arm-ttk many names and types
are let pass; a name does so wherever a path ends with it, so groupId also excuses a
networkSecurityGroupId. Templates that Bicep wrote are not looked at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.lazy import regex
from generator.validation.profiles.arm_ttk.binding import unsearchable
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.expression_text import expanded
from generator.validation.profiles.arm_ttk.id_exceptions import NAMES, is_excused
from generator.validation.profiles.arm_ttk.search import dotted, find, has, member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.validation.profiles.arm_ttk.search import Match
    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK016", "IDs-Should-Be-Derived-From-ResourceIDs", "use-resource-id-functions")
_ALLOWED = regex(
    r"\[\s*(?:extensionResourceId|resourceId|subscriptionResourceId|tenantResourceId"
    r"|if|parameters|reference|variables|subscription|guid)\s*\(",
    re.IGNORECASE,
)
_ADVICE = "use resourceId(), a parameter or a reference"


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield ids that are empty or made by something else."""
    if subject.from_bicep:
        return
    yield from unsearchable(subject)
    listed = subject.resource_list or [subject.resources]
    for at, resource in enumerate(listed):
        start: Path = ("resources", at) if subject.resource_list else ("resources",)
        for match in find(resource, lambda name: name.endswith("id")):
            if not _is_exempt(match):
                yield from _judged(match, start, subject)


def _is_exempt(match: Match) -> bool:
    path = dotted(match.path).lower()
    return (
        path.endswith(NAMES)
        or path.startswith(("parameters", "outputs"))
        or ".metadata." in path
        or f".tags.{str(match.path[-1]).lower()}" in path
        or is_excused(path, match.types)
    )


def _judged(match: Match, start: Path, subject: TtkSubject) -> Iterator[Finding]:
    value, name, path = match.value, match.path[-1], (*start, *match.path)
    if isinstance(value, dict):
        value = member(value, "value")
        if not value or not isinstance(value, str):
            return
    if isinstance(value, list):
        return
    if not value:
        message = f"'{name}' is empty; {_ADVICE}, or leave it out"
        yield Finding(path, message, fault="ResourceId.Is.Missing")
        return
    meant = expanded(value, subject.value) if isinstance(value, str) else value
    undeclared = meant is None and not has(subject.value, "variables")
    if undeclared or isinstance(meant, dict | list):
        return
    if not isinstance(meant, str) or not _ALLOWED.search(meant):
        message = f"'{name}' is no id made by a function for resource ids; {_ADVICE}"
        yield Finding(path, message, fault="ResourceId.Should.Contain.Proper.Expression")
