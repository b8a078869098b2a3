"""The API version of a resource is a literal date.

It decides which properties there are. So a template that asks for it, or is given it, changes by
itself; of a version with another form Azure knows nothing.

Bad:

    {
      "type": "Microsoft.Network/virtualNetworks",
      "apiVersion": "v2024",
      "name": "web-vnet",
      "location": "[parameters('location')]",
      "properties": {}
    }

Good:

    {
      "type": "Microsoft.Network/virtualNetworks",
      "apiVersion": "2024-05-01",
      "name": "web-vnet",
      "location": "[parameters('location')]",
      "properties": {}
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.expressions.tree import Text
from generator.language.template import is_expression
from generator.lazy import regex
from generator.validation.expressions.calls import calls_behind
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "API001",
    "api-version-format",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions",
)
_DATE = regex(r"^\d{4}-\d{2}-\d{2}([.-][A-Za-z0-9.]+)*$")


def check(template: Template) -> Iterator[Finding]:
    """Find API versions of another form, and those that something else decides."""
    for resource in template.resources():
        version = resource.at("apiVersion")
        if not isinstance(version.value, str):
            continue
        decides = _what_decides(version) if is_expression(version.value) else ""
        if decides:
            message = f"{decides} decides on the API version; write a fixed one, such as 2025-04-01"
            yield Finding(version, message, Severity.WARNING)
        elif (text := version.text()) is not None and not _DATE.match(text.strip()):
            message = f"an API version is a date, for instance 2025-04-01 (is '{text}')"
            yield Finding(version, message)


def _what_decides(version: Node) -> str:
    """Name what an API version hangs on that does not stand in the template."""
    template = version.template
    for call in calls_behind(template, version.value):
        name = call.name.lower()
        if name == "providers":
            return "providers()"
        argument = call.arguments[0] if call.arguments else None
        if name == "parameters" and isinstance(argument, Text):
            declared = template.root.at("parameters", argument.value)
            return f"parameter '{argument.value}'" if declared else ""
    return ""
