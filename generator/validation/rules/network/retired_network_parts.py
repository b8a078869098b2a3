"""Basic load balancers and Basic public addresses are retired.

Azure makes no new ones since March 2025 and retired those that exist on 2025-09-30. A template that
names no SKU gets Basic in old API versions.

Bad:

    {
      "type": "Microsoft.Network/loadBalancers",
      "apiVersion": "2023-05-01",
      "name": "web-lb",
      "location": "westeurope",
      "sku": {"name": "Basic"},
      "properties": {}
    }

Good:

    {
      "type": "Microsoft.Network/loadBalancers",
      "apiVersion": "2023-05-01",
      "name": "web-lb",
      "location": "westeurope",
      "sku": {"name": "Standard"},
      "properties": {}
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import LOAD_BALANCER, PUBLIC_ADDRESS
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS011",
    "retired-network-parts",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/load-balancer/load-balancer-basic-upgrade-guidance",
    words="loadbalancers|publicipaddresses",
)
_PARTS = (LOAD_BALANCER, PUBLIC_ADDRESS)


def check(template: Template) -> Iterator[Finding]:
    """Find load balancers and addresses that say that they are Basic."""
    for part in template.resources(*_PARTS):
        name = part.at("sku", "name")
        if (name.text() or "").lower() == "basic":
            yield Finding(name, "the SKU Basic is retired; use Standard")
