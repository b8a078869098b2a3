"""Eviction policy and maximum price belong to Spot instances, and some things do not go with them.

Azure refuses an eviction policy or a price on instances that it never evicts. Sizes of the first B
series are not sold as Spot, and Spot instances get no termination notice of their own length.

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
from generator.scale_set.autoscale import settings_of
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
    restore = scale_set.at("spotRestorePolicy", "enabled")
    if restore.flag():
        yield Finding(
            restore,
            "'spotRestorePolicy' does nothing without 'priority' Spot; remove it",
            Severity.WARNING,
        )


def _spot(scale_set: ScaleSet) -> Iterator[Finding]:
    if not scale_set.profile.at("evictionPolicy"):
        yield Finding(
            scale_set.profile.at("priority"),
            "Spot instances have no 'evictionPolicy' here and get Deallocate, which goes on to "
            "cost disks and quota; say Deallocate or Delete",
            Severity.WARNING,
        )
    size = scale_set.resource.at("sku", "name")
    if is_burstable(size.text() or ""):
        yield Finding(size, f"size {size.text()} is not offered as Spot; take another series")
    restore = scale_set.at("spotRestorePolicy", "enabled")
    if restore.flag() and settings_of(scale_set):
        yield Finding(
            restore,
            "Azure does not try to restore Spot instances while autoscale sets their number; "
            "remove 'spotRestorePolicy' or the autoscale setting",
            Severity.WARNING,
        )
    events = scale_set.profile.at("scheduledEventsProfile", "terminateNotificationProfile")
    if events.at("enable").flag():
        yield Finding(
            events.at("enable"),
            "termination notices are not available to Spot instances; remove the profile",
            Severity.WARNING,
        )
