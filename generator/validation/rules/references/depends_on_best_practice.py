"""An entry of dependsOn is the id of a resource, without a condition and not joined from strings.

Azure leaves out what is not deployed by itself, and a condition that gives an empty string is no
entry at all. An id that resourceId() makes is checked by it.

Bad:

    [
      {
        "type": "Microsoft.Network/networkSecurityGroups",
        "apiVersion": "2025-05-01",
        "name": "web-nsg",
        "location": "[parameters('location')]",
        "properties": {}
      },
      {
        "type": "Microsoft.Network/virtualNetworks",
        "apiVersion": "2025-05-01",
        "name": "web-vnet",
        "location": "[parameters('location')]",
        "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}},
        "dependsOn": ["[if(bool(parameters('guarded')), 'web-nsg', '')]"]
      }
    ]

Good, as a patch:

    [
      {
        "type": "Microsoft.Network/networkSecurityGroups",
        "name": "web-nsg",
        "condition": "[bool(parameters('guarded'))]"
      },
      {
        "type": "Microsoft.Network/virtualNetworks",
        "name": "web-vnet",
        "dependsOn": ["[resourceId('Microsoft.Network/networkSecurityGroups', 'web-nsg')]"]
      }
    ]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.expressions.tree import Call, Text
from generator.validation.expressions.reading import read
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.expressions.tree import Expression
    from generator.language.template import Template

RULE = Rule(
    "REF003",
    "depends-on-best-practice",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/resource-dependency",
    words="dependson",
)


def check(template: Template) -> Iterator[Finding]:
    """Find entries with a condition, and types that are joined with names."""
    for node in template.expressions("resources"):
        if len(node.path) > 1 and str(node.path[-2]).lower() == "dependson":
            whole = read(node.value).expression
            name = whole.name.lower() if isinstance(whole, Call) else ""
            if name == "if":
                message = "Azure leaves out what is not deployed; name it without a condition"
                yield Finding(node, message)
            elif name in {"concat", "format"} and _starts_with_type(whole):
                message = f"{name}() joins a type and a name; use resourceId()"
                yield Finding(node, message, Severity.INFO)


def _starts_with_type(whole: Expression | None) -> bool:
    first = whole.arguments[0] if isinstance(whole, Call) and whole.arguments else None
    return isinstance(first, Text) and "/" in first.value
