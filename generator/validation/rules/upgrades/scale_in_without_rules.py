"""A policy for scaling in has at least one rule.

Azure refuses "scaleInPolicy" with an empty list; without the policy it has Default.

Bad:

    {"scaleInPolicy": {"rules": []}, "virtualMachineProfile": {}}

Good, as a patch:

    {"scaleInPolicy": {"rules": ["OldestVM"]}}
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
    "UPG042",
    "scale-in-without-rules",
    Severity.ERROR,
    "https://github.com/Azure/azure-cli/issues/10949",
    words="scaleinpolicy",
)


def check(template: Template) -> Iterator[Finding]:
    """Find policies for scaling in that say nothing."""
    for scale_set in scale_sets(template):
        rules = scale_set.at("scaleInPolicy", "rules")
        if rules.resolved() == []:
            yield Finding(
                rules,
                "'scaleInPolicy' needs at least one rule: Default, OldestVM or NewestVM; add one, "
                "or remove the policy",
            )
