"""The location of the resource group is asked for in the default of a parameter only.

So one can deploy to a resource group of another region: it is one value to give, and all resources
go together.

Bad:

    {
      "type": "Microsoft.Network/virtualNetworks",
      "apiVersion": "2025-05-01",
      "name": "web-vnet",
      "location": "[resourceGroup().location]",
      "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    }

Good:

    {
      "parameters": {
        "location": {"type": "string", "defaultValue": "[resourceGroup().location]"}
      },
      "resources": [
        {
          "type": "Microsoft.Network/virtualNetworks",
          "apiVersion": "2025-05-01",
          "name": "web-vnet",
          "location": "[parameters('location')]",
          "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
        }
      ]
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.expressions.tree import Call, Property, walk
from generator.validation.expressions.reading import read
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.expressions.tree import Expression
    from generator.language.template import Template

RULE = Rule(
    "LOC003",
    "location-expression-outside-parameters",
    Severity.INFO,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
    words=".location",
)
_GIVE = {"resourcegroup", "deployment"}


def check(template: Template) -> Iterator[Finding]:
    """Find where resources and variables of the main template ask for the location."""
    if template.base:
        return
    for node in template.expressions("resources", "variables"):
        if ".location" in node.value.lower():
            whole = read(node.value).expression
            found = next(filter(_asks, walk(whole)), None) if whole else None
            if found is not None:
                message = "the location is asked for here; use parameters('location')"
                yield Finding(node, message)


def _asks(node: Expression) -> bool:
    if not isinstance(node, Property) or node.name.lower() != "location":
        return False
    return isinstance(node.base, Call) and node.base.name.lower() in _GIVE
