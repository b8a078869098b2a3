"""Both sides of a deployment, as the conditions of refusals ask about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from generator.azure.complete_mode import deletes
from generator.azure.resource_types import SCALE_SET
from generator.language.documents.casing import written
from generator.language.expansion.named_ids import steps_of
from generator.language.expressions.values import flat_text
from generator.lazy import dataclass
from generator.rollout.beside.uses import id_of, may_be_same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.language.expressions.values import Value
    from generator.rollout.beside.order import Order
    from generator.rollout.beside.uses import Steps, Use, Uses
    from generator.rollout.changes import Change
    from generator.rollout.side import PlannedResource

Hold = Literal["", "perhaps", "sure"]
"""Whether something is in use when Azure takes it away."""


@dataclass(frozen=True, slots=True)
class Neighborhood:
    """Who uses what on both sides, and the order in which the new side is put."""

    before: Uses
    after: Uses
    order: Order
    complete: bool

    def deletes(self, key: tuple[str, str]) -> bool:
        """Whether the deployment deletes a resource that its template leaves out."""
        return self.complete and deletes(key[0])

    def users(self, spot: Affected, part: Steps) -> Iterator[tuple[Use, Hold]]:
        """Yield who uses a part of the old side, other than the owner of it, and how sure it is."""
        for use in self.before.of(part):
            if use.key not in {spot.key, spot.child_of}:
                yield use, self._holds(use, spot, part)

    def _holds(self, use: Use, spot: Affected, part: Steps) -> Hold:
        """Return whether a user still has a part when that is put, or is deleted at the end."""
        old, new = self.before.resources[use.key], self.after.resources.get(use.key)
        if new is None:
            return "" if spot.new is None and self.deletes(use.key) else "sure"
        if any(other.key == use.key for other in self.after.of(part)):
            return "sure"
        last = spot.new is None or self.order.waits(spot.new, new)
        if not last and self.order.waits(new, spot.new):
            return "sure"
        if old.key[0] != SCALE_SET:
            return "" if last else "perhaps"
        if last and old.view().count == 0:
            return ""
        view = new.view()
        if view.flexible or view.mode == "manual":
            return "sure"
        return "" if last and view.mode == "automatic" else "perhaps"


@dataclass(frozen=True, slots=True)
class Affected:
    """A change of a resource beside the sets, or of the whole of it; `names` are from its owner on.

    Of a child that is a resource of its own, `names` begin with its list and its name, as if it
    stood in its parent.
    """

    world: Neighborhood
    old: PlannedResource | None
    new: PlannedResource | None
    change: Change
    names: tuple[str, ...]
    is_child: bool = False

    @property
    def item(self) -> PlannedResource:
        """The resource as it will be, or as it was."""
        found = self.new or self.old
        assert found is not None  # noqa: S101 - one of both is always there
        return found

    @property
    def key(self) -> tuple[str, str]:
        """What tells the resource apart."""
        return self.item.key

    @property
    def child_of(self) -> tuple[str, str] | None:
        """The key of the resource that this one belongs to."""
        kind, name = self.key
        steps = name.split("/")
        return (kind.rpartition("/")[0], "/".join(steps[:-2])) if len(steps) > 2 else None

    def part(self) -> Steps:
        """Return the id of what changes: of the resource, or of the element of its list."""
        own = id_of(self.old) if self.old else ()
        element = None if self.is_child else self._element()
        if not own or element is None:
            return own
        name = flat_text(_member(element, "name"))
        return (*own, self.names[0], name) if name else ()

    @property
    def body(self) -> dict[str, Any]:
        """What the resource will be; nothing where it goes."""
        return self.new.body if self.new else {}

    @property
    def old_body(self) -> dict[str, Any]:
        """What the resource was; nothing where it is new."""
        return self.old.body if self.old else {}

    @property
    def owner_body(self) -> dict[str, Any]:
        """What the resource will be that a child stands in; of any other what that will be."""
        owner = self.world.after.resources.get(self.child_of or self.key) if self.is_child else None
        return owner.body if owner else self.body

    @property
    def is_element(self) -> bool:
        """Whether the change is about an element of a list, or a part of it."""
        return self._element() is not None

    def _element(self) -> Value:
        """Return the element of a list that the change is in, as the old side has it."""
        path = self.change.old_path
        at = next((i for i, step in enumerate(path) if isinstance(step, int)), None)
        if at is None or self.old is None or self.old.expanded is None:
            return None
        return value_at(self.old.expanded.body, path[: at + 1])

    def probe(self) -> Steps:
        """Return the id of the probe that a rule of a load balancer had."""
        rule = self.old.expanded.body if self.is_child and self.old and self.old.expanded else None
        return steps_of(at(rule or self._element(), "properties", "probe", "id"))


def value_at(value: Value, path: Path) -> Value:
    """Return what stands at a path; nothing where it leads nowhere."""
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = _member(value, step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def at(value: Any, *names: str) -> Any:
    """Return what stands below some names, whatever their casing; nothing where nothing does."""
    for name in names:
        value = _member(value, name)
    return value


def listed(value: Any, *names: str) -> list[Any]:
    """Return the list below some names; an empty one where there is none."""
    found = at(value, *names)
    return found if isinstance(found, list) else []


def _member(value: Any, name: str) -> Any:
    return value.get(written(value, name)) if isinstance(value, dict) else None


def same_id(one: Any, other: Any) -> bool:
    """Whether two values are ids of the same resource."""
    return may_be_same(steps_of(one), steps_of(other))
