"""What a constraint looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from generator.azure.handlers import serves
from generator.findings import Finding
from generator.lazy import dataclass, field
from generator.spec.defaults import literal

if TYPE_CHECKING:
    from generator.azure.conflicts import Choices
    from generator.diagnostics import Path
    from generator.spec.local_files import LocalFiles


@dataclass(frozen=True, slots=True)
class DeliveryStep:
    """A delivery step with its place in the spec."""

    method: str
    body: dict[str, Any]
    path: Path


@dataclass(frozen=True, slots=True)
class SpecSubject:
    """The filled spec, the files it names, and its keys as they are written."""

    value: dict[str, Any]
    files: LocalFiles
    written: dict[str, Any] = field(default_factory=dict)

    def steps(self, *methods: str) -> list[DeliveryStep]:
        """Return the delivery steps of these methods (all without), in order."""
        found = []
        for index, entry in enumerate(self.value["deliver"]):
            for method, body in entry.items():
                if body is not None and (not methods or method in methods):
                    found.append(DeliveryStep(method, body, ("deliver", index, method)))
        return found

    def choices(self) -> Choices:
        """Return what the spec chooses, for the table of conflicts."""
        health = self.value["health"]
        sources = {"loadBalancer": "probe", "extension": "extension"}
        return {
            "orchestration": self.value["orchestration"],
            "mode": self.value["upgrade"]["mode"],
            "health": sources.get(health["source"]) if health else "none",
            "repairs": literal(self.value["repairs"]["enabled"]),
            "osUpgrade": literal(self.value["upgrade"]["automaticOSUpgrade"]),
            "platformPatching": literal(self.value["patching"]) == "AutomaticByPlatform",
            "serviceFabric": any(map(_joins_cluster, self.steps("extension"))),
            "systemIdentity": literal(self.value["identity"]["system"]),
        }

    def loaded(self, *names: str | None) -> bool:
        """Whether all these files could be read; what could not is reported elsewhere."""
        return all(name in self.files.texts for name in names if name)


def _joins_cluster(step: DeliveryStep) -> bool:
    key = step.body["publisher"].lower(), step.body["type"].lower()
    return serves(key, "serviceFabric")


Check = Callable[[SpecSubject], Iterator[Finding]]
"""Finds what is wrong; the kind of each finding is the name of a fault in spec/faults.yaml."""
