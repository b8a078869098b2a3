"""A property is not empty: leave it out instead.

Some names may be empty. As in arm-ttk so may every name that stands beside one of these (or beside
one that contains it) anywhere in the template, which takes in all that stands directly on a
resource. Elements of arrays are not looked at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.findings import Finding
from generator.lazy import regex
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.search import find, member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.validation.profiles.arm_ttk.search import Match
    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK029", "Template-Should-Not-Contain-Blanks", "properties-cant-be-empty")
_WORDS = """
resources outputs variables parameters functions properties template defaultValue accessPolicies
value promotionCode inputs notEquals clientId allowedCallerIpAddresses workerPools AzureMonitor
requiredDataConnectors UserTokenPrepend
"""
_MAY_BE_EMPTY = frozenset(word.lower() for word in _WORDS.split())
_BESIDE = regex("|".join(_MAY_BE_EMPTY))
_KEY_IS_ID = regex(r"\s*(?:\[|/subscriptions/)", re.IGNORECASE)
_INSIDE: dict[str, Path] = {
    "microsoft.web/sites/config": ("properties",),
    "microsoft.insights/workbooks": ("properties", "serializedData"),
}
"""Where anything may be empty, by the type of the resource."""


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield the properties that are empty."""
    beside = find(subject.value, lambda name: bool(_BESIDE.search(name)))
    named = {name.lower() for match in beside for name in match.holder} | _MAY_BE_EMPTY
    free = list(_free_places(subject))
    for match in find(subject.value, lambda name: name not in named):
        inside = any(match.path[: len(place)] == place for place in free)
        if _is_blank(match.value) and not inside and not _KEY_IS_ID.match(str(match.path[-1])):
            yield Finding(match.path, f"'{match.path[-1]}' is empty; leave it out")


def _is_blank(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or value in ({}, [])


def _free_places(subject: TtkSubject) -> Iterator[Path]:
    for match in find(subject.value, lambda name: name == "type"):
        full = [match.value] if isinstance(match.value, str) else []
        for name in (str(full[0]).lower() if full else "", _full_type(match)):
            if name in _INSIDE:
                yield (*match.path[:-1], *_INSIDE[name])


def _full_type(match: Match) -> str:
    return "/".join([*reversed(match.types), str(member(match.holder, "type")).lower()])
