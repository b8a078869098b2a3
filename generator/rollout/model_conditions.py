"""What a row of the table of effects may ask of the model of a set: what it has, gets or lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.resource_types import LOAD_BALANCER
from generator.language.documents.casing import written

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.language.template import Node
    from generator.rollout.changes import Change
    from generator.rollout.sides import Sides
    from generator.scale_set.view import ScaleSet

_POOL = ("loadBalancerBackendAddressPools", "backendAddressPools")


def _upgrades_os(_: Change, sides: Sides) -> bool:
    return sides.new.automatic_os_upgrade.flag() is True


def _pins_image(_: Change, sides: Sides) -> bool:
    """Whether the image is one of the marketplace whose version is not latest."""
    image = sides.new.profile.at("storageProfile", "imageReference")
    version = (image.at("version").text() or "").lower()
    return bool(image.at("publisher").text()) and version not in {"", "latest"}


def _leaves_mix(change: Change, _: Sides) -> bool:
    return str(change.old).lower() == "mix" != str(change.new).lower()


def _too_much_for_a_group(change: Change, sides: Sides) -> bool:
    single = sides.new.at("singlePlacementGroup").flag() is True
    return single and isinstance(change.new, int) and change.new > _GROUP


_GROUP = 100
"""How many instances a placement group has room for."""


def _behind_basic(_: Change, sides: Sides) -> bool:
    balancers = sides.new.profile.template.resources(LOAD_BALANCER)
    for configuration in sides.new.ip_configurations():
        for pool in configuration.at("properties", _POOL[0]):
            for balancer in balancers:
                basic = (balancer.at("sku", "name").text() or "").lower() == "basic"
                if basic and _leads_to(pool.at("id"), balancer):
                    return True
    return False


def _leads_to(identifier: Node, balancer: Any) -> bool:
    pools = balancer.at("properties", _POOL[1])
    wanted = [item.at("name").text() for item in pools]
    text = (identifier.text() or "").lower()
    name = (balancer.at("name").text() or "").lower()
    return any(text.endswith(f"/{name}/backendaddresspools/{pool}".lower()) for pool in wanted)


def _has_extensions(_: Change, sides: Sides) -> bool:
    return any(True for _ in sides.new.inline_extensions())


def _ephemeral(_: Change, sides: Sides) -> bool:
    disk = sides.new.profile.at("storageProfile", "osDisk")
    return bool(disk.at("diffDiskSettings", "option").text())


def _is_written_empty(change: Change, sides: Sides) -> bool:
    """Whether an empty text stands where something was."""
    value: Any = sides.new.resource.node.value
    for step in change.steps:
        value = value.get(written(value, str(step))) if isinstance(value, dict) else None
    return isinstance(value, str) and not value


def _is_zonal(_: Change, sides: Sides) -> bool:
    return bool(sides.new.zones)


def _ids_of_no_type(_: Change, sides: Sides) -> bool:
    identity = sides.new.resource.at("identity")
    alone = (identity.at("type").text() or "").lower() == "systemassigned"
    return alone and any(True for _ in identity.at("userAssignedIdentities").members())


def _repairs(scale_set: ScaleSet) -> bool:
    return scale_set.at("automaticRepairsPolicy", "enabled").flag() is True


def _without_health_before(_: Change, sides: Sides) -> bool:
    """Whether instances run that have no source of health, and the model gets an extension."""
    old, new = sides.old, sides.new
    runs = old.count != 0 and old.knows_inline_extensions()
    return runs and old.lacks_health() and new.health == "extension"


def _lost_health(_: Change, sides: Sides) -> bool:
    new = sides.new
    needs = new.rolling or _repairs(new) or new.automatic_os_upgrade.flag() is True
    return needs and new.knows_inline_extensions() and not new.health_extensions()


def _excludes_overprovisioning(_: Change, sides: Sides) -> bool:
    return sides.new.surges or sides.new.in_service_fabric


def _renames_interface(_: Change, sides: Sides) -> bool:
    old, new = (
        [(nic.at("name").text() or "").lower() for nic in side.interfaces()]
        for side in (sides.old, sides.new)
    )
    return len(old) == len(new) and set(old) != set(new)


MODEL: dict[str, Callable[[Change, Sides], bool]] = {
    "upgrades the OS by itself": _upgrades_os,
    "pins its image": _pins_image,
    "leaves the mix": _leaves_mix,
    "is too much for one group": _too_much_for_a_group,
    "is behind a Basic balancer": _behind_basic,
    "has extensions": _has_extensions,
    "has an ephemeral OS disk": _ephemeral,
    "is written empty": _is_written_empty,
    "is zonal": _is_zonal,
    "is of Service Fabric": lambda _, sides: sides.new.in_service_fabric,
    "has ids of no type": _ids_of_no_type,
    "keeps repairs on": lambda _, sides: _repairs(sides.old) and _repairs(sides.new),
    "switches repairs on": lambda _, sides: not _repairs(sides.old) and _repairs(sides.new),
    "has no health on its instances": _without_health_before,
    "is Manual": lambda _, sides: sides.new.mode == "manual",
    "needs a health that is gone": _lost_health,
    "must not overprovision": _excludes_overprovisioning,
    "renames an interface": _renames_interface,
}
"""By the words that the table has for them under "if"."""
