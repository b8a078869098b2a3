"""Resources are where the parameter location says, and only its default asks the resource group.

A main template may give that default; any other file must not give one, so that the location is
handed on: "global" is let pass in the former alone. As in arm-ttk resources by symbolic name are
not looked at, and a comment right before the parameters hides them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.lazy import regex
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.declarations import type_of
from generator.validation.profiles.arm_ttk.deployments import deployments
from generator.validation.profiles.arm_ttk.expression_text import as_text, is_expression
from generator.validation.profiles.arm_ttk.search import dotted, find, member, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK017", "Location-Should-Not-Be-Hardcoded", "location-uses-parameter")
_CALL = regex(r"(?:resourceGroup|deployment)\(\).location", re.IGNORECASE)
_DEFAULTS = {"[resourcegroup().location]", "[deployment().location]", "global"}
_PARAMETER = ("parameters", "location")
_OF_RESOURCE = regex(r"resources\[\d+\]\.location", re.IGNORECASE)


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield what is wrong with the parameter, and locations that do not come from it."""
    yield from _of_parameter(subject)
    yield from _of_calls(subject)
    for match in find(subject.value, named("location")):
        text = as_text(match.value)
        expected = text.lower() == "global" or is_expression(text)
        if _OF_RESOURCE.search(dotted(match.path)) and not expected:
            message = "the location of the resource is fixed; write [parameters('location')]"
            yield Finding(match.path, message, fault="Location.Hardcoded")


def _of_parameter(subject: TtkSubject) -> Iterator[Finding]:
    parameter = member(subject.value, *_PARAMETER)
    if parameter is None:
        return
    if type_of(parameter) != "string":
        message = "the parameter 'location' has to be of type string"
        yield Finding(_PARAMETER, message, fault="Location.Parameter.TypeMisMatch")
    default, where = member(parameter, "defaultValue"), (*_PARAMETER, "defaultValue")
    text = as_text(default).strip()
    if subject.is_main and default and text.lower() not in _DEFAULTS:
        message = "the default of 'location' is fixed; make it [resourceGroup().location]"
        yield Finding(where, message, fault="Location.Parameter.Hardcoded")
    elif not subject.is_main and default is not None and not _CALL.search(text):
        message = "'location' has a default, but this is no main template; leave the default out"
        yield Finding(where, message, fault="Location.Parameter.DefaultValuePresent")


def _of_calls(subject: TtkSubject) -> Iterator[Finding]:
    ignored = [range(*subject.span(path)) for _, path in deployments(subject.value)]
    ignored.append(subject.declarations())
    for match in _CALL.finditer(subject.text):
        if not any(match.start() in place for place in ignored):
            message = f"{match[0]} outside of the parameters; use parameters('location') here"
            yield Finding((), message, span=match.span(), fault="Location.Parameter.Should.Be.Used")
