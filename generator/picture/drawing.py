"""From a template that was expanded, and its findings, to a picture of its scale sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.picture.network import wire
from generator.picture.parts import INSTANCES, Picture
from generator.picture.rights import rights
from generator.rollout.scale_out import boot_steps
from generator.rollout.side import resources_of, template_of
from generator.scale_set.view import as_written, scale_sets
from generator.wording.values import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from generator.diagnostics import Diagnostic
    from generator.language.template import TemplateResource
    from generator.rollout.side import PlannedResource, Side
    from generator.scale_set.view import ScaleSet

_REST = "rest"


def picture_of(side: Side, findings: Iterable[Diagnostic], today: date | None = None) -> Picture:
    """Return the picture of a side; what is found in its template is marked on it."""
    resources = list(resources_of(side).values())
    template = template_of(resources)
    picture = Picture(side.label)
    owners: dict[str, str] = {}

    def own(found: TemplateResource, owner: str) -> str:
        index = found.node.path[1]
        return own_item(resources[index if isinstance(index, int) else 0], owner)

    def own_item(item: PlannedResource, owner: str) -> str:
        key = "/".join(item.key)
        if not owner or key not in owners:
            owners[key] = owner or key
        return key

    sets = list(scale_sets(template))
    for scale_set in sets:
        key = own(scale_set.resource, "")
        box = picture.box(key, INSTANCES, "scale set", scale_set.name)
        box.say(*_facts(scale_set))
        box.steps += boot_steps(scale_set, today)
    for scale_set in sets:
        key = own(scale_set.resource, "")
        wire(picture, key, scale_set, own)
        index = scale_set.resource.node.path[1]
        item = resources[index if isinstance(index, int) else 0]
        rights(picture, key, item, resources, own_item)
    _rest(picture, resources, owners)
    picture.mark(_placed(findings, resources, owners, picture))
    return picture


def _facts(scale_set: ScaleSet) -> Iterator[str]:
    """Yield what a set is: its size and number, its zones, how it is upgraded."""
    sizes = ", ".join(filter(None, map(as_written, scale_set.sizes()))) or "size not known"
    number = "?" if scale_set.count is None else scale_set.count
    zones = f", zones {' '.join(scale_set.zones)}" if scale_set.zones else ""
    yield f"{number} of {sizes}{zones}"
    mode = scale_set.mode.capitalize() or "upgrade mode not known"
    surge = " with maxSurge" if scale_set.surges else ""
    yield f"{scale_set.orchestration.capitalize()}, {mode}{surge}"
    for extension in scale_set.health_extensions():
        words = (extension.settings.at(name) for name in ("protocol", "port", "requestPath"))
        shown = (str(item.resolved()) for item in words if item)
        yield f"health: '{extension.label}' asks {' '.join(shown)}"


def _rest(picture: Picture, resources: list[PlannedResource], owners: dict[str, str]) -> None:
    """Draw one box for all resources that are in no other one."""
    left = [item for item in resources if owners.get("/".join(item.key)) not in picture.boxes]
    if not left:
        return
    numbers: dict[str, int] = {}
    for item in left:
        kind = item.type.rpartition("/")[2]
        numbers[kind] = numbers.get(kind, 0) + 1
        owners["/".join(item.key)] = _REST
    box = picture.box(_REST, INSTANCES, "beside these", count(len(left), "resource"))
    box.say(*(f"{number} of {kind}" for kind, number in sorted(numbers.items())))


def _placed(
    findings: Iterable[Diagnostic],
    resources: list[PlannedResource],
    owners: dict[str, str],
    picture: Picture,
) -> Iterator[tuple[str, Diagnostic]]:
    """Yield the boxes that findings belong on: of the resource that each is in."""
    places: dict[tuple[Any, ...], list[str]] = {}
    for item in resources:
        places.setdefault(item.origin.path, []).append(owners["/".join(item.key)])
    for finding in findings:
        steps = _steps(finding.pointer)
        known = next((steps[:end] for end in range(len(steps), 0, -1) if steps[:end] in places), ())
        for key in dict.fromkeys(places.get(known, ())):
            if key in picture.boxes:
                yield key, finding


def _steps(pointer: str) -> tuple[str | int, ...]:
    parts = (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])
    return tuple(int(part) if part.isdecimal() else part for part in parts)
