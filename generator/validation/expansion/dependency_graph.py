"""Which resource of a deployment waits for which, by their numbers in the list of resources.

They wait for what their dependsOn names and for what they ask for with reference(). A child that is
written in its parent does not wait for it by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from generator.lazy import dataclass, field

if TYPE_CHECKING:
    from generator.diagnostics import Path
    from generator.language.expansion.dependencies import Wait
    from generator.language.expansion.expanded import Expanded

_LONGEST_NAME = 80
Edges: TypeAlias = "list[dict[int, Path]]"
"""For each resource those that it waits for, by their number, and the path that tells of it."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Which resource waits for which; `all` has also the edges that may be none."""

    resources: list[Expanded]
    sure: Edges = field(default_factory=list)
    all: Edges = field(default_factory=list)

    def add(self, number: int, other: int, path: Path, is_sure: bool) -> None:
        """Add an edge, unless it is there."""
        self.all[number].setdefault(other, path)
        if is_sure:
            self.sure[number].setdefault(other, path)

    def reached(self, number: int) -> set[int]:
        """Return what a resource waits for, at once or through others, with the resource itself."""
        found = {number}
        waiting = [number]
        while waiting:
            more = self.all[waiting.pop()].keys() - found
            found |= more
            waiting.extend(more)
        return found


def graph_of(resources: list[Expanded]) -> Graph:
    """Return the graph of the resources of one deployment."""
    numbers = {id(item.made): number for number, item in enumerate(resources)}
    graph = Graph(resources, [{} for _ in resources], [{} for _ in resources])
    for number, item in enumerate(resources):
        for wait in item.waits:
            is_sure = _is_clear(wait)
            for made in wait.found:
                other = numbers.get(id(made))
                if other is not None and (other != number or len(wait.found) == 1):
                    graph.add(number, other, wait.path, is_sure)
        for question in item.asks:
            other = numbers.get(id(question.made))
            if other is not None:
                graph.add(number, other, item.made.origin.path, question.makes_wait)
    return graph


def _is_clear(wait: Wait) -> bool:
    """Whether an entry means one resource or the copies of one, and not several of a name."""
    found = wait.found
    return len(found) == 1 or len({made.origin.path for made in found}) == 1


def named(item: Expanded) -> str:
    """Name a resource in a message."""
    made = item.made
    text = made.origin.symbol or f"{made.type.rsplit('/', 1)[-1]} '{made.name}'"
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 3]}..."
