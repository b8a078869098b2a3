"""An IPv6 configuration is never the primary one.

The primary configuration of a network interface is IPv4; an IPv6 one is next to it.

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
                    "name": "six",
                    "properties": {"primary": true, "privateIPAddressVersion": "IPv6"}
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
            {
              "name": "nic",
              "properties": {
                "ipConfigurations": [
                  {
                    "name": "four",
                    "properties": {"primary": true, "privateIPAddressVersion": "IPv4"}
                  },
                  {"name": "six", "properties": {"privateIPAddressVersion": "IPv6"}}
                ]
              }
            }
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
    "NET009",
    "ipv6-not-primary",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview",
    words="privateipaddressversion",
)


def check(template: Template) -> Iterator[Finding]:
    """Find IPv6 configurations of scale sets that are primary."""
    for scale_set in scale_sets(template):
        for configuration in scale_set.ip_configurations():
            properties = configuration.at("properties")
            version = (properties.at("privateIPAddressVersion").text() or "").lower()
            if version == "ipv6" and properties.at("primary").flag():
                yield Finding(
                    properties.at("primary"),
                    "an IPv6 configuration cannot be primary; make the IPv4 one primary",
                )
