"""The arithmetic of a rolling upgrade: how many instances at a time, and when it stops.

The REST reference gives percentages of all instances, and the documentation the example of 20 % of
10. How Azure rounds is not documented, so a batch is told as at most so many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.duration import seconds_of
from generator.lazy import dataclass

if TYPE_CHECKING:
    from generator.scale_set.view import ScaleSet

SOURCE = (
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/"
    "virtual-machine-scale-sets-configure-rolling-upgrades"
)


@dataclass(frozen=True, slots=True)
class Batches:
    """How a rolling upgrade goes through a set; what the template leaves open is None.

    `size` is the largest batch, `least` the smallest number of batches. The two tolerances are
    numbers of instances that may be unhealthy; `pause` is in seconds.
    """

    capacity: int | None
    percent: int | None
    size: int | None
    least: int | None
    zones: int
    surges: bool
    unhealthy_percent: int | None
    unhealthy: int | None
    upgraded_percent: int | None
    upgraded: int | None
    pause: int | None

    @property
    def one_stops_it(self) -> bool:
        """Whether a single unhealthy instance stops the upgrade."""
        return self.unhealthy == 0

    @property
    def most(self) -> int | None:
        """The most instances there are at a time, which a surge raises."""
        if self.capacity is None or not self.surges:
            return self.capacity
        return None if self.size is None else self.capacity + self.size


def batches_of(model: ScaleSet) -> Batches:
    """Return the batches of the rolling upgrades of a set."""
    count = model.count
    percent = model.percent("maxBatchInstancePercent")
    size = None
    if count is not None and percent is not None:
        size = min(count, max(1, -(-count * percent // 100)))
    policy = model.rolling_policy
    crosses = policy.at("enableCrossZoneUpgrade").flag()
    zones = 1 if crosses else max(1, len(model.zones))
    unhealthy = model.percent("maxUnhealthyInstancePercent")
    upgraded = model.percent("maxUnhealthyUpgradedInstancePercent")
    return Batches(
        count, percent, size, _least(count, size, zones), zones, model.surges,
        unhealthy, _share(count, unhealthy), upgraded, _share(count, upgraded),
        seconds_of(policy.at("pauseTimeBetweenBatches").text() or ""),
    )  # fmt: skip


def _least(count: int | None, size: int | None, zones: int) -> int | None:
    """Return the number of batches when each zone is upgraded on its own, evenly filled."""
    if not count or not size:
        return None
    shares = [count // zones + (1 if zone < count % zones else 0) for zone in range(zones)]
    return sum(-(-share // size) for share in shares)


def _share(count: int | None, percent: int | None) -> int | None:
    return None if count is None or percent is None else count * percent // 100
