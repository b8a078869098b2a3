"""Tests about locations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.validation.arm_ttk.subject import Fault, get, has, resources, starts_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.arm_ttk.subject import Subject

_OF_GROUP = re.compile(r"(?:resourceGroup|deployment)\(\)\.location", re.IGNORECASE)
_DEFAULTS = {"[resourcegroup().location]", "[deployment().location]", "global"}


def hardcoded(subject: Subject) -> Iterator[Fault]:
    """Location-Should-Not-Be-Hardcoded."""
    declared = get(get(subject.value, "parameters"), "location")
    if declared is not None:
        yield from _parameter(subject, declared)
    yield from _elsewhere(subject)
    for index, resource in enumerate(resources(subject.value)):
        location = get(resource, "location")
        if location and not starts_expression(location) and str(location).lower() != "global":
            path = ("resources", index, "location")
            message = f"the location '{location}' should be an expression or global"
            yield Fault(path, message, "Location.Should.Not.Be.Hardcoded")


def _parameter(subject: Subject, declared: Any) -> Iterator[Fault]:
    path = ("parameters", "location")
    if str(get(declared, "type")).lower() != "string":
        yield Fault(path, "the parameter 'location' must be a string", "Location.Not.String")
    if not has(declared, "defaultValue"):
        return
    default = str(get(declared, "defaultValue")).strip()
    if subject.is_main and not subject.inside:
        if default and default.lower() not in _DEFAULTS:
            message = "the default of 'location' should be resourceGroup().location or global"
            yield Fault((*path, "defaultValue"), message, "Location.Default.Hardcoded")
    elif not _OF_GROUP.search(default):
        message = "a template that is not the main one should have no default for 'location'"
        yield Fault((*path, "defaultValue"), message, "Location.Default.Not.Main")


def _elsewhere(subject: Subject) -> Iterator[Fault]:
    """Find the location of the group outside of parameters and nested deployments."""
    ignored = [subject.range_of("parameters")]
    for index, resource in enumerate(resources(subject.value)):
        if str(get(resource, "type")).lower() == "microsoft.resources/deployments":
            ignored.append(subject.range_of("resources", index))
    for found in _OF_GROUP.finditer(subject.text):
        inside = any(area and area[0] <= found.start() < area[1] for area in ignored)
        if not inside:
            message = f"{found[0]} should stand in the default of a parameter 'location' only"
            yield Fault(found.start(), message, "Location.Outside.Parameters")


def should_have(subject: Subject) -> Iterator[Fault]:
    """Resources-Should-Have-Location: what there is must be an expression or global."""
    for index, resource in enumerate(resources(subject.value)):
        if not has(resource, "location"):
            continue
        location = str(get(resource, "location")).strip()
        if not (re.fullmatch(r"\[.*\]", location, re.DOTALL) or location.lower() == "global"):
            message = "'location' should be an expression or global"
            yield Fault(("resources", index, "location"), message)


TESTS = {
    "Location-Should-Not-Be-Hardcoded": hardcoded,
    "Resources-Should-Have-Location": should_have,
}
