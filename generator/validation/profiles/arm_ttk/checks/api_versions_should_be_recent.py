"""The API version of a resource is at most two years old, or the newest, and no preview.

Days are counted to the day that the run is for. As arm-ttk does, whatever is called apiVersion is
looked at, wherever it stands, but for outputs and direct properties of a resource: by the types of
the objects around it, so that a property further in is judged as the version of its resource, and a
parameter of that name is no string. A version that is not known gets a warning, and once an old
version turns out to be the newest stable one the test ends: nothing after it is looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import DEPLOYMENT
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.lazy import regex
from generator.resources.api_versions import day_of, versions_of
from generator.validation.profiles.arm_ttk.api_versions import LatestStable, judge
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.search import dotted, find, member, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.search import Match
    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK036", "apiVersions-Should-Be-Recent", "use-recent-api-version")
_PROPERTY = ".properties.apiversion"
_PROVIDER = regex(r"'/*(\w+\.\w+)/*'")
_SWITCHED_OFF = "disable-apiversions-should-be-recent"


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield versions that are old, previews or no versions."""
    searched = subject.value if subject.resources else {}
    try:
        for match in find(searched, named("apiVersion")):
            if not _is_excused(match, subject):
                yield from _of_one(match, subject)
    except LatestStable:
        return


def _is_excused(match: Match, subject: TtkSubject) -> bool:
    path = dotted(match.path).lower()
    if path.endswith(_PROPERTY) or "outputs" in map(str.lower, map(str, match.path)):
        return True
    marks = member(match.holder, "metadata")
    listed = [str(mark).lower() for mark in marks] if isinstance(marks, list) else []
    kind = str(member(match.holder, "type")).lower()
    return _SWITCHED_OFF in listed or (subject.from_bicep and kind == DEPLOYMENT)


def _of_one(match: Match, subject: TtkSubject) -> Iterator[Finding]:
    if not isinstance(match.value, str):
        message = "what is called apiVersion has to be a string: a date in quotes"
        yield Finding(match.path, message, fault="ApiVersion.Not.String")
        return
    types = _types(match)
    if types is None:
        message = "the type that this extends cannot be told; its API version is not judged"
        yield Finding(match.path, message, Severity.WARNING)
    elif day_of(match.value) is None:
        message = "the API version has to be a fixed date, such as 2024-07-01"
        yield Finding(match.path, message, fault="ApiVersion.Not.Date")
    else:
        for found in judge(match.value, versions_of(types, 2), subject.as_of):
            error = found.error and f"ApiVersion.{found.error}"
            yield Finding(match.path, found.message, found.severity, fault=error)


def _types(match: Match) -> list[str] | None:
    """Return the parts of its type after those around; None where what it extends is not told."""
    around = [member(parent, "type") for parent in reversed(match.parents)]
    listed = [*around, member(match.holder, "type")]
    found = [item for item in listed if isinstance(item, str)]
    if any("/providers/" in item.lower() for item in found):
        named_in = _PROVIDER.search(str(member(match.holder, "name")))
        if named_in is None:
            return None
        found = [named_in[1]]
    return "/".join(found).split("/")
