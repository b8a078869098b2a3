"""A mix of sizes has its own rules.

With "skuProfile" the size of the set is called Mix and has no tier; up to five sizes of the A, B,
D, E and F series are in the profile, alike in architecture, disk controller, local disk and
security. Ranks are for the strategy Prioritized. Ephemeral disks, proximity placement, dedicated
hosts and capacity reservations do not go with it.

Bad:

    {
      "sku": {"name": "Standard_D2s_v5", "capacity": 3},
      "properties": {"skuProfile": {"vmSizes": [{"name": "Standard_D2s_v5"}]}}
    }

Good:

    {
      "sku": {"name": "Mix", "capacity": 3},
      "properties": {
        "orchestrationMode": "Flexible",
        "platformFaultDomainCount": 1,
        "skuProfile": {"vmSizes": [{"name": "Standard_D2s_v5"}, {"name": "Standard_D2as_v5"}]}
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.sizes import can_be_mixed
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template
    from generator.scale_set.view import ScaleSet

RULE = Rule(
    "VMS016",
    "instance-mix",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/instance-mix-overview",
    words="skuprofile|mix",
)
_RIVALS = (
    ("proximityPlacementGroup",),
    ("hostGroup",),
    ("virtualMachineProfile", "capacityReservation"),
    ("virtualMachineProfile", "storageProfile", "osDisk", "diffDiskSettings"),
)


def check(template: Template) -> Iterator[Finding]:
    """Find mixes of sizes that Azure refuses."""
    for scale_set in scale_sets(template):
        mixed = scale_set.at("skuProfile")
        name = scale_set.resource.at("sku", "name")
        if mixed.known():
            yield from _sku(scale_set, mixed)
            yield from _sizes(mixed)
            yield from _rivals(scale_set)
            from generator.fit.mixes import differing

            yield from differing(scale_set)
        elif not mixed and (name.text() or "").lower() == "mix":
            yield Finding(name, "size 'Mix' needs a 'skuProfile' that lists the sizes")


def _sku(scale_set: ScaleSet, mixed: Node) -> Iterator[Finding]:
    sku = scale_set.resource.at("sku")
    name = sku.at("name").text()
    if name is not None and name.lower() != "mix":
        yield Finding(sku.at("name"), f"'sku.name' must be 'Mix' next to 'skuProfile' (is {name})")
    if sku.at("tier").known():
        yield Finding(sku.at("tier"), "'sku.tier' cannot go with 'skuProfile'; remove it")
    if scale_set.uniform:
        yield Finding(mixed, "'skuProfile' is for 'orchestrationMode' Flexible", Severity.WARNING)


def _sizes(mixed: Node) -> Iterator[Finding]:
    sizes = list(mixed.at("vmSizes"))
    if len(sizes) > 5:
        yield Finding(
            mixed.at("vmSizes"), f"'vmSizes' takes at most 5 sizes (there are {len(sizes)})"
        )
    strategy = mixed.at("allocationStrategy").text() or "Prioritized"
    for size in sizes:
        name = size.at("name").text()
        if name and not can_be_mixed(name):
            yield Finding(
                size.at("name"),
                f"size {name} cannot be mixed; take one of the series A, B, D, E or F",
            )
        if size.at("rank").known() and strategy.lower() != "prioritized":
            yield Finding(
                size.at("rank"), "'rank' is for 'allocationStrategy' Prioritized; remove it"
            )


def _rivals(scale_set: ScaleSet) -> Iterator[Finding]:
    for names in _RIVALS:
        rival = scale_set.at(*names)
        if rival.known():
            yield Finding(rival, f"'{names[-1]}' cannot go with 'skuProfile'; remove one of them")
