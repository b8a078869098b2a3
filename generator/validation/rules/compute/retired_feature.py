"""Features of Azure end: what a template still asks for should have a future.

Unmanaged disks, NAT pools, disks of Standard HDD for an operating system, TLS 1.0 and others have a
day on which they end, and something that takes their place. Unless `--as-of` names a day it is the
one of the data.

Bad:

    {
      "sku": {"name": "Standard_D2s_v5", "capacity": 2},
      "properties": {
        "virtualMachineProfile": {
          "storageProfile": {
            "osDisk": {
              "createOption": "FromImage",
              "managedDisk": {"storageAccountType": "Standard_LRS"}
            }
          }
        }
      }
    }

Good, as a patch:

    {
      "properties": {
        "virtualMachineProfile": {
          "storageProfile": {
            "osDisk": {"managedDisk": {"storageAccountType": "StandardSSD_LRS"}}
          }
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.retirements import of_kind
from generator.diagnostics import Severity
from generator.lazy import replace
from generator.scale_set.networks import goes_out_by_default
from generator.scale_set.view import extensions, scale_sets
from generator.validation.retiring import ending, places
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.azure.retirements import Retirement
    from generator.findings import Finding
    from generator.language.template import Node, Template

RULE = Rule(
    "VMS042",
    "retired-feature",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machines/unmanaged-disks-deprecation",
    words="vhd|\"image\"|'image'|natpools|standard_lrs|webapplicationfirewallconfiguration|sslpolic|"
    "minimumtlsversion|flowlogs|automationaccounts|frontdoors|autopatchingsettings|low\"|low'|"
    "registrationurl|instrumentationkey|virtualnetworks",
)
_OUTBOUND = "default outbound access"


def check(template: Template) -> Iterator[Finding]:
    """Find features that are retired, or will be."""
    for row in of_kind("feature"):
        yield from _of_places(template, row)
        for node in _elsewhere(template, row):
            yield ending(node, row.what, row, template.as_of)


def _of_places(template: Template, row: Retirement) -> Iterator[Finding]:
    """Find what ends at a property; where no page says that it is refused, it is no error."""
    any_yet = False
    for wanted in row.places:
        if any_yet and wanted.otherwise:
            continue
        for node in places(template, wanted):
            any_yet = True
            found = ending(node, row.what, row, template.as_of)
            severity = found.severity or Severity.WARNING
            least = severity if wanted.sure else min(severity, Severity.WARNING)
            yield replace(found, severity=least)


def _elsewhere(template: Template, row: Retirement) -> Iterator[Node]:
    if row.setting:
        for extension in extensions(template):
            yield from _named(extension.settings, row.setting.lower())
    if row.what == _OUTBOUND:
        for scale_set in scale_sets(template):
            listed = list(scale_set.ip_configurations())
            if scale_set.uniform and listed and all(map(goes_out_by_default, listed)):
                yield scale_set.profile.at("networkProfile")


def _named(node: Node, name: str) -> Iterator[Node]:
    """Yield the properties of a name, at any depth."""
    for key, value in node.members():
        if key.lower() == name:
            yield value
        yield from _named(value, name)
    for item in node:
        yield from _named(item, name)
