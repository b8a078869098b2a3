"""The traps of an update: their table, and the search for those that are there."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from generator.rollout.changes import Change
    from generator.rollout.plan import ResourcePlan
    from generator.rollout.side import Resource, Side


@dataclass(frozen=True, slots=True)
class Trap:
    """A trap that is there: which one, and what it means here; `change` is where it shows."""

    id: str
    message: str
    change: Change | None = None

    @property
    def name(self) -> str:
        """The words for it."""
        return KINDS[self.id].name

    @property
    def source(self) -> str:
        """The page or issue that the fact is from."""
        return KINDS[self.id].source


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: what it means here, and the change where it shows."""

    message: str
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What a trap may look at besides the scale set: both templates, and how they are deployed."""

    old: Side
    new: Side
    before: dict[tuple[str, str], Resource]
    after: dict[tuple[str, str], Resource]
    complete: bool
    today: date | None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of trap: its name, what it is about, where the fact is from, who looks for it."""

    name: str
    about: str
    source: str
    search: str


_DOCS = "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-"
KINDS = {
    "CHG001": Kind(
        "immutable-change",
        "A property changed that Azure takes for a new scale set only",
        f"{_DOCS}upgrade-scale-set",
        "refusals:immutable",
    ),
    "CHG002": Kind(
        "extension-still-needed",
        "An extension is removed, and another one is still provisioned after it",
        "https://github.com/Azure/WALinuxAgent/issues/2933",
        "refusals:still_needed",
    ),
    "EXT006": Kind(
        "script-will-not-rerun",
        "A file behind a URL changed, and neither the URL nor `forceUpdateTag` did",
        f"{_DOCS}upgrade-scale-set",
        "scripts:will_not_rerun",
    ),
    "BOOT004": Kind(
        "custom-data-at-first-boot",
        "Custom data changed, which instances read at first boot only",
        "https://learn.microsoft.com/azure/virtual-machines/custom-data",
        "custom_data:at_first_boot",
    ),
    "CHG003": Kind(
        "capacity-reset",
        "The template states a capacity that autoscale may have changed since",
        "https://github.com/Azure/vm-scale-sets/issues/70",
        "capacity:reset",
    ),
    "CHG004": Kind(
        "renamed",
        "A scale set or an extension got another name, which makes a second one",
        "https://learn.microsoft.com/azure/azure-resource-manager/templates/deployment-modes",
        "names:renamed",
    ),
    "CHG005": Kind(
        "only-a-tag-under-manual",
        "Only a timestamp or `forceUpdateTag` changed, and the mode is Manual",
        f"{_DOCS}upgrade-policy",
        "scripts:only_a_tag",
    ),
    "CHG006": Kind(
        "expiring-signature",
        "A signed URL in the model stops working, and with it each new instance",
        "https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-windows",
        "signatures:expiring",
    ),
    "CHG007": Kind(
        "one-unhealthy-instance-stops-it",
        "A single unhealthy instance is more than the rolling policy tolerates",
        f"{_DOCS}configure-rolling-upgrades",
        "health:one_stops_it",
    ),
    "CHG008": Kind(
        "room-for-a-surge",
        "An upgrade with `maxSurge`, or the new capacity, needs more addresses or ports than "
        "there are",
        f"{_DOCS}maxsurge",
        "room:too_small",
    ),
    "CHG009": Kind(
        "anew-at-each-deployment",
        "A value is made by `utcNow()` or `newGuid()`: every deployment is an update",
        f"{_DOCS}upgrade-scale-set",
        "scripts:anew",
    ),
    "CHG010": Kind(
        "automatic-extension-upgrade",
        "A newer API version turns automatic extension upgrades on where the template is silent",
        "https://learn.microsoft.com/azure/virtual-machines/automatic-extension-upgrade",
        "api_version:default_changed",
    ),
    "CHG011": Kind(
        "two-models-under-manual",
        "Under mode Manual, autoscale and repairs make instances of the new model beside the old",
        f"{_DOCS}automatic-instance-repairs",
        "drift:two_models",
    ),
}
"""By id. Source of each: the documentation, or the issue where the maintainers say it."""


def traps_of(item: ResourcePlan, sets: list[ResourcePlan], case: Case) -> Iterator[Trap]:
    """Go through the traps of a scale set, in the order of the table."""
    for identity, kind in KINDS.items():
        module, _, name = kind.search.partition(":")
        search: Callable[[ResourcePlan, list[ResourcePlan], Case], Iterator[Found]] = getattr(
            import_module(f"generator.rollout.traps.{module}"), name
        )
        for found in search(item, sets, case):
            yield Trap(identity, found.message, found.change)
