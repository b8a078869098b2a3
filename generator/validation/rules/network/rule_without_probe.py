"""A load balancing rule should have a probe.

Without one the load balancer sends traffic to instances that do not answer.

Bad:

    {
      "type": "Microsoft.Network/loadBalancers",
      "apiVersion": "2024-05-01",
      "name": "web",
      "location": "westeurope",
      "sku": {"name": "Standard"},
      "properties": {
        "loadBalancingRules": [
          {
            "name": "http",
            "properties": {"protocol": "Tcp", "frontendPort": 80, "backendPort": 80}
          }
        ]
      }
    }

Good, as a patch:

    {
      "properties": {
        "probes": [{"name": "http"}],
        "loadBalancingRules": [
          {
            "name": "http",
            "properties": {
              "probe": {
                "id": "[resourceId('Microsoft.Network/loadBalancers/probes', 'web', 'http')]"
              }
            }
          }
        ]
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import LOAD_BALANCER
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "NET006",
    "rule-without-probe",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/load-balancer/load-balancer-custom-probe-overview",
    words="loadbalancingrules",
)


def check(template: Template) -> Iterator[Finding]:
    """Find load balancing rules without a probe."""
    for load_balancer in template.resources(LOAD_BALANCER):
        for rule in load_balancer.at("properties", "loadBalancingRules"):
            if rule.at("properties").known() and not rule.at("properties", "probe"):
                yield Finding(
                    rule.at("properties"),
                    "the rule has no 'probe', so instances that do not answer get traffic too; "
                    "add one",
                )
