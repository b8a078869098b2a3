"""Outages by what instances are made of and by how many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rollout.outages.entries import entries_of
from generator.rollout.outages.world import Cut
from generator.scale_set.autoscale import bounds_of, settings_of
from generator.scale_set.references import name_of
from generator.scale_set.view import as_written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.outages.world import Running, World
    from generator.scale_set.view import Extension

_IMAGES = (
    "microsoft.compute/images",
    "microsoft.compute/galleries/images/versions",
    "microsoft.compute/galleries/images",
    "microsoft.compute/galleries/applications/versions",
    "microsoft.compute/galleries",
)
_GONE = {
    "microsoft.authorization/roleassignments": ("role-removed", "downloads and secrets by it"),
    "microsoft.network/privateendpoints": (
        "private-endpoint-removed",
        "connections to its service",
    ),
}
_ASKED = ("protocol", "port", "requestPath")


def images(world: World, found: Running) -> Iterator[Cut]:
    """Find images and application versions of a set that mode Complete deletes."""
    profile = found.later.profile
    used = [profile.at("storageProfile", "imageReference", "id")]
    used += [
        item.at("packageReferenceId")
        for item in profile.at("applicationProfile", "galleryApplications")
    ]
    texts = [f"{text.lower()}/" for item in used if (text := item.text())]
    for resource in world.gone(*_IMAGES):
        name = (name_of(resource.node) or "").split("/")
        kinds = resource.type.split("/")[1:]
        tail = "/".join(f"{kind}/{part}" for kind, part in zip(kinds, name, strict=False))
        if any(f"/{tail}/" in text for text in texts):
            about = f"'{as_written(resource.at('name'))}' is deleted"
            who = "new, reimaged and repaired instances"
            yield Cut("image-deleted", about, who, resource.at("name"))


def deleted(world: World) -> Iterator[Cut]:
    """Find rights and ways to services that mode Complete deletes."""
    for kind, (identity, who) in _GONE.items():
        for resource in world.gone(kind):
            about = f"'{as_written(resource.at('name'))}' is deleted"
            yield Cut(identity, about, who, resource.at("name"))


def health(_world: World, found: Running) -> Iterator[Cut]:
    """Find a health extension that asks in another way."""
    before = {item.label.lower(): item for item in found.before.health_extensions()}
    for extension in found.later.health_extensions():
        old = before.get(extension.label.lower())
        if old is None:
            continue
        was, will = _asked(old), _asked(extension)
        if was != will and None not in will:
            asks = ", ".join(
                f"{name} {value}" for name, value in zip(_ASKED, will, strict=True) if value
            )
            about = f"extension '{extension.label}' asks {asks}"
            yield Cut(
                "health-changed", about, "instances that do not answer", extension.settings,
                ends_with_upgrade=True,
            )  # fmt: skip


def _asked(extension: Extension) -> tuple[str | None, ...]:
    values = (extension.settings.at(name).resolved() for name in _ASKED)
    return tuple(str(item).lower() if isinstance(item, (str, int)) else "" for item in values)


def _clients(found: Running) -> str:
    """Return who comes to the instances, as far as the template tells."""
    named = dict.fromkeys(
        access.clients for item in found.before.ip_configurations() for access in entries_of(item)
    )
    return " and ".join(named) or "all clients"


def numbers(_world: World, found: Running) -> Iterator[Cut]:
    """Find capacities that autoscale would not have, and the one that leaves none."""
    if found.item.new is None:
        return
    before, after = found.before.count, found.later.count
    node = found.later.capacity
    if after == 0 and before:
        about = f"the set shrinks from {before} instances to none"
        yield Cut(
            "no-instance-left", about, _clients(found), node, until="until it has instances again"
        )
        return
    settings = settings_of(found.later)
    if not settings:
        return
    least, most = bounds_of(settings[0])
    if after is not None and least is not None and before is not None and after < least <= before:
        about = f"the set shrinks to {after} instances, below autoscale's minimum of {least}"
        yield Cut(
            "fewer-than-autoscale", about, "clients, if the load needs more", node,
            until="until autoscale has brought it back",
        )  # fmt: skip
    now = after if after is not None else before
    if now is not None and most is not None and now > most:
        about = f"autoscale keeps at most {most} of {now} instances"
        node = settings[0].at("properties", "profiles")
        yield Cut(
            "autoscale-takes-away", about, "clients, if the load needs more", node,
            until="until the load makes it grow, and the maximum lets it",
        )  # fmt: skip
