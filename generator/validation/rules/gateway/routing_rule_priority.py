"""Each routing rule of an application gateway has a priority of its own.

From API version 2021-08-01 on Azure refuses a gateway of the v2 SKU whose rules have none; before
that, one of which some rules have one and others have not.

Bad:

    {
      "type": "Microsoft.Network/applicationGateways",
      "apiVersion": "2024-05-01",
      "name": "gateway",
      "location": "[parameters('location')]",
      "properties": {
        "sku": {"name": "Standard_v2", "tier": "Standard_v2", "capacity": 2},
        "requestRoutingRules": [{"name": "web", "properties": {"ruleType": "Basic"}}]
      }
    }

Good, as a patch:

    {
      "properties": {
        "requestRoutingRules": [{"name": "web", "properties": {"priority": 100}}]
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import APPLICATION_GATEWAY
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.resources.api_versions import day_of
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template, TemplateResource

RULE = Rule(
    "AGW001",
    "routing-rule-priority",
    Severity.ERROR,
    "https://github.com/hashicorp/terraform-provider-azurerm/issues/25665",
    words="applicationgateways requestroutingrules",
)
_SOME = "https://github.com/Azure/azure-cli/issues/23271"
_TWICE = "https://github.com/Azure/application-gateway-kubernetes-ingress/issues/1487"
_NEEDED_SINCE = "2021-08-01"


def check(template: Template) -> Iterator[Finding]:
    """Find rules without a priority, and with one that is taken."""
    for gateway in template.resources(APPLICATION_GATEWAY):
        rules = list(gateway.at("properties", "requestRoutingRules"))
        nodes = [rule.at("properties", "priority") for rule in rules]
        missing = [rule for rule, node in zip(rules, nodes, strict=True) if _lacks(rule, node)]
        for rule in missing if _asks_for_one(gateway) else ():
            yield Finding(rule, "this rule has no 'priority'; give each rule one of its own")
        if missing and len(missing) < len(rules) and not _asks_for_one(gateway):
            message = "either all routing rules have a 'priority' or none has"
            yield Finding(missing[0], message, url=_SOME)
        yield from _taken(nodes)


def _lacks(rule: Node, priority: Node) -> bool:
    return rule.at("properties").known() and not priority


def _asks_for_one(gateway: TemplateResource) -> bool:
    sku = gateway.at("properties", "sku")
    tier = (sku.at("tier").text() or sku.at("name").text() or "").lower()
    day = day_of(gateway.at("apiVersion").text() or "")
    return tier.endswith("_v2") and day is not None and day.isoformat() >= _NEEDED_SINCE


def _taken(nodes: list[Node]) -> Iterator[Finding]:
    seen: set[int] = set()
    for node in nodes:
        priority = node.number()
        if priority is not None and priority in seen:
            message = f"another routing rule has the priority {priority}; give this one its own"
            yield Finding(node, message, url=_TWICE)
        seen.add(priority or 0)
