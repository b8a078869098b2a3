"""What a row of the table of effects may ask besides the path of a change."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from generator.azure.conflicts import conflict
from generator.azure.images import IMAGE_IDS, kind_of_image
from generator.delivery.custom_data import checked_hash
from generator.diagnostics import Severity
from generator.language.documents.casing import written
from generator.rollout.changes import Folded
from generator.rollout.model_conditions import MODEL
from generator.rollout.sides import extension_named
from generator.scale_set.payload import payload_of
from generator.scale_set.view import ScaleSet, commands_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.rollout.changes import Change
    from generator.rollout.sides import Sides
    from generator.scale_set.view import ScaleSet


def _is_depended_on(change: Change, sides: Sides) -> bool:
    return any(change.extension in item.after for item in sides.new.inline_extensions())


def _was_a_resource_of_its_own(change: Change, _: Sides) -> bool:
    return isinstance(change.old, Folded)


def _is_another_kind_of_image(_: Change, sides: Sides) -> bool:
    kinds = {_image_kind(side) for side in (sides.old, sides.new)}
    return len(kinds) == 2 and "" not in kinds


def _image_kind(scale_set: ScaleSet) -> str:
    reference = scale_set.profile.at("storageProfile", "imageReference")
    return kind_of_image(name for name, node in reference.members() if node)


def _is_another_image_with_a_plan(change: Change, sides: Sides) -> bool:
    planned = any(side.resource.at("plan") for side in (sides.old, sides.new))
    return planned and change.names[-1:] in (("publisher",), ("offer",), ("sku",))


def _only_adds_zones(change: Change, _: Sides) -> bool:
    old, new = change.old or [], change.new or []
    lists = isinstance(old, list) and isinstance(new, list)
    return lists and set(map(str, old)) < set(map(str, new))


def _asks_for_a_system_identity(_: Change, sides: Sides) -> bool:
    return conflict("flexible-has-no-system-identity").holds(sides.new.choices())


def _is_another_network(change: Change, _: Sides) -> bool:
    """Whether two subnets are in networks that are told apart; expressions tell nothing."""
    old, new = (_network(value) for value in (change.old, change.new))
    return bool(old and new) and old != new


def _network(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get(written(value, "id"))
    text = value if isinstance(value, str) and value.startswith("/") else ""
    return text.lower().partition("/subnets/")[0]


def _is_another_operating_system(_: Change, sides: Sides) -> bool:
    names = {sides.old.operating_system, sides.new.operating_system}
    return names == {"windows", "linux"}


def _does_not_fit_the_size(change: Change, sides: Sides) -> bool:
    from generator.fit.whole import concerns

    return any(
        finding.severity is Severity.ERROR and concerns(finding, change.names)
        for finding in sides.unfit()
    )


def _wants_custom_data_of_later(change: Change, sides: Sides) -> bool:
    """Whether a command checks custom data by a hash that the one of before does not have."""
    found = extension_named(sides.new, change.extension)
    wanted = next(filter(None, map(checked_hash, commands_of(found))), "") if found else ""
    held = sides.old.profile.at("osProfile", "customData")
    if not wanted or not sides.old.has_model:
        return False
    payload = payload_of(held)
    if payload is None or payload.data is None:
        return not held
    return sha256(payload.data).hexdigest().upper() != wanted


def _adds_trusted_launch(_: Change, sides: Sides) -> bool:
    old, new = (
        (side.profile.at("securityProfile", "securityType").text() or "").lower()
        for side in (sides.old, sides.new)
    )
    return new == "trustedlaunch" != old


def _adds_trusted_launch_beside_data_disks(change: Change, sides: Sides) -> bool:
    disks = bool(sides.new.profile.at("storageProfile", "dataDisks"))
    return _adds_trusted_launch(change, sides) and disks and not sides.new.surges


def _keeps_one_version(_: Change, sides: Sides) -> bool:
    """Whether the image of a gallery is pinned to a version, beside which no newer one counts."""
    reference = sides.new.profile.at("storageProfile", "imageReference")
    ids = [reference.at(name).text() or "" for name in IMAGE_IDS]
    return any("/versions/" in text.lower() for text in ids)


CONDITIONS: dict[str, Callable[[Change, Sides], bool]] = {
    **MODEL,
    "is depended on": _is_depended_on,
    "was a resource of its own": _was_a_resource_of_its_own,
    "is another kind of image": _is_another_kind_of_image,
    "is another image with a plan": _is_another_image_with_a_plan,
    "only adds zones": _only_adds_zones,
    "asks for a system identity": _asks_for_a_system_identity,
    "is another operating system": _is_another_operating_system,
    "is another network": _is_another_network,
    "does not fit the size": _does_not_fit_the_size,
    "keeps one version of its image": _keeps_one_version,
    "wants custom data of later": _wants_custom_data_of_later,
    "adds Trusted Launch": _adds_trusted_launch,
    "adds Trusted Launch beside data disks": _adds_trusted_launch_beside_data_disks,
}
"""By the words that the table has for them under "if"."""
