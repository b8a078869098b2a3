"""In which order a deployment puts its resources: what waits for what, also through nesting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lazy import dataclass, field

if TYPE_CHECKING:
    from generator.language.expansion.expanded import ExpandedTemplate
    from generator.rollout.side import PlannedResource


@dataclass(slots=True)
class Order:
    """The order of a side; a nested deployment is done when all in it is."""

    expansion: ExpandedTemplate
    _edges: dict[int, set[int]] | None = field(default=None, repr=False)
    _reached: dict[int, set[int]] = field(default_factory=dict, repr=False)

    def waits(self, one: PlannedResource | None, other: PlannedResource | None) -> bool:
        """Whether a resource is put only when another one is there."""
        if one is None or other is None or not (one.expanded and other.expanded):
            return False
        first = id(one.expanded.made)
        if first not in self._reached:
            self._reached[first] = self._reach(first)
        return id(other.expanded.made) in self._reached[first]

    def _reach(self, start: int) -> set[int]:
        edges = self._all()
        found: set[int] = set()
        waiting = [start]
        while waiting:
            more = edges.get(waiting.pop(), set()) - found
            found |= more
            waiting.extend(more)
        return found

    def _all(self) -> dict[int, set[int]]:
        """Return what each resource waits for; minus a deployment is what that waits for itself."""
        if self._edges is not None:
            return self._edges
        edges: dict[int, set[int]] = {}
        self._edges = edges
        nested = [item for item in self.expansion.resources if item.followed]
        around = [None, *nested]  # both lists are in the order in which one goes into the other
        for deployed, owner in zip(self.expansion.deployments, around, strict=False):
            for item in deployed.resources:
                own = id(item.made)
                waits = {id(made) for wait in item.waits for made in wait.found}
                waits |= {id(question.made) for question in item.asks}
                edges.setdefault(-own, set()).update(waits - {own})
                edges.setdefault(own, set()).add(-own)
                if owner is not None:
                    edges[-own].add(-id(owner.made))
                    edges.setdefault(id(owner.made), set()).add(own)
        return edges
