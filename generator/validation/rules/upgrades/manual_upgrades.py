"""With manual upgrades, running instances keep the old model.

A deployment changes the model, and nothing else: new instances have the new one, the others keep
theirs until somebody upgrades them. That is right where the application is rolled out by other
means.

Bad:

    {
      "upgradePolicy": {"mode": "Manual"},
      "virtualMachineProfile": {}
    }

Good:

    {
      "upgradePolicy": {"mode": "Automatic"},
      "virtualMachineProfile": {}
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
    "UPG007",
    "manual-upgrades",
    Severity.INFO,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/"
    "virtual-machine-scale-sets-upgrade-policy",
    words="manual",
)


def check(template: Template) -> Iterator[Finding]:
    """Find scale sets with manual upgrades."""
    for scale_set in scale_sets(template):
        mode = scale_set.at("upgradePolicy", "mode")
        if scale_set.has_model and (mode.text() or "").lower() == "manual":
            yield Finding(
                mode,
                "a change of the model reaches running instances only with "
                "'az vmss update-instances'",
            )
