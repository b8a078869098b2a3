"""Resources by what they are compared by: one of thousands is found without asking them all."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from generator.lazy import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

Indexed = TypeVar("Indexed", bound="Named")


class Named(Protocol):
    """A resource, and the loop that makes it."""

    loop: str


@dataclass(slots=True)
class NameIndex(Generic[Indexed]):
    """Resources by a key, in their order; those of a loop may be meant by any."""

    known: dict[Hashable, list[int]]
    loops: list[int]
    resources: list[Indexed] = field(repr=False)

    @classmethod
    def of(
        cls,
        resources: Iterable[Indexed],
        key: Callable[[Indexed], Hashable],
    ) -> NameIndex[Indexed]:
        """Return the index of resources by a key of those that no loop makes."""
        index = cls(defaultdict(list), [], list(resources))
        for at, declared in enumerate(index.resources):
            (index.loops if declared.loop else index.known[key(declared)]).append(at)
        return index

    def may_be(self, key: Hashable) -> list[Indexed]:
        """Return the resources that may have a key, in their order."""
        found = self.known.get(key, [])
        return [
            self.resources[at] for at in (sorted([*found, *self.loops]) if self.loops else found)
        ]
