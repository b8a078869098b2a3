"""Managed disks of a scale set get their names from Azure.

"name" is for unmanaged disks: with managed ones a scale set is refused that names the disks of all
its instances. An empty text is taken.

Bad:

    {
      "virtualMachineProfile": {
        "storageProfile": {
          "osDisk": {
            "name": "os",
            "createOption": "FromImage",
            "managedDisk": {"storageAccountType": "Premium_LRS"}
          }
        }
      }
    }

Good, as a patch:

    {"virtualMachineProfile": {"storageProfile": {"osDisk": {"name": null}}}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template
    from generator.scale_set.view import ScaleSet

RULE = Rule(
    "VMS095",
    "disk-names",
    Severity.ERROR,
    "https://github.com/MicrosoftDocs/azure-docs/issues/65559",
    words="virtualmachinescalesets storageprofile",
)
_MANAGED_SINCE = "2016-04-30"
"""Before this API version all disks of a scale set are unmanaged, and need a name."""


def check(template: Template) -> Iterator[Finding]:
    """Find names of managed disks."""
    for scale_set in scale_sets(template):
        storage = scale_set.profile.at("storageProfile")
        disk = storage.at("osDisk")
        if _unmanaged(disk) or (scale_set.resource.at("apiVersion").text() or "") < _MANAGED_SINCE:
            continue
        for item in (disk, *storage.at("dataDisks")):
            yield from _named(scale_set, item)


def _unmanaged(disk: Node) -> bool:
    """Whether a disk of the operating system may be a file in a storage account."""
    return bool(disk.at("vhdContainers") or disk.at("image"))


def _named(scale_set: ScaleSet, disk: Node) -> Iterator[Finding]:
    name = disk.at("name")
    if name.stands() and name.resolved() != "":
        certain = disk.at("managedDisk").known() and scale_set.uniform
        yield Finding(
            name,
            "a scale set takes no 'name' for a managed disk, since Azure names those of each "
            "instance; remove it",
            None if certain else Severity.WARNING,
        )
