"""Restoring Spot instances needs Spot, and goes without autoscale.

Azure refuses the policy on regular instances, be it switched off. It does not try to bring evicted
instances back while autoscale sets their number, and has refused the policy on Flexible sets.

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


_FLEXIBLE = "https://github.com/Azure/azure-cli/issues/29461"
_REGULAR = "https://github.com/Azure/azure-cli/issues/20576"


def check(template: Template) -> Iterator[Finding]:
    """Find policies to restore Spot instances that are refused, or do nothing."""
    for scale_set in scale_sets(template):
        policy = scale_set.at("spotRestorePolicy")
        restore = policy.at("enabled")
        priority = scale_set.profile.at("priority")
        if not policy.known() or not scale_set.has_model:
            continue
        if not scale_set.spot and (not priority or priority.text()):
            yield Finding(
                policy,
                "'spotRestorePolicy' is for 'priority' Spot only, even where it is off; remove it",
                Severity.ERROR,
                url=_REGULAR,
            )
        elif scale_set.spot and restore.flag() and settings_of(scale_set):
            yield Finding(
                restore,
                "Azure does not try to restore Spot instances while autoscale sets their number; "
                "remove 'spotRestorePolicy' or the autoscale setting",
            )
        elif scale_set.flexible and restore.flag():
            yield Finding(
                restore,
                "Azure has refused 'spotRestorePolicy' on a Flexible scale set; remove it if it "
                "does so here",
                Severity.INFO,
                url=_FLEXIBLE,
            )
