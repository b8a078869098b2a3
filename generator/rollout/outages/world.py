"""The state before a deployment, and the one in which the neighbors are new and instances are not.

That is the state between the update of the neighbors, which a set waits for, and the upgrade of its
instances: what is cut in it is an outage.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.left_out import left_out
from generator.azure.resource_types import SCALE_SET, VIRTUAL_NETWORK
from generator.language.documents.casing import written
from generator.language.template import Template
from generator.lazy import dataclass, field
from generator.scale_set.view import ScaleSet
from generator.wording.values import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.language.template import Node, TemplateResource
    from generator.rollout.records import ResourcePlan
    from generator.rollout.side import PlannedResource


@dataclass(frozen=True, slots=True)
class Cut:
    """An outage that a search found, before it has its facts.

    `about` says what is the matter, `who` loses traffic, `node` stands where it shows. It lasts
    `until`, or where that is empty until the upgrade of the instances or until it is put back;
    `at_health_probe` tells that the set takes its health from that probe.
    """

    id: str
    about: str
    who: str
    node: Node
    ends_with_upgrade: bool = False
    at_health_probe: bool = False
    until: str = ""


@dataclass(frozen=True, slots=True)
class Running:
    """A set whose instances run on: as the neighbors were, and as they will be.

    `later` is the set as the deployment leaves it.
    """

    item: ResourcePlan
    before: ScaleSet
    during: ScaleSet
    later: ScaleSet

    @property
    def name(self) -> str:
        """The name of the set."""
        return self.item.resource.name

    @property
    def instances(self) -> str:
        """The instances of it, in words."""
        number = self.before.count
        if number is None:
            return f"all instances of {self.name}"
        if number == 1:
            return f"the only instance of {self.name}"
        return f"all {count(number, 'instance')} of {self.name}"

    def configurations(self) -> Iterator[tuple[Node, Node]]:
        """Yield the IP configurations, before and during the deployment."""
        pairs = zip(self.before.ip_configurations(), self.during.ip_configurations(), strict=False)
        yield from pairs


@dataclass(frozen=True, slots=True)
class World:
    """Both states, and what each resource of them is the plan of."""

    before: Template
    during: Template
    after: Template
    complete: bool
    _order: tuple[list[ResourcePlan], ...]
    _later: dict[tuple[str, tuple[str, str]], TemplateResource] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Keep what is there during the deployment by its type and key."""
        for new in self.during.resources():
            self._later.setdefault((new.type, self.item_of(new.node).resource.key), new)

    def item_of(self, node: Node) -> ResourcePlan:
        """Return the plan of the resource that a node is in."""
        templates = (self.before, self.during, self.after)
        which = next(i for i, template in enumerate(templates) if template is node.template)
        index = node.path[1]
        assert isinstance(index, int)  # noqa: S101 - resources are a list here
        return self._order[which][index]

    def is_new(self, node: Node) -> bool:
        """Whether a node stands in the new side."""
        item = self.item_of(node)
        if node.template is self.during:
            return item.new is not None and not (item.resource.is_scale_set and item.old)
        return node.template is self.after

    def pairs(self, kind: str) -> Iterator[tuple[TemplateResource, TemplateResource]]:
        """Yield the resources of a type that both states have, where they change."""
        for old in self.before.resources(kind):
            new = self.counterpart(old)
            if new is not None and old.node.value != new.node.value:
                yield old, new

    def counterpart(self, old: TemplateResource) -> TemplateResource | None:
        """Return a resource as it is during the deployment."""
        return self._later.get((old.type, self.item_of(old.node).resource.key))

    def gone(self, *kinds: str) -> Iterator[TemplateResource]:
        """Yield the resources of some types that mode Complete deletes."""
        for old in self.before.resources(*kinds) if self.complete else ():
            if self.item_of(old.node).new is None:
                yield old

    def running(self) -> Iterator[Running]:
        """Yield the sets whose instances run on."""
        after = {
            self.item_of(found.node).resource.key: found
            for found in self.after.resources(SCALE_SET)
        }
        for found in self.before.resources(SCALE_SET):
            item, during = self.item_of(found.node), self.counterpart(found)
            if item.resource.partial or during is None:
                continue
            later = ScaleSet(after.get(item.resource.key, found))
            yield Running(item, ScaleSet(found), ScaleSet(during), later)


def world_of(items: list[ResourcePlan], *, complete: bool) -> World:
    """Return both states from the plans of all resources."""
    old = [item for item in items if item.old is not None]
    during = [item for item in items if item.new is not None or (item.old and not complete)]
    after = [item for item in items if item.new is not None]
    return World(
        _template([(item, item.old) for item in old]),
        _template([(item, _during(item)) for item in during]),
        _template([(item, item.new) for item in after]),
        complete,
        (old, during, after),
    )


def _during(item: ResourcePlan) -> PlannedResource | None:
    runs = item.resource.is_scale_set and item.old is not None
    return item.old if runs or item.new is None else item.new


def _template(pairs: Sequence[tuple[ResourcePlan, PlannedResource | None]]) -> Template:
    return Template({"resources": [_value(*pair) for pair in pairs]})


def _value(item: ResourcePlan, resource: PlannedResource | None) -> dict[str, Any]:
    assert resource is not None  # noqa: S101 - the lists hold what is there
    body = resource.body
    if resource is item.new and item.old and item.resource.type.lower() == VIRTUAL_NETWORK:
        body = _with_subnets(item.old.body, body)
    return {**body, "type": resource.type, "name": resource.name}


def _with_subnets(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Return a network with the subnets that it keeps."""
    version, properties = (new.get(written(new, key)) for key in ("apiVersion", "properties"))
    before = old.get(written(old, "properties"))
    row = left_out(VIRTUAL_NETWORK, str(version), ("subnets",))
    if row.then != "kept" or not isinstance(before, dict):
        return new
    after = properties if isinstance(properties, dict) else {}
    if after.get(written(after, "subnets")) is not None:
        return new
    return {**new, "properties": {**after, "subnets": before.get(written(before, "subnets"))}}
