"""The security group of a gateway's subnet lets Azure manage the gateway.

GatewayManager reaches a gateway of the v2 SKU at the ports 65200-65535, one of v1 at 65503-65534.
Azure refuses a gateway of v2 where the group of its subnet does not let that in; of one of v1 it
does not learn the health of the backend. AzureLoadBalancer must get in as well, and outbound access
to the Internet must be open. A subnet that is delegated to application gateways needs none of it.

Bad:

    [
      {
        "type": "Microsoft.Network/networkSecurityGroups",
        "apiVersion": "2024-05-01",
        "name": "front",
        "location": "[parameters('location')]",
        "properties": {
          "securityRules": [
            {
              "name": "web",
              "properties": {
                "priority": 100,
                "direction": "Inbound",
                "access": "Allow",
                "protocol": "Tcp",
                "sourceAddressPrefix": "Internet",
                "sourcePortRange": "*",
                "destinationAddressPrefix": "*",
                "destinationPortRange": "443"
              }
            }
          ]
        }
      },
      {
        "type": "Microsoft.Network/virtualNetworks",
        "apiVersion": "2024-05-01",
        "name": "net",
        "location": "[parameters('location')]",
        "properties": {
          "subnets": [
            {
              "name": "front",
              "properties": {
                "networkSecurityGroup": {
                  "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'front')]"
                }
              }
            }
          ]
        }
      },
      {
        "type": "Microsoft.Network/applicationGateways",
        "apiVersion": "2024-05-01",
        "name": "gateway",
        "location": "[parameters('location')]",
        "properties": {
          "sku": {"name": "Standard_v2", "tier": "Standard_v2", "capacity": 2},
          "gatewayIPConfigurations": [
            {
              "name": "own",
              "properties": {"subnet": {"id": "[concat(parameters('net'), '/subnets/front')]"}}
            }
          ]
        }
      }
    ]

Good, as a patch:

    [
      {
        "type": "Microsoft.Network/networkSecurityGroups",
        "name": "front",
        "properties": {
          "securityRules": [
            {
              "name": "manager",
              "properties": {
                "priority": 110,
                "direction": "Inbound",
                "access": "Allow",
                "protocol": "Tcp",
                "sourceAddressPrefix": "GatewayManager",
                "sourcePortRange": "*",
                "destinationAddressPrefix": "*",
                "destinationPortRange": "65200-65535"
              }
            }
          ]
        }
      }
    ]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import APPLICATION_GATEWAY
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.networks import subnets_of
from generator.scale_set.security_groups import (
    Traffic,
    decision,
    groups_meant,
    listed,
    rules_in_order,
    texts_of,
)
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template, TemplateResource

RULE = Rule(
    "AGW002",
    "gateway-management-ports",
    Severity.ERROR,
    "https://github.com/MicrosoftDocs/azure-docs/issues/46877",
    words="applicationgateways securityrules",
)
_PORTS = {"v1": (65503, 65534), "v2": (65200, 65535)}
_SOURCES = frozenset(("*", "gatewaymanager", "internet", "0.0.0.0/0"))
_OTHERS = frozenset(("gatewaymanager", "azurecloud"))
_PROBES = frozenset(("*", "azureloadbalancer", "virtualnetwork", "0.0.0.0/0"))
_EVERYBODY = {"*", "internet", "0.0.0.0/0"}
_OUT = "https://github.com/MicrosoftDocs/azure-docs/issues/84599"
_PROBES_NEEDED = "https://github.com/MicrosoftDocs/azure-docs/issues/59107"


def check(template: Template) -> Iterator[Finding]:
    """Find security groups that do not let the manager in at a gateway of the template."""
    for gateway in template.resources(APPLICATION_GATEWAY):
        kind = _kind(gateway)
        for configuration in gateway.at("properties", "gatewayIPConfigurations") if kind else ():
            yield from _judged(configuration, kind)


def _kind(gateway: TemplateResource) -> str:
    sku = gateway.at("properties", "sku")
    tier = sku.at("tier").text() or sku.at("name").text() or ""
    return ("v2" if tier.lower().endswith("_v2") else "v1") if tier else ""


def _judged(configuration: Node, kind: str) -> Iterator[Finding]:
    subnets = subnets_of(configuration)
    delegations = subnets[0].at("delegations") if len(subnets) == 1 else None
    if delegations is None or any(delegations) or (delegations and not delegations.known()):
        return
    groups = groups_meant(subnets[0].at("networkSecurityGroup", "id"))
    first, last = _PORTS[kind]
    if len(groups) != 1:
        return
    if kind == "v2":
        yield from _closed_to_the_internet(groups[0])
    found = decision(groups[0], Traffic(_SOURCES, _OTHERS, (first, last)))
    if not found.sure:
        probes = decision(groups[0], Traffic(_PROBES, frozenset(), (first, last)))
        if probes.denied_by is not None:
            message = "this denies AzureLoadBalancer, which a gateway needs; allow it before"
            yield Finding(probes.denied_by, message, Severity.WARNING, url=_PROBES_NEEDED)
        return
    place = found.denied_by or groups[0].at("properties", "securityRules")
    what = "this denies" if found.denied_by else "no rule lets in"
    severity = Severity.ERROR if kind == "v2" else Severity.WARNING
    yield Finding(
        place,
        f"{what} GatewayManager at the ports {first}-{last}, which a gateway of {kind} in the "
        f"subnet '{subnets[0].label}' needs; allow it",
        severity,
    )


def _closed_to_the_internet(group: TemplateResource) -> Iterator[Finding]:
    for rule in rules_in_order(group) or ():
        properties = rule.at("properties")
        access, direction, protocol = (
            (properties.at(name).text() or "").lower()
            for name in ("access", "direction", "protocol")
        )
        whom = listed(properties, "destinationAddressPrefix", "destinationAddressPrefixes")
        closed = (access, direction) == ("deny", "outbound") and protocol in {"*", "tcp"}
        if closed and _EVERYBODY & set(texts_of(whom) or ()):
            message = (
                "this denies outbound access to the Internet, and Azure has refused such a rule on "
                "the subnet of a gateway of v2; remove it"
            )
            yield Finding(rule, message, Severity.WARNING, url=_OUT)
