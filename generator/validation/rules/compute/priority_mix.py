"""Mixing Spot and regular instances takes a Flexible scale set with priority Spot.

The policy says how many of the Spot instances are replaced by regular ones; elsewhere Azure refuses
it.

Bad:

    {
      "orchestrationMode": "Uniform",
      "priorityMixPolicy": {
        "baseRegularPriorityCount": 1,
        "regularPriorityPercentageAboveBase": 50
      },
      "virtualMachineProfile": {"priority": "Spot", "evictionPolicy": "Delete"}
    }

Good:

    {
      "orchestrationMode": "Flexible",
      "platformFaultDomainCount": 1,
      "priorityMixPolicy": {
        "baseRegularPriorityCount": 1,
        "regularPriorityPercentageAboveBase": 50
      },
      "virtualMachineProfile": {"priority": "Spot", "evictionPolicy": "Delete"}
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
    "VMS018",
    "priority-mix",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/spot-priority-mix",
    words="prioritymixpolicy",
)


def check(template: Template) -> Iterator[Finding]:
    """Find priority mixes on scale sets that cannot mix, and shares that are none."""
    for scale_set in scale_sets(template):
        policy = scale_set.at("priorityMixPolicy")
        if not policy.known():
            continue
        if scale_set.uniform:
            yield Finding(policy, "'priorityMixPolicy' needs 'orchestrationMode' Flexible")
        priority = scale_set.profile.at("priority")
        if scale_set.has_model and not scale_set.spot and (not priority or priority.text()):
            yield Finding(
                policy, "'priorityMixPolicy' needs 'priority' Spot in the virtualMachineProfile"
            )
        share = policy.at("regularPriorityPercentageAboveBase")
        percent = share.number()
        if percent is not None and not 0 <= percent <= 100:
            yield Finding(
                share,
                f"'regularPriorityPercentageAboveBase' must be 0 to 100 (is {percent})",
            )
