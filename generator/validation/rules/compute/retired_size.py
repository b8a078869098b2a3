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
from generator.azure.retirements import of_size
from generator.diagnostics import Severity
from generator.lazy import replace
from generator.scale_set.view import scale_sets
from generator.validation.retiring import ending
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.findings import Finding
    from generator.language.template import Node, Template

RULE = Rule(
    "VMS040",
    "retired-size",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/sizes/retirement/retired-sizes-list",
    words="microsoft.compute/virtualmachine",
)


def check(template: Template) -> Iterator[Finding]:
    """Find sizes of scale sets and machines that are retired, or will be."""
    for node in _sizes(template):
        found = _of(node, template)
        if found:
            yield found


def _sizes(template: Template) -> Iterator[Node]:
    for scale_set in scale_sets(template):
        yield from scale_set.sizes()
    for machine in template.resources(MACHINE):
        yield machine.at("properties", "hardwareProfile", "vmSize")


def _of(node: Node, template: Template) -> Finding | None:
    name = node.text() or ""
    row = of_size(name) if name else None
    if row is None:
        return None
    found = ending(node, f"size {name}", row, template.as_of)
    return found if row.confirmed else replace(found, severity=Severity.INFO)
