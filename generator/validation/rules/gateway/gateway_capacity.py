"""The least capacity of a gateway is at most the largest.

A gateway scales between both.

Bad:

    {
      "type": "Microsoft.Network/applicationGateways",
      "apiVersion": "2024-05-01",
      "name": "gw",
      "location": "[resourceGroup().location]",
      "properties": {
        "sku": {
          "name": "Standard_v2",
          "tier": "Standard_v2"
        },
        "autoscaleConfiguration": {
          "minCapacity": 5,
          "maxCapacity": 2
        }
      }
    }

Good, as a patch:

    {
      "properties": {
        "autoscaleConfiguration": {
          "maxCapacity": 10
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import APPLICATION_GATEWAY
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "AGW071",
    "gateway-capacity",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/application-gateway/application-gateway-autoscaling-zone-redundant",
    words="applicationgateways mincapacity maxcapacity",
)


def check(template: Template) -> Iterator[Finding]:
    """Find gateways whose least capacity is above the largest."""
    for gateway in template.resources(APPLICATION_GATEWAY):
        bounds = gateway.at("properties", "autoscaleConfiguration")
        low, high = bounds.at("minCapacity"), bounds.at("maxCapacity")
        least, most = low.number(), high.number()
        if least is not None and most is not None and least > most:
            yield Finding(low, f"'minCapacity' must be at most {most} (is {least})")
