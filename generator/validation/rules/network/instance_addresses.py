"""Instances seldom need public addresses of their own.

Each one is a way in beside the load balancer, and one more thing to pay for.

Bad:

    {
      "virtualMachineProfile": {
        "networkProfile": {
          "networkInterfaceConfigurations": [
            {
              "name": "nic",
              "properties": {
                "ipConfigurations": [
                  {
                    "name": "ip",
                    "properties": {"publicIPAddressConfiguration": {"name": "public"}}
                  }
                ]
              }
            }
          ]
        }
      }
    }

Good:

    {
      "virtualMachineProfile": {
        "networkProfile": {
          "networkInterfaceConfigurations": [
            {"name": "nic", "properties": {"ipConfigurations": [{"name": "ip", "properties": {}}]}}
          ]
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS012",
    "instance-addresses",
    Severity.INFO,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-networking",
    words="publicipaddressconfiguration",
)


def check(template: Template) -> Iterator[Finding]:
    """Find scale sets whose instances have public addresses."""
    for scale_set in scale_sets(template):
        network = scale_set.profile.at("networkProfile", "networkInterfaceConfigurations")
        for interface in network:
            for address in interface.at("properties", "ipConfigurations"):
                public = address.at("properties", "publicIPAddressConfiguration")
                if public.known():
                    yield Finding(
                        public,
                        "every instance gets a public address; a NAT gateway gives outbound access "
                        "without inbound access",
                    )
