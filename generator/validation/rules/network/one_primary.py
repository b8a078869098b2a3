"""One network interface of an instance is primary, and one IP configuration of each interface.

Azure refuses a scale set with several interfaces of which none or more than one is primary, and an
interface with several configurations for which the same holds. A single one needs no word of it.

Bad:

    {
      "virtualMachineProfile": {
        "networkProfile": {
          "networkInterfaceConfigurations": [
            {"name": "front", "properties": {"primary": true}},
            {"name": "back", "properties": {"primary": true}}
          ]
        }
      }
    }

Good:

    {
      "zones": ["1", "2", "3"],
      "properties": {
        "virtualMachineProfile": {
          "networkProfile": {
            "networkInterfaceConfigurations": [
              {"name": "front", "properties": {"primary": true}},
              {"name": "back", "properties": {"primary": false}}
            ]
          }
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import MACHINE
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "NET066",
    "one-primary",
    Severity.ERROR,
    "https://github.com/hashicorp/terraform-provider-azurerm/pull/2035",
    words="networkprofile",
)
_SET = "https://github.com/hashicorp/terraform-provider-azurerm/issues/1557"
_MACHINE = "https://github.com/hashicorp/terraform/issues/6514"


def check(template: Template) -> Iterator[Finding]:
    """Find several interfaces or configurations of which not exactly one is primary."""
    for scale_set in scale_sets(template):
        profile = scale_set.profile.at("networkProfile")
        interfaces = profile.at("networkInterfaceConfigurations")
        yield from _judged(interfaces, "network interface", _SET)
        for interface in interfaces:
            configurations = interface.at("properties", "ipConfigurations")
            yield from _judged(configurations, "IP configuration", RULE.url)
    for machine in template.resources(MACHINE):
        interfaces = machine.at("properties", "networkProfile", "networkInterfaces")
        yield from _judged(interfaces, "network interface", _MACHINE)


def _judged(listing: Node, what: str, url: str) -> Iterator[Finding]:
    items = list(listing)
    flags = [item.at("properties", "primary") for item in items]
    known = listing.known() and all(item.known() for item in items)
    if len(items) < 2 or not known or any(node and node.flag() is None for node in flags):
        return
    primary = [node for node in flags if node.flag()]
    if not primary:
        yield Finding(listing, f"one {what} must be primary, and none of these is", url=url)
    for node in primary[1:]:
        yield Finding(node, f"one {what} is primary already; make this one false", url=url)
