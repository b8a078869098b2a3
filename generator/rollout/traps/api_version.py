"""The trap of a newer API version: a default that changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rollout.records import Hit
from generator.scale_set.view import as_written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.records import Case, ResourcePlan

_SINCE = "2025-04-01"


def default_changed(item: ResourcePlan, _sets: list[ResourcePlan], _case: Case) -> Iterator[Hit]:
    """Find extensions that a newer API version upgrades by itself."""
    if item.old is None or item.new is None:
        return
    old, new = (as_written(side.resource.at("apiVersion")) for side in (item.was, item.model))
    if not old[:4].isdigit() or not old < _SINCE <= new:
        return
    silent = [
        extension.label
        for extension in item.model.inline_extensions()
        if not extension.properties.at("enableAutomaticUpgrade")
    ]
    if silent:
        yield Hit(
            f"from API version {_SINCE} on enableAutomaticUpgrade is true where a template is "
            f"silent, and {', '.join(silent)} is: state false, or true where the handler is made "
            "for it"
        )
