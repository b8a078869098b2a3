"""One of the two templates of a plan: its resources as Azure would deploy them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from generator.azure.resource_types import SCALE_SET, SCALE_SET_EXTENSION, SCALE_SET_INSTANCE
from generator.language.documents.casing import member_of, written
from generator.language.expansion.identity import segments
from generator.language.expressions.values import Residual
from generator.language.template import Template
from generator.lazy import dataclass, field
from generator.rollout.changes import Folded, Unsent
from generator.rollout.spelling import identity
from generator.scale_set.view import ScaleSet, scale_set_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path as FilePath

    from generator.diagnostics import Path, Position
    from generator.language.documents.source import Document
    from generator.language.expansion.expanded import Expanded, ExpandedTemplate
    from generator.language.expansion.instances import Origin
    from generator.language.parameters.inputs import Given


@dataclass(frozen=True, slots=True)
class Side:
    """A template that was expanded, and what leads from its values back to what a user wrote.

    `label` is what the user calls it. `place` gives the file and the range of a path in a
    document. `folder` is where the files lie that its URLs may name, None where there is none;
    `given` are the values of its parameters; `files` the texts of the files that a spec delivers,
    by the name in lower case of the extension that carries them, or "customdata".
    """

    label: str
    expansion: ExpandedTemplate
    place: Callable[[Document, Path], tuple[str, Position]]
    folder: FilePath | None = None
    given: Mapping[str, Given] = field(default_factory=dict)
    files: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class PlannedResource:
    """A resource of a side: what tells it apart, and what it is made of as plain JSON.

    A `partial` one is a scale set that the template only has extensions for, and so has nothing
    that was `expanded`.
    """

    key: tuple[str, str]
    type: str
    name: str
    short: str
    id: str
    body: dict[str, Any]
    origin: Origin
    partial: bool = False
    expanded: Expanded | None = field(default=None, repr=False, compare=False)

    @property
    def is_scale_set(self) -> bool:
        """Whether it is a scale set."""
        return self.type.lower() == SCALE_SET

    def view(self, template: Template | None = None) -> ScaleSet:
        """Return the view of it as a scale set, beside the others of a template."""
        return scale_set_of(self.body, self.name, template)


def template_of(resources: Iterable[PlannedResource]) -> Template:
    """Return the resources of a side as a template, for the views of its scale sets."""
    listed = [{**item.body, "type": item.type, "name": item.name} for item in resources]
    return Template({"resources": listed})


def resources_of(side: Side) -> dict[tuple[str, str], PlannedResource]:
    """Return the resources of a side by type and resolved name, in the order of the template.

    Extensions that are resources of their own stand in the list of their scale set. What a nested
    deployment deploys stands for the deployment.
    """
    found: dict[tuple[str, str], PlannedResource] = {}
    times: dict[tuple[str, str], int] = defaultdict(lambda: 1)
    for item in side.expansion.resources:
        if item.followed:
            continue
        resource = _resource(item)
        key = resource.key
        while resource.key in found:  # a loop of unknown names gives the same text each time
            times[key] += 1
            resource.key = (key[0], f"{key[1]}#{times[key]}")
        found[resource.key] = resource
    for key in [key for key in found if key[0] == SCALE_SET_EXTENSION]:
        _fold(found, found[key])
    return found


def _resource(item: Expanded) -> PlannedResource:
    value = item.as_json()
    made = item.made
    shown_id = value.get("id")
    key = identity(made.id if made.id is not None else made.name)
    body = {key: part for key, part in value.items() if key not in {"id", "type", "name"}}
    body.pop("dependsOn", None)
    return PlannedResource(
        (made.type.lower(), key),
        made.type,
        str(value.get("name")),
        str(segments(made.name)[-1]) if isinstance(made.name, (str, Residual)) else "",
        shown_id if isinstance(shown_id, str) else "",
        body,
        made.origin,
        expanded=item,
    )


def _fold(found: dict[tuple[str, str], PlannedResource], child: PlannedResource) -> None:
    """Put an extension that is a resource into the list of its scale set.

    Where that is not in the template, a set stands for it that is known by its extensions only.
    """
    set_id, _, name = child.key[1].rpartition("/extensions/")
    key = (SCALE_SET, set_id or child.key[1].rpartition("/")[0])
    owner = found.setdefault(key, _partial(key, child))
    profile = _objects(owner.body, "properties", "virtualMachineProfile", "extensionProfile")
    if profile is None:
        return
    listed = _listed(profile, "extensions")
    taken = scale_set_of(owner.body).extensions_by_name()
    if isinstance(listed, list) and name not in taken:
        value = {"name": child.short, **child.body}
        value.pop("apiVersion", None)
        listed.append(Folded(value, child.origin))
        del found[child.key]


def told_by_parents(
    resources: dict[tuple[str, str], PlannedResource],
    others: dict[tuple[str, str], PlannedResource],
) -> set[tuple[str, str]]:
    """Return the resources that the other side lacks, and that are parts of ones that it has.

    An exported template lists a subnet in its network and as a resource, and the instances of a
    set: what becomes of them is told by that network and by that set.
    """
    found = set()
    for key, item in resources.items():
        kind, _, last = key[0].rpartition("/")
        if key in others or kind.count("/") < 1:
            continue
        way, inside, name = key[1].rpartition(f"/{last}/")
        parent = (kind, way if inside else key[1].rpartition("/")[0])
        if parent not in resources or parent not in others:
            continue
        listed = member_of(member_of(resources[parent].body, "properties"), last)
        parts = listed if isinstance(listed, list) else []
        names = {str(member_of(part, "name")).lower() for part in parts}
        if (name or item.short.lower()) in names or key[0] == SCALE_SET_INSTANCE:
            found.add(key)
    return found


def _listed(value: dict[str, Any], name: str) -> Any:
    """Return what stands at a name, which becomes a list where nothing does."""
    key = written(value, name)
    if value.get(key) is None:
        value[key] = Unsent()
    return value[key]


def _objects(value: Any, *names: str) -> dict[str, Any] | None:
    """Follow some names, making the objects that are not there; None where something else is."""
    for name in names:
        if not isinstance(value, dict):
            return None
        key = written(value, name)
        if value.get(key) is None:
            value[key] = {}
        value = value[key]
    return value if isinstance(value, dict) else None


def _partial(key: tuple[str, str], child: PlannedResource) -> PlannedResource:
    """Return a scale set that is known by its extensions only."""
    name = child.name.removesuffix(f"/{child.short}")
    set_id = child.id.lower().rpartition("/extensions/")[0]
    kind = child.type.rpartition("/")[0]
    return PlannedResource(
        key, kind, name, name, child.id[: len(set_id)], {}, child.origin, partial=True
    )
