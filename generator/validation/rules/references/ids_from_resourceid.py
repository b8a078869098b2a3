"""The id of a resource is made by resourceId() or one of its siblings.

An id that is joined from strings goes wrong by one slash, and only Azure checks it.

Bad:

    {
      "type": "Microsoft.Network/virtualNetworks/subnets",
      "apiVersion": "2025-05-01",
      "name": "web-vnet/web",
      "properties": {
        "addressPrefix": "10.0.0.0/24",
        "routeTable": {
          "id": "[concat(resourceGroup().id, '/providers/Microsoft.Network/routeTables/a')]"
        }
      }
    }

Good:

    {
      "type": "Microsoft.Network/virtualNetworks/subnets",
      "apiVersion": "2025-05-01",
      "name": "web-vnet/web",
      "properties": {
        "addressPrefix": "10.0.0.0/24",
        "routeTable": {
          "id": "[resourceId('Microsoft.Network/routeTables', 'a')]"
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.expressions.tree import Call, Text
from generator.validation.expressions.calls import behind
from generator.validation.expressions.reading import read
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.expressions.tree import Expression
    from generator.language.template import Template

RULE = Rule(
    "REF001",
    "ids-from-resourceid",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
    words="concat|format",
)
_SUBSCRIPTION, _PROVIDERS = "/subscriptions/", "/providers/"


def check(template: Template) -> Iterator[Finding]:
    """Find ids of resources that are put together from text."""
    for node in template.expressions("resources"):
        name = str(node.path[-1])
        whole = read(node.value).expression if name == "id" or name.endswith(("Id", "ID")) else None
        if whole is not None and _is_joined(behind(template, whole)):
            yield Finding(node, "this id is joined from strings; use resourceId()")


def _is_joined(call: Expression) -> bool:
    """Whether text with the parts of an id is joined, and not put behind an id."""
    if not isinstance(call, Call) or call.name.lower() not in {"concat", "format"}:
        return False
    if not call.arguments:
        return False
    texts = [item.value.lower() for item in call.arguments if isinstance(item, Text)]
    first = call.arguments[0]
    from_start = isinstance(first, Text) and first.value.lower().startswith(_SUBSCRIPTION)
    return from_start or any(_PROVIDERS in text for text in texts)
