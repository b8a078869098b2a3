"""resourceId() does not repeat what it takes by itself: the subscription and the resource group.

They are those of the deployment anyway, and whoever reads them looks for the reason.

Bad:

    {
      "outputs": {
        "network": {
          "type": "string",
          "value": "[resourceId(resourceGroup().name, 'Microsoft.Network/virtualNetworks', 'web')]"
        }
      }
    }

Good:

    {
      "outputs": {
        "network": {
          "type": "string",
          "value": "[resourceId('Microsoft.Network/virtualNetworks', 'web')]"
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.expressions.tree import Call, Property, Text
from generator.validation.expressions.reading import read
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.expressions.tree import Expression
    from generator.language.template import Template

RULE = Rule(
    "REF002",
    "resourceid-redundant-arguments",
    Severity.INFO,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
    words="resourceid",
)
_TAKEN = ["subscription().subscriptionid", "resourcegroup().name"]
_FUNCTIONS = {"resourceid", "subscriptionresourceid"}


def check(template: Template) -> Iterator[Finding]:
    """Find calls whose first arguments are what the function takes anyway.

    A template of outer scope may be deployed elsewhere than what it asks for these.
    """
    for node in template.expressions() if template.own_names else ():
        for call in read(node.value).calls:
            if call.name.lower() in _FUNCTIONS and _is_told_more(call):
                message = f"{call.name}() takes subscription and resource group by itself"
                yield Finding(node, f"{message}; leave them out")


def _is_told_more(call: Call) -> bool:
    """Whether nothing but what the function takes by itself stands before the type."""
    before: list[str] = []
    for argument in call.arguments:
        if isinstance(argument, Text) and "/" in argument.value:
            return before in (_TAKEN, _TAKEN[:1], _TAKEN[1:])
        before.append(_asked(argument))
    return False


def _asked(node: Expression) -> str:
    if isinstance(node, Property) and isinstance(node.base, Call):
        return f"{node.base.name}().{node.name}".lower()
    return ""
