"""A scale set holds at most 1,000 instances, and 100 in a single placement group.

Azure refuses a larger capacity; "singlePlacementGroup" false lifts the first limit and can never be
set back to true.

Bad:

    {
      "sku": {"name": "Standard_D2s_v5", "capacity": 150},
      "properties": {"singlePlacementGroup": true}
    }

Good:

    {
      "sku": {"name": "Standard_D2s_v5", "capacity": 150},
      "properties": {"singlePlacementGroup": false}
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.limits import limit
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS007",
    "placement-limits",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-placement-groups",
    words="virtualmachinescalesets",
)
_MOST = limit("instances")
_IN_A_GROUP = limit("instances-in-a-placement-group")


def check(template: Template) -> Iterator[Finding]:
    """Find capacities that the scale set cannot hold."""
    for scale_set in scale_sets(template):
        count = scale_set.capacity.number()
        if count is None:
            continue
        if not 0 <= count <= _MOST:
            yield Finding(scale_set.capacity, f"'capacity' must be 0 to {_MOST} (is {count})")
        elif count > _IN_A_GROUP and scale_set.at("singlePlacementGroup").flag():
            yield Finding(
                scale_set.capacity,
                f"'capacity' must be at most {_IN_A_GROUP} in a single placement group (is "
                f"{count}); set 'singlePlacementGroup' to false",
            )
