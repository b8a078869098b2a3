"""Sizes of machines retire: Azure makes no instances of them and stops those that run.

A size that is retired is refused, and one that retires within a year is worth a change now: the new
size may need another image, another disk or another zone. Unless
`--as-of` names a day it is the one of the data.

Bad:

    {
      "sku": {"name": "Standard_NC6s_v3", "capacity": 2},
      "properties": {"virtualMachineProfile": {}}
    }

Good, as a patch:

    {"sku": {"name": "Standard_D2s_v5"}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import MACHINE
from generator.azure.retirements import of_size, stage
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.lazy import replace
from generator.scale_set.view import scale_sets
from generator.validation.retiring import ending
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "VMS040",
    "retired-size",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/sizes/retirement/retired-sizes-list",
    words="microsoft.compute/virtualmachine",
)

_SHOWN = 3


def check(template: Template) -> Iterator[Finding]:
    """Find sizes of scale sets and machines that are retired, or will be."""
    for node in _sizes(template):
        name = node.text()
        row = of_size(name) if name else None
        if row:
            found = ending(node, f"size {name}", row, template.as_of)
            yield found if row.confirmed else replace(found, severity=Severity.INFO)
        yield from _allowed(node, template)


def _sizes(template: Template) -> Iterator[Node]:
    for scale_set in scale_sets(template):
        yield from scale_set.sizes()
    for machine in template.resources(MACHINE):
        yield machine.at("properties", "hardwareProfile", "vmSize")


def _allowed(node: Node, template: Template) -> Iterator[Finding]:
    """Find retired sizes that a parameter allows beside its default, all in one sentence."""
    if not isinstance(node.value, str) or "(" not in node.value:
        return
    from generator.fit.asking import choices

    found = choices(node)
    if found is None:
        return
    over = {}
    for entry in found[1]:
        name = entry.text() or ""
        row = of_size(name)
        if row and row.on and stage(row.on, template.as_of) == "over":
            over[name] = row.on
    if over:
        first, rest = ", ".join(list(over)[:_SHOWN]), len(over) - _SHOWN
        more = f" and {rest} more" if rest > 0 else ""
        yield Finding(
            found[0],
            f"Azure retired {first}, which is allowed here; remove it"
            if len(over) == 1
            else f"Azure retired {len(over)} of the sizes that are allowed here ({first}{more}); "
            "remove them",
            Severity.WARNING,
            retires=min(over.values()),
        )
