"""Restoring Spot instances needs Spot, and goes without autoscale.

Azure tries to bring evicted instances back only for Spot, and not while autoscale sets their
number.

Bad:

    {
      "spotRestorePolicy": {"enabled": true},
      "virtualMachineProfile": {"storageProfile": {}}
    }

Good, as a patch:

    {"virtualMachineProfile": {"priority": "Spot", "evictionPolicy": "Delete"}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.autoscale import settings_of
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS027",
    "spot-restore-policy",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/use-spot",
    words="spotrestorepolicy",
)


def check(template: Template) -> Iterator[Finding]:
    """Find policies to restore Spot instances that do nothing."""
    for scale_set in scale_sets(template):
        restore = scale_set.at("spotRestorePolicy", "enabled")
        priority = scale_set.profile.at("priority")
        if not restore.flag():
            continue
        if scale_set.spot and settings_of(scale_set):
            yield Finding(
                restore,
                "Azure does not try to restore Spot instances while autoscale sets their number; "
                "remove 'spotRestorePolicy' or the autoscale setting",
            )
        elif not scale_set.spot and (not priority or priority.text()):
            yield Finding(
                restore, "'spotRestorePolicy' does nothing without 'priority' Spot; remove it"
            )
