"""The API version of a reference or list function is recent, as that of a resource is.

The type is told by resourceId() in the call, or else by a resource with the same variable in its
name; where neither tells it, the call is skipped. Templates that Bicep wrote are not looked at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.lazy import regex
from generator.resources.api_versions import versions_of
from generator.validation.profiles.arm_ttk.api_versions import LatestStable, judge
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.expression_text import VARIABLE, FoundCall, calls
from generator.validation.profiles.arm_ttk.search import dotted, find, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check(
    "TTK037",
    "apiVersions-Should-Be-Recent-In-Reference-Functions",
    "use-recent-api-versions-in-reference-functions",
)
_VERSION = regex(r"'(\d{4}-\d{2}-\d{2}(?:-\w+)?)'")


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield calls with a version that is old or a preview."""
    try:
        for call in [] if subject.from_bicep else calls(subject.text, r"reference|list\w*"):
            yield from _of_call(call, subject)
    except LatestStable:
        return


def _of_call(call: FoundCall, subject: TtkSubject) -> Iterator[Finding]:
    version = _VERSION.search(call.arguments)
    types = _types(call, subject) if version else []
    if version is None or not types:
        return
    for found in judge(version[1], versions_of(types, 2), subject.as_of):
        error = found.error and f"ApiReference.Version.{found.error}"
        yield Finding((), found.message, found.severity, span=(call.start, call.end), fault=error)


def _types(call: FoundCall, subject: TtkSubject) -> list[str]:
    resource_id = next(calls(f"({call.arguments}", "resourceId"), None)
    if resource_id is not None:
        segments = [part.strip(" '") for part in re.split("[(),]", resource_id.arguments)]
        return "/".join(part for part in segments if "/" in part).split("/")
    variable = VARIABLE.search(call.arguments)
    return _types_of_named(variable[0].lower(), subject) if variable else []


def _types_of_named(variable: str, subject: TtkSubject) -> list[str]:
    for match in find(subject.value, named("name")):
        in_name = isinstance(match.value, str) and variable in match.value.lower()
        if in_name and "resources" in dotted(match.path).lower():
            own = [str(value) for key, value in match.holder.items() if key.lower() == "type"]
            return "/".join([*reversed(match.types), *own]).split("/")
    return []
