"""A location should come from a parameter.

A template that names a region works in that region only, and next to resources of another one it
makes slow and expensive traffic.

Bad:

    {
      "type": "Microsoft.Network/virtualNetworks",
      "apiVersion": "2024-05-01",
      "name": "web-vnet",
      "location": "westeurope",
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
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "LOC002",
    "location-hardcoded",
    Severity.INFO,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
    words="location",
)


def check(template: Template) -> Iterator[Finding]:
    """Find regions that stand in resources."""
    for resource in template.resources():
        location = resource.at("location")
        value = location.value
        literal = isinstance(value, str) and value and not value.startswith("[")
        if literal and value.lower() != "global":
            message = f"the region '{value}' is hard-coded in the resource; make it a parameter"
            yield Finding(location, message)
