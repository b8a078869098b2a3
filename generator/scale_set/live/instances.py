"""The instances of a scale set, as far as answers of Azure tell of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lazy import dataclass, field, replace

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Failure:
    """What failed on an instance, and what it says, without secrets; an extension by its name."""

    extension: str
    message: str


@dataclass(frozen=True, slots=True)
class RunningInstance:
    """An instance, as far as answers tell of it: what they do not is empty or None.

    `latest` tells whether it has the latest model, `alone` that it has one of its own;
    `protected` is what Azure keeps off it.
    """

    name: str
    scale_set: str = ""
    latest: bool | None = None
    alone: bool = False
    protected: str = ""
    power: str = ""
    state: str = ""
    health: str = ""
    failures: tuple[Failure, ...] = ()
    computer: str = ""

    @property
    def serves(self) -> bool:
        """Whether nothing is known that keeps it from serving."""
        return self.power in {"", "running"} and self.health in {"", "healthy"}


@dataclass(frozen=True, slots=True)
class Summary:
    """The instance view of a set: how many instances have which status, and what failed how often.

    `suspended` are services of the set that do not run.
    """

    counts: tuple[tuple[str, int], ...]
    failed: tuple[tuple[str, int], ...]
    suspended: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunningSet:
    """What is known of the instances of a set; not `whole` where it is one page of a list."""

    instances: tuple[RunningInstance, ...] = ()
    summary: Summary | None = None
    listed: bool = True
    whole: bool = True

    @property
    def count(self) -> int | None:
        """How many instances there are; None where that is not told."""
        if self.listed:
            return len(self.instances) if self.whole else None
        return self.number("provisioningstate")

    def number(self, kind: str, value: str = "") -> int | None:
        """Return how many instances have a status, by the view of the set; None where unknown."""
        counts = self.summary.counts if self.summary else ()
        found = {code: number for code, number in counts if code.startswith(f"{kind}/")}
        if not found:
            return None
        return found.get(f"{kind}/{value}", 0) if value else sum(found.values())

    @property
    def unhealthy(self) -> int | None:
        """How many instances are unhealthy; None where their health is not told."""
        if any(item.health for item in self.instances):
            return sum(item.health == "unhealthy" for item in self.instances)
        return self.number("healthstate", "unhealthy")

    @property
    def models_told(self) -> bool:
        """Whether it is told of each instance whether it has the latest model."""
        told = all(item.latest is not None for item in self.instances)
        return self.listed and self.whole and told


@dataclass(slots=True)
class ToldInstances:
    """What answers tell of instances."""

    instances: list[RunningInstance] = field(default_factory=list)
    summaries: list[Summary] = field(default_factory=list)
    empty: bool = False
    whole: bool = True
    label: str = ""

    def of(self, name: str, *, alone: bool) -> RunningSet | None:
        """Return what is known of a set by its name; `alone` gives it what names no set."""
        fit = tuple(
            item
            for item in self.instances
            if (item.scale_set.lower() == name.lower() if item.scale_set else alone)
        )
        summary = self.summaries[-1] if alone and self.summaries else None
        empty = alone and self.empty and not self.instances
        if not (fit or summary or empty):
            return None
        return RunningSet(_joined(fit), summary, bool(fit or empty), self.whole)


def _joined(found: Iterable[RunningInstance]) -> tuple[RunningInstance, ...]:
    """Return instances, each once: a view that names none is of the one with its name or host."""
    made: list[RunningInstance] = []
    places: dict[tuple[str, str], int] = {}
    for item in sorted(found, key=lambda one: one.latest is None and not one.scale_set):
        keys = [("name", item.name), *([("host", item.computer)] if item.computer else [])]
        at = next((places[key] for key in keys if key in places), len(made))
        if at < len(made):
            made[at] = _merged(made[at], item)
        else:
            made.append(item)
        places.update(dict.fromkeys(keys, at))
    return tuple(made)


def _merged(one: RunningInstance, other: RunningInstance) -> RunningInstance:
    """Return what two answers tell of an instance."""
    return replace(
        one,
        latest=one.latest if one.latest is not None else other.latest,
        alone=one.alone or other.alone,
        protected=one.protected or other.protected,
        power=other.power or one.power,
        state=other.state or one.state,
        health=other.health or one.health,
        failures=tuple(dict.fromkeys((*one.failures, *other.failures))),
    )
