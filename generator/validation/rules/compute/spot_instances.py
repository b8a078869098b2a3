"""Eviction policy and maximum price belong to Spot instances, and not every size is sold as such.

Azure refuses an eviction policy or a price on instances that it never evicts. Sizes of the first B
series are not sold as Spot.

Bad:

    {"virtualMachineProfile": {"priority": "Regular", "evictionPolicy": "Delete"}}

Good:

    {"virtualMachineProfile": {"priority": "Spot", "evictionPolicy": "Delete"}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.sizes import is_burstable
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template
    from generator.scale_set.view import ScaleSet

RULE = Rule(
    "VMS006",
    "spot-instances",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/use-spot",
    words="evictionpolicy|maxprice|spot|\"low\"|'low'",
)


def check(template: Template) -> Iterator[Finding]:
    """Find Spot settings on regular instances, and what Spot instances cannot have."""
    for scale_set in scale_sets(template):
        if scale_set.spot:
            yield from _spot(scale_set)
        elif not scale_set.profile.at("priority") or scale_set.profile.at("priority").text():
            yield from _regular(scale_set)


def _regular(scale_set: ScaleSet) -> Iterator[Finding]:
    profile = scale_set.profile
    for node in (profile.at("evictionPolicy"), profile.at("billingProfile", "maxPrice")):
        if node.known() and node.resolved() != "":
            yield Finding(
                node,
                f"'{node.path[-1]}' is for Spot instances; set 'priority' to Spot or remove it",
            )


def _spot(scale_set: ScaleSet) -> Iterator[Finding]:
    size = scale_set.resource.at("sku", "name")
    if is_burstable(size.text() or ""):
        yield Finding(size, f"size {size.text()} is not offered as Spot; take another series")
