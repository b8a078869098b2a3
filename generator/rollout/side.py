"""One of the two templates of a plan: its resources as Azure would deploy them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from generator.language.values import flat_text
from generator.rollout.changes import Folded
from generator.rollout.effects import SCALE_SET
from generator.rollout.model import at, list_at, text_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path as FilePath

    from generator.diagnostics import Path, Position
    from generator.language.expand import Expanded, Expansion
    from generator.language.instances import Origin
    from generator.language.parameter_inputs import Given
    from generator.language.source import Document

EXTENSION = f"{SCALE_SET}/extensions"


@dataclass(frozen=True, slots=True)
class Side:
    """A template that was expanded, and what leads from its values back to what a user wrote.

    `label` is what the user calls it. `place` gives the file and the range of a path in a
    document. `folder` is where the files lie that its URLs may name, None where there is none;
    `given` are the values of its parameters.
    """

    label: str
    expansion: Expansion
    place: Callable[[Document, Path], tuple[str, Position]]
    folder: FilePath | None = None
    given: Mapping[str, Given] = field(default_factory=dict)


@dataclass(slots=True)
class Resource:
    """A resource of a side: what tells it apart, and what it is made of as plain JSON."""

    key: tuple[str, str]
    type: str
    name: str
    id: str
    body: dict[str, Any]
    origin: Origin
    conditional: bool = False

    @property
    def is_scale_set(self) -> bool:
        """Whether it is a scale set."""
        return self.type.lower() == SCALE_SET


def resources_of(side: Side) -> dict[tuple[str, str], Resource]:
    """Give the resources of a side by type and resolved name, in the order of the template.

    Extensions that are resources of their own stand in the list of their scale set, where that is
    in the template too. What a nested deployment deploys stands for the deployment.
    """
    found: dict[tuple[str, str], Resource] = {}
    for item in side.expansion.resources:
        if item.followed:
            continue
        resource = _resource(item)
        number = 2
        key = resource.key
        while resource.key in found:  # a loop of unknown names gives the same text each time
            resource.key = (key[0], f"{key[1]}#{number}")
            number += 1
        found[resource.key] = resource
    for key in [key for key in found if key[0] == EXTENSION]:
        _fold(found, found[key])
    return found


def _resource(item: Expanded) -> Resource:
    value = item.as_json()
    made = item.made
    shown_id = value.get("id")
    identity = flat_text(made.id) or f"{flat_text(made.name)}"
    body = {key: part for key, part in value.items() if key not in {"id", "type", "name"}}
    body.pop("dependsOn", None)
    condition = body.pop("condition", None)
    return Resource(
        (made.type.lower(), identity),
        made.type,
        str(value.get("name")),
        shown_id if isinstance(shown_id, str) else "",
        body,
        made.origin,
        condition is not None,
    )


def _fold(found: dict[tuple[str, str], Resource], child: Resource) -> None:
    """Put an extension that is a resource into the list of its scale set."""
    set_id, _, name = child.key[1].rpartition("/extensions/")
    owner = found.get((SCALE_SET, set_id))
    if owner is None:
        return
    properties = owner.body.setdefault("properties", {})
    for step in ("virtualMachineProfile", "extensionProfile"):
        if not isinstance(properties, dict):
            return
        below = at(properties, step)
        if below is None:
            below = properties.setdefault(step, {})
        properties = below
    if not isinstance(properties, dict):
        return
    listed = at(properties, "extensions")
    if listed is None:
        listed = properties.setdefault("extensions", [])
    if isinstance(listed, list) and all(
        text_at(item, "name").lower() != name for item in list_at(properties, "extensions")
    ):
        shown = child.name.rpartition("/")[2]
        listed.append(Folded({"name": shown, **child.body}, child.origin))
        del found[child.key]
