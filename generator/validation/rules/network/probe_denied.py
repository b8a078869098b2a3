"""A security group lets the probes of a load balancer in.

Probes come from AzureLoadBalancer (168.63.129.16). A rule that denies everything comes before the
rule of Azure that lets them in: every instance then counts as down and gets no traffic.

Bad:

    [
      {
        "type": "Microsoft.Network/networkSecurityGroups",
        "apiVersion": "2024-05-01",
        "name": "web",
        "location": "[parameters('location')]",
        "properties": {
          "securityRules": [
            {
              "name": "nothing",
              "properties": {
                "priority": 4000,
                "direction": "Inbound",
                "access": "Deny",
                "protocol": "*",
                "sourceAddressPrefix": "*",
                "sourcePortRange": "*",
                "destinationAddressPrefix": "*",
                "destinationPortRange": "*"
              }
            }
          ]
        }
      },
      {
        "type": "Microsoft.Network/loadBalancers",
        "apiVersion": "2024-05-01",
        "name": "web",
        "location": "[parameters('location')]",
        "sku": {"name": "Standard"},
        "properties": {
          "frontendIPConfigurations": [
            {"name": "in", "properties": {"subnet": {"id": "[parameters('subnetId')]"}}}
          ],
          "backendAddressPools": [{"name": "all"}],
          "probes": [{"name": "up", "properties": {"protocol": "Tcp", "port": 8080}}],
          "loadBalancingRules": [
            {
              "name": "web",
              "properties": {
                "frontendIPConfiguration": {
                  "id": "[concat(parameters('balancer'), '/frontendIPConfigurations/in')]"
                },
                "backendAddressPool": {
                  "id": "[concat(parameters('balancer'), '/backendAddressPools/all')]"
                },
                "probe": {"id": "[concat(parameters('balancer'), '/probes/up')]"},
                "protocol": "Tcp",
                "frontendPort": 80,
                "backendPort": 8080
              }
            }
          ]
        }
      },
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "name": "web",
        "dependsOn": [
          "[resourceId('Microsoft.Network/networkSecurityGroups', 'web')]",
          "[resourceId('Microsoft.Network/loadBalancers', 'web')]"
        ],
        "zones": ["1", "2", "3"],
        "properties": {
          "virtualMachineProfile": {
            "networkProfile": {
              "networkInterfaceConfigurations": [
                {
                  "name": "nic",
                  "properties": {
                    "primary": true,
                    "networkSecurityGroup": {
                      "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'web')]"
                    },
                    "ipConfigurations": [
                      {
                        "name": "ip",
                        "properties": {
                          "subnet": {"id": "[parameters('subnetId')]"},
                          "loadBalancerBackendAddressPools": [
                            {
                              "id": "[concat(parameters('balancer'), '/backendAddressPools/all')]"
                            }
                          ]
                        }
                      }
                    ]
                  }
                }
              ]
            }
          }
        }
      }
    ]

Good, as a patch:

    [
      {
        "type": "Microsoft.Network/networkSecurityGroups",
        "name": "web",
        "properties": {
          "securityRules": [
            {
              "name": "probes",
              "properties": {
                "priority": 3990,
                "direction": "Inbound",
                "access": "Allow",
                "protocol": "*",
                "sourceAddressPrefix": "AzureLoadBalancer",
                "sourcePortRange": "*",
                "destinationAddressPrefix": "*",
                "destinationPortRange": "*"
              }
            }
          ]
        }
      }
    ]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.networks import probes_of, subnets_of
from generator.scale_set.security_groups import Traffic, decision, groups_meant
from generator.scale_set.view import as_written, scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "NET061",
    "probe-denied",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/load-balancer/load-balancer-custom-probe-overview",
    words="virtualmachinescalesets securityrules probes",
)
_SOURCES = frozenset(
    ("*", "azureloadbalancer", "virtualnetwork", "168.63.129.16", "168.63.129.16/32", "0.0.0.0/0")
)
"""Words that the address of the probes is in; it is one of VirtualNetwork too.

Source: https://learn.microsoft.com/azure/virtual-network/service-tags-overview
"""
_OTHERS = frozenset(("internet", "azurecloud"))


def check(template: Template) -> Iterator[Finding]:
    """Find rules that deny the probes of the load balancers that a scale set is behind."""
    for scale_set in scale_sets(template):
        told = set()
        for interface in scale_set.interfaces():
            own = interface.at("properties", "networkSecurityGroup", "id")
            for configuration in interface.at("properties", "ipConfigurations"):
                for rule, probe in _denied(configuration, own):
                    if (rule.path, probe.path) not in told:
                        told.add((rule.path, probe.path))
                        yield _finding(rule, probe)


def _finding(rule: Node, probe: Node) -> Finding:
    port = probe.at("properties", "port").number()
    return Finding(
        rule,
        f"this denies the probe '{as_written(probe.at('name'))}' of port {port}, so that every "
        "instance counts as down; allow AzureLoadBalancer before it",
    )


def _denied(configuration: Node, own: Node) -> Iterator[tuple[Node, Node]]:
    subnets = subnets_of(configuration)
    # What a subnet has counts where only one can be meant.
    of_subnet = [item.at("networkSecurityGroup", "id") for item in subnets if len(subnets) == 1]
    prefix = (subnets[0].at("addressPrefix").text() or "") if len(subnets) == 1 else ""
    for probe in probes_of(configuration):
        port = probe.at("properties", "port").number()
        for identifier in (own, *of_subnet) if port is not None else ():
            groups = groups_meant(identifier)
            if port is None or len(groups) != 1:
                continue
            traffic = Traffic(_SOURCES, _OTHERS, (port, port), prefix)
            rule = decision(groups[0], traffic).denied_by
            if rule is not None:
                yield rule, probe
