"""resourceId() is not told what it takes by itself: the subscription and the resource group.

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
from generator.language.expressions import Call, Property
from generator.validation.expression_reading import read
from generator.validation.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.expressions import Expression
    from generator.language.template import Template

RULE = Rule(
    "REF002",
    "resourceid-redundant-arguments",
    Severity.INFO,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
)
_TAKEN = {
    "resourceid": {"subscription().subscriptionid", "resourcegroup().name"},
    "subscriptionresourceid": {"subscription().subscriptionid"},
}


def check(template: Template) -> Iterator[Finding]:
    """Find calls whose first argument is what the function takes anyway.

    A template of outer scope may be deployed elsewhere than what it asks for these.
    """
    for node in template.expressions() if template.own_names else ():
        for call in read(node.value).calls:
            needless = _TAKEN.get(call.name.lower())
            if needless and call.arguments and _asked(call.arguments[0]) in needless:
                message = f"{call.name}() takes its first argument by itself; leave it out"
                yield Finding(node, message)


def _asked(node: Expression) -> str:
    if isinstance(node, Property) and isinstance(node.base, Call):
        return f"{node.base.name}().{node.name}".lower()
    return ""
