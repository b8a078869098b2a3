"""Dependency cycles, resources that wait for each other: none of them could be the first.

They wait for what their dependsOn names and for what they ask for with reference(). A child that is
written in its parent does not wait for it by itself.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.validation.expansion.dependency_graph import graph_of, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic
    from generator.language.expansion.expanded import Deployed, Expanded
    from generator.validation.expansion.dependency_graph import Edges

_MOST_SHOWN = 8


def cycles(deployed: Deployed) -> Iterator[Diagnostic]:
    """Find the cycles of a deployment; of those that share a resource one is reported."""
    graph = graph_of(deployed.resources)
    if not any(graph.all):
        return
    told: set[int] = set()
    for edges, severity in ((graph.sure, Severity.ERROR), (graph.all, Severity.WARNING)):
        left = set(range(len(edges))) - told
        while _peel(edges, left):
            cycle = next(filter(None, (_cycle(edges, left, number) for number in sorted(left))))
            yield _finding(graph.resources, edges, cycle, severity)
            places = {graph.resources[number].made.origin.path for number in cycle}
            copies = {n for n in left if graph.resources[n].made.origin.path in places}
            left -= copies
            told |= copies


def _peel(edges: Edges, left: set[int]) -> set[int]:
    """Take away, as a deployment would, what waits for nothing; what is left leads into a cycle."""
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


def _cycle(edges: Edges, left: set[int], start: int) -> list[int]:
    """Return the shortest way from a resource to itself; empty where there is none."""
    before = {start: start}
    waiting = deque([start])
    while waiting:
        number = waiting.popleft()
        for other in edges[number]:
            if other == start:
                cycle = [number]
                while cycle[-1] != start:
                    cycle.append(before[cycle[-1]])
                return cycle[::-1]
            if other in left and other not in before:
                before[other] = number
                waiting.append(other)
    return []


def _finding(
    resources: list[Expanded], edges: Edges, cycle: list[int], severity: Severity
) -> Diagnostic:
    members = [resources[number] for number in cycle]
    if any(item.made.condition is not True for item in members):
        severity = Severity.WARNING
    names = [named(item) for item in (*members, members[0])]
    if len(names) > _MOST_SHOWN:
        names[_MOST_SHOWN - 2 : -1] = [f"{len(names) - _MOST_SHOWN + 1} more"]
    said = " -> ".join(names)
    if len(cycle) == 1:
        message = f"{names[0]} waits for itself, so that it is never deployed"
    else:
        kind = "possible dependency" if severity is Severity.WARNING else "dependency"
        message = f"{kind} cycle, so that none can be the first: {said}"
    path = edges[cycle[0]][cycle[1 % len(cycle)]]
    document = members[0].made.origin.frame.scope.document
    return document.diagnostic("REF004", severity, f"{message}; remove one dependency", path)
