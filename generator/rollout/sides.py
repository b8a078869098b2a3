"""A scale set on both sides of an update, as the conditions of the table of effects see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lazy import dataclass, field

if TYPE_CHECKING:
    from generator.findings import Finding
    from generator.rollout.changes import Change
    from generator.scale_set.view import Extension, ScaleSet


@dataclass(frozen=True, slots=True)
class Sides:
    """A scale set before and after; of any other resource both are empty."""

    old: ScaleSet
    new: ScaleSet
    _unfit: list[list[Finding]] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def orchestration(self) -> str:
        """Return "flexible" or "uniform"."""
        return self.new.orchestration

    def handler(self, change: Change) -> tuple[str, str] | None:
        """Return publisher and type, in lower case, of the extension that a change is about."""
        name = change.extension
        found = extension_named(self.new, name) or extension_named(self.old, name)
        return found.handler if found else None

    def unfit(self) -> list[Finding]:
        """Return what the size cannot do of the new model, and could of the old one."""
        if not self._unfit:
            from generator.fit.whole import all_unfit

            before = {finding.fault for finding in all_unfit(self.old)}
            now = all_unfit(self.new)
            self._unfit.append([finding for finding in now if finding.fault not in before])
        return self._unfit[0]


def extension_named(scale_set: ScaleSet, name: str) -> Extension | None:
    """Return the extension of a model that has a name in lower case."""
    return scale_set.extensions_by_name().get(name)
