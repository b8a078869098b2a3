"""What holds for autoscale settings."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BOUNDS = ("minimum", "default", "maximum")
"""The numbers of instances of a profile, none below the one before it.

Source: https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-understanding-settings
"""

_OF_MACHINES = "percentage cpu"


def is_of_machines(metric: str) -> bool:
    """Whether a metric is one that machines have and other resources do not.

    Source: https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/metrics-index
    """
    return metric.lower() == _OF_MACHINES


def ends_early(start: str, end: str) -> bool:
    """Whether a period ends before it starts, of two moments of one time zone or none."""
    try:
        first, last = (datetime.fromisoformat(text) for text in (start, end))
    except ValueError:
        return False
    comparable = (first.tzinfo is None) == (last.tzinfo is None)
    return comparable and last <= first


_SCALED = {
    "microsoft.compute": ("virtualmachinescalesets", "cloudservices", "cloudservices/roles"),
    "microsoft.network": (),
    "microsoft.storage": (),
}
"""What autoscale scales, of providers that have much that it does not.

Source: https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-overview
"""


def is_scaled(kind: str) -> bool:
    """Return whether autoscale may scale a type; of most providers it is not known to be not."""
    provider, _, rest = kind.lower().partition("/")
    return rest in _SCALED.get(provider, (rest,))


def out_of_order(bounds: Mapping[str, int | None]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of neighbors, of those that are known, whose first is above the second."""
    known = [name for name in BOUNDS if bounds.get(name) is not None]
    for low, high in pairwise(known):
        if (bounds[low] or 0) > (bounds[high] or 0):
            yield low, high
