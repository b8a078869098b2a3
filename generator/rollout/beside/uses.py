"""Who names what in a template, by the ids in the bodies of its resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.expansion.named_ids import steps_of, texts_of
from generator.language.expressions.context import NO_ID
from generator.lazy import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.expressions.values import Value
    from generator.rollout.side import PlannedResource

Steps = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """A place where a resource names an id: the key of the resource, and the members on the way."""

    key: tuple[str, str]
    way: Steps


@dataclass(slots=True)
class Uses:
    """The uses of a side, by the part of an id from its provider on."""

    resources: dict[tuple[str, str], PlannedResource]
    _found: dict[Steps, list[tuple[Steps, Use]]] | None = field(default=None, repr=False)

    def of(self, part: Steps) -> Iterator[Use]:
        """Yield the uses of an id, or of what lies below it."""
        place, rest = _split(part)
        for other, use in self._all().get(rest, ()):
            if _same_place(place, other):
                yield use

    def _all(self) -> dict[Steps, list[tuple[Steps, Use]]]:
        if self._found is None:
            self._found = {}
            for key, item in self.resources.items():
                for value, path in texts_of(item.expanded.body) if item.expanded else ():
                    self._add(key, value, path)
        return self._found

    def _add(self, key: tuple[str, str], value: Value, path: tuple[str | int, ...]) -> None:
        place, rest = _split(steps_of(value))
        way = tuple(step.lower() for step in path if isinstance(step, str))
        found = self._found if self._found is not None else {}
        for length in range(3, len(rest) + 1, 2):
            found.setdefault(rest[:length], []).append((place, Use(key, way)))


def id_of(item: PlannedResource | None) -> Steps:
    """Return the id of a resource as steps; nothing where it is not known."""
    return steps_of(item.expanded.made.id) if item and item.expanded else ()


def may_be_same(one: Steps, other: Steps) -> bool:
    """Whether two ids mean the same resource; a stand-in for a subscription may be any."""
    (place, rest), (elsewhere, end) = _split(one), _split(other)
    return bool(rest) and rest == end and _same_place(place, elsewhere)


def _split(steps: Steps) -> tuple[Steps, Steps]:
    """Return what is before the provider of an id, and the rest."""
    at = steps.index("providers") if "providers" in steps else len(steps)
    return steps[:at], steps[at + 1 :]


def _same_place(one: Steps, other: Steps) -> bool:
    return one == other or (NO_ID in one) is not (NO_ID in other)
