"""Who refers to whom in a file of Bicep, so that no one comes to refer to itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lazy import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True)
class UseGraph:
    """Who refers to whom, so that no one comes to refer to itself.

    Each has a rank above those of all it refers to: so most questions need no search, and a
    chain of any length is built in one pass.
    """

    edges: dict[str, set[str]] = field(default_factory=dict)
    users: dict[str, set[str]] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)
    lowest: int = 0

    def add(self, one: str, other: str) -> bool:
        """Let one refer to another; false, and nothing done, where that would be a cycle."""
        if one == other:
            return False
        if other in self.edges.get(one, ()):
            return True
        if other not in self.ranks:
            self.lowest -= 1
            self.ranks[other] = self.lowest
        self.ranks.setdefault(one, len(self.ranks))
        if self.ranks[one] < self.ranks[other] and not self._reranked(one, other):
            return False
        self.edges.setdefault(one, set()).add(other)
        self.users.setdefault(other, set()).add(one)
        return True

    def part(self, one: str, other: str) -> None:
        """Let one no longer refer to another; the ranks hold all the same."""
        self.edges.get(one, set()).discard(other)
        self.users.get(other, set()).discard(one)

    def leads(self, start: str, end: str) -> bool:
        """Whether one refers to another, or is it, by way of whatever there is."""
        return end in _reached(start, self.edges, lambda _: True)

    def _reranked(self, one: str, other: str) -> bool:
        """Move what lies between two in rank, so that the first comes above; false for a cycle."""
        ranks, least, most = self.ranks, self.ranks[one], self.ranks[other]
        below = _reached(other, self.edges, lambda name: ranks[name] >= least)
        if one in below:
            return False
        above = _reached(one, self.users, lambda name: ranks[name] <= most)
        moved = [*sorted(below, key=ranks.__getitem__), *sorted(above, key=ranks.__getitem__)]
        ranks.update(zip(moved, sorted(ranks[name] for name in moved), strict=True))
        return True


def _reached(start: str, edges: dict[str, set[str]], within: Callable[[str], bool]) -> set[str]:
    waiting, seen = [start], {start}
    while waiting:
        for after in edges.get(waiting.pop(), ()):
            if after not in seen and within(after):
                seen.add(after)
                waiting.append(after)
    return seen
