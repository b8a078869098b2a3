"""Spot instances get no termination notice of the scale set.

They hear of an eviction by the event Preempt, half a minute before; the profile of termination
notices is not available to them.

Bad:

    {
      "virtualMachineProfile": {
        "priority": "Spot",
        "evictionPolicy": "Delete",
        "scheduledEventsProfile": {"terminateNotificationProfile": {"enable": true}}
      }
    }

Good, as a patch:

    {"virtualMachineProfile": {"scheduledEventsProfile": null}}
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
    "VMS028",
    "spot-terminate-notice",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/use-spot",
    words="terminatenotificationprofile",
)


def check(template: Template) -> Iterator[Finding]:
    """Find termination notices of Spot instances."""
    for scale_set in scale_sets(template):
        events = scale_set.profile.at("scheduledEventsProfile", "terminateNotificationProfile")
        if scale_set.spot and events.at("enable").flag():
            yield Finding(
                events.at("enable"),
                "termination notices are not available to Spot instances; remove the profile",
            )
