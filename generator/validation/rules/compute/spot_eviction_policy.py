"""A Spot set says what becomes of an instance that is evicted.

Without a policy an evicted instance is deallocated, and its disks and quota go on to cost.

Bad:

    {"virtualMachineProfile": {"priority": "Spot"}}

Good, as a patch:

    {"virtualMachineProfile": {"evictionPolicy": "Delete"}}
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
    "VMS026",
    "spot-eviction-policy",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/use-spot",
    words="spot|\"low\"|'low'",
)


def check(template: Template) -> Iterator[Finding]:
    """Find Spot instances without an eviction policy."""
    for scale_set in scale_sets(template):
        if scale_set.spot and not scale_set.profile.at("evictionPolicy"):
            yield Finding(
                scale_set.profile.at("priority"),
                "Spot instances have no 'evictionPolicy' here and get Deallocate, which goes on to "
                "cost disks and quota; say Deallocate or Delete",
            )
