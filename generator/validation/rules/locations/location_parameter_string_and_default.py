"""The parameter for the location is a string, and its default is no fixed region.

A region set there is used whenever it is forgotten, far away from the resource group
and its other resources.

Bad:

    {"parameters": {"location": {"type": "string", "defaultValue": "westus"}}}

Good:

    {"parameters": {"location": {"type": "string", "defaultValue": "[resourceGroup().location]"}}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "LOC001",
    "location-parameter-string-and-default",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
    words="location",
)


def check(template: Template) -> Iterator[Finding]:
    """Find a parameter for the location of another type, and one with a region as its default."""
    if not template.own_names:
        return
    parameter = template.root.at("parameters", "location")
    kind, default = parameter.at("type"), parameter.at("defaultValue")
    text = kind.text()
    if text is not None and text.lower() != "string":
        yield Finding(kind, f"the parameter 'location' should be a string (is '{text}')")
    region = default.value
    if isinstance(region, str) and region.lower() not in {"", "global"} and region[0] != "[":
        message = f"the region '{region}' is the default; make it [resourceGroup().location]"
        yield Finding(default, message)
