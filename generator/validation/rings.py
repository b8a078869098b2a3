"""Resources that wait for each other in a ring: none of them could be the first.

They wait for what their dependsOn names and for what they ask for with reference(). A child that is
written in its parent does not wait for it by itself.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic, Path
    from generator.language.dependencies import Wait
    from generator.language.expand import Deployed, Expanded

_MOST_SHOWN = 8
_LONGEST_NAME = 80
_Edges = list[dict[int, "Path"]]
"""For each resource those that it waits for, by their number, and the path that tells of it."""


@dataclass(frozen=True, slots=True)
class _Graph:
    """Which resource waits for which; `all` has also the edges that may be none."""

    resources: list[Expanded]
    sure: _Edges = field(default_factory=list)
    all: _Edges = field(default_factory=list)

    def add(self, number: int, other: int, path: Path, is_sure: bool) -> None:
        """Add an edge, unless it is there."""
        self.all[number].setdefault(other, path)
        if is_sure:
            self.sure[number].setdefault(other, path)


def rings(deployed: Deployed) -> Iterator[Diagnostic]:
    """Find the rings of a deployment; of those that share a resource one is told."""
    graph = _graph(deployed.resources)
    if graph is None:
        return
    told: set[int] = set()
    for edges, severity in ((graph.sure, Severity.ERROR), (graph.all, Severity.WARNING)):
        left = set(range(len(edges))) - told
        while _peel(edges, left):
            ring = next(filter(None, (_ring(edges, left, number) for number in sorted(left))))
            yield _finding(graph.resources, edges, ring, severity)
            places = {graph.resources[number].made.origin.path for number in ring}
            copies = {n for n in left if graph.resources[n].made.origin.path in places}
            left -= copies
            told |= copies


def _graph(resources: list[Expanded]) -> _Graph | None:
    """Give the graph of a deployment; None where nothing waits."""
    numbers = {id(item.made): number for number, item in enumerate(resources)}
    graph = _Graph(resources, [{} for _ in resources], [{} for _ in resources])
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
    return graph if any(graph.all) else None


def _is_clear(wait: Wait) -> bool:
    """Whether an entry means one resource or the copies of one, and not several of a name."""
    found = wait.found
    return len(found) == 1 or len({made.origin.path for made in found}) == 1


def _peel(edges: _Edges, left: set[int]) -> set[int]:
    """Take away, as a deployment would, what waits for nothing; what is left leads into a ring."""
    waiting: dict[int, list[int]] = {number: [] for number in left}
    counts = dict.fromkeys(left, 0)
    for number in left:
        for other in edges[number]:
            if other in waiting:
                waiting[other].append(number)
                counts[number] += 1
    ready = [number for number in left if not counts[number]]
    while ready:
        done = ready.pop()
        left.discard(done)
        for number in waiting[done]:
            counts[number] -= 1
            if not counts[number]:
                ready.append(number)
    return left


def _ring(edges: _Edges, left: set[int], start: int) -> list[int]:
    """Give the shortest way from a resource to itself; empty where there is none."""
    before = {start: start}
    waiting = deque([start])
    while waiting:
        number = waiting.popleft()
        for other in edges[number]:
            if other == start:
                ring = [number]
                while ring[-1] != start:
                    ring.append(before[ring[-1]])
                return ring[::-1]
            if other in left and other not in before:
                before[other] = number
                waiting.append(other)
    return []


def _finding(
    resources: list[Expanded], edges: _Edges, ring: list[int], severity: Severity
) -> Diagnostic:
    members = [resources[number] for number in ring]
    if any(item.made.condition is not True for item in members):
        severity = Severity.WARNING
    names = [_named(item) for item in (*members, members[0])]
    if len(names) > _MOST_SHOWN:
        names[_MOST_SHOWN - 2 : -1] = [f"{len(names) - _MOST_SHOWN + 1} more"]
    said = " -> ".join(names)
    if len(ring) == 1:
        message = f"{names[0]} waits for itself, so that it is never deployed"
    else:
        may = "may " if severity is Severity.WARNING else ""
        message = f"these {may}wait for each other, so that none can be the first: {said}"
    path = edges[ring[0]][ring[1 % len(ring)]]
    document = members[0].made.origin.frame.scope.document
    return document.diagnostic("TPL037", severity, f"{message}; remove one dependency", path)


def _named(item: Expanded) -> str:
    made = item.made
    text = made.origin.symbol or f"{made.type.rsplit('/', 1)[-1]} '{made.name}'"
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 3]}..."
