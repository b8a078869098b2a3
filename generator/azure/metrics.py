"""Metrics that autoscale can go by: their names, and what a high value means.

of_resource("microsoft.compute/virtualmachinescalesets")   # the MetricSource of a type, or None
guest_source("cpu/usage_active")                           # who measures that, or None
metric("Available Memory Percentage").higher               # "freer"
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from generator.azure.tables import table
from generator.lazy import dataclass, field
from generator.wording.values import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HOST = "Microsoft.Compute/virtualMachineScaleSets"
"""The namespace of what the host measures of each instance."""
STORAGE_QUEUE = "microsoft.storage/storageaccounts/services/queues"
QUEUE_SERVICE = "microsoft.storage/storageaccounts/queueservices"


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: `higher` is "busier", "freer" or "neither", `percent` that 100 is the most."""

    name: str
    higher: str
    percent: bool


@dataclass(frozen=True, slots=True)
class MetricSource:
    """Where metrics come from: a resource of a `type`, or `agents` that run on an instance."""

    id: str
    metrics: dict[str, Metric]
    type: str = ""
    namespace: str = ""
    pattern: str = ""
    agents: tuple[str, ...] = ()
    os: str = ""
    deprecated: Mapping[str, str] = field(default_factory=dict)
    mistaken: Mapping[str, str] = field(default_factory=dict)

    def measures(self, name: str) -> bool:
        """Whether a name has the form that the metrics of agents have."""
        return bool(self.pattern) and re.fullmatch(self.pattern, name) is not None


@cache
def sources() -> tuple[MetricSource, ...]:
    """Return where metrics come from, that of the host first."""
    found = []
    for row in table("metrics")["sources"]:
        metrics = {
            name: Metric(name, group["higher"], group.get("percent", False))
            for group in row["metrics"]
            for name in group["names"]
        }
        rest = {key: item for key, item in row.items() if key not in {"metrics", "source"}}
        rest["agents"] = tuple(rest.get("agents", ()))
        found.append(MetricSource(metrics=metrics, **rest))
    return tuple(found)


def of_resource(kind: str) -> MetricSource | None:
    """Return the metrics of a type of resource, in lower case; None where they are not known."""
    return next((item for item in sources() if item.type.lower() == kind), None)


def guest_source(name: str, namespace: str = "", system: str = "") -> MetricSource | None:
    """Return the agent that measures a metric on the instance, by its name or its namespace."""
    named = [item for item in _guests() if namespace and item.namespace == namespace.lower()]
    if named:
        return named[0]
    fitting = [item for item in _guests() if item.measures(name)]
    known = [item for item in fitting if name in item.metrics]
    ours = [item for item in known or fitting if item.os == system]
    return next(iter(ours or known or fitting), None)


def guest_namespaces() -> set[str]:
    """Return the namespaces that agents fill."""
    return {item.namespace for item in _guests() if item.namespace}


def _guests() -> Iterator[MetricSource]:
    return (item for item in sources() if item.agents)


def metric(name: str, kind: str = "", namespace: str = "") -> Metric | None:
    """Return a metric of a type of resource, in lower case; of an instance where none is given."""
    source = of_resource(kind or HOST.lower())
    found = source.metrics.get(name) if source else None
    if found is None and kind in {"", HOST.lower()}:
        guest = guest_source(name, namespace)
        found = guest.metrics.get(name) if guest else None
    return found


def meant_by(name: str, source: MetricSource | None = None) -> str:
    """Return the end of a sentence with the metric that is meant by a name that no metric has.

    It is empty where there is such a metric, and where none is like it.
    """
    source = source or of_resource(HOST.lower())
    if source is None or name.lower() in map(str.lower, source.metrics):
        return ""
    if source.type == HOST and guest_source(name):
        return ""
    meant = {key.lower(): item for key, item in source.mistaken.items()}.get(name.lower())
    return f"; did you mean '{meant}'?" if meant else did_you_mean(name, source.metrics)


def is_freer(name: str) -> bool:
    """Whether a metric of instances is higher the less they do."""
    found = metric(name)
    return found is not None and found.higher == "freer"


def namespace_of(name: str) -> str:
    """Return the namespace that a metric of instances stands in; empty where it has none."""
    found = None if of_host(name) else guest_source(name)
    return found.namespace if found else HOST


def of_host(name: str) -> bool:
    """Whether the host measures it."""
    source = of_resource(HOST.lower())
    return source is not None and name in source.metrics
