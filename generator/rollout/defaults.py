"""What a value stands for that Azure fills in by itself, and what its answers never have.

A property that is written on one side only is no change where its value is the one that Azure gives
to a set that does not say. And a secret that the old side lacks may be the one that the set has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.filled import filled, is_filled_in_networks
from generator.azure.handlers import serves
from generator.azure.sizes import size
from generator.lazy import dataclass
from generator.rollout.changes import Element, names_of
from generator.rollout.sameness import is_full, is_nothing, same

if TYPE_CHECKING:
    from generator.rollout.changes import Change, Kind, Steps
    from generator.scale_set.view import ScaleSet

_NETWORK = "microsoft.network/"
_PASSWORD = ("virtualmachineprofile", "osprofile", "adminpassword")
_SECRETS = {
    _PASSWORD,
    ("virtualmachineprofile", "osprofile", "customdata"),
    ("virtualmachineprofile", "userdata"),
}


@dataclass(frozen=True, slots=True)
class Defaults:
    """What Azure fills in for a resource, by what is known of it as it is deployed now."""

    kind: str
    facts: frozenset[str] = frozenset()

    def holds(self, steps: Steps, value: Any, kind: Kind) -> bool:
        """Whether what was added or removed would stand there if nothing were written."""
        own = len(steps) > 1 and isinstance(steps[-2], Element) and steps[-1] == "id"
        return (own and kind == "remove") or self._holds(names_of(steps), value, kind)

    def _holds(self, names: tuple[str, ...], value: Any, kind: Kind) -> bool:
        if isinstance(value, dict):
            return not any(map(is_full, names)) and all(
                self._holds(names if key == "properties" else (*names, key.lower()), item, kind)
                for key, item in value.items()
            )
        if is_nothing(value, full=False):
            return True
        if self.kind.startswith(_NETWORK):
            return bool(names) and is_filled_in_networks(
                names[-1], value, answered=kind == "remove"
            )
        return any(_same(value, known) for known, when in filled(names) if when <= self.facts)


def defaults_of(kind: str, scale_set: ScaleSet) -> Defaults | None:
    """Return what Azure fills in for a resource of a type in lower case; None: nothing is known."""
    if kind.startswith(_NETWORK):
        return Defaults(kind)
    if not scale_set.has_model:
        return None
    facts = {scale_set.orchestration, scale_set.operating_system or ""}
    if scale_set.zone_count == 0:
        facts.add("regional")
    if scale_set.zones:
        facts.add("zones")
    if scale_set.spot:
        facts.add("spot")
    name = scale_set.resource.at("sku", "name").text()
    known = size(name) if name else None
    if known is not None and known.premium is not None:
        facts.add("premium" if known.premium else "standard")
    return Defaults(kind, frozenset(facts))


def _same(value: Any, known: Any) -> bool:
    if isinstance(known, (list, dict)):
        return bool(value == known)
    if isinstance(value, float) and isinstance(known, int):
        return value == known
    return not isinstance(value, (list, dict)) and same(known, value, exact=False)


def is_never_shown(change: Change, old: ScaleSet, *, live: bool) -> bool:
    """Whether an addition is a secret that the set may have already.

    No answer of Azure has secrets: what is `live` may have each of them. A template must have a
    password where its machines take one, and a script a command.
    """
    if change.kind != "add":
        return False
    below = change.names[4:5] == ("protectedsettings",)
    if live:
        return change.names in _SECRETS or below
    if change.names == _PASSWORD:
        profile = old.profile.at("osProfile")
        closed = profile.at("linuxConfiguration", "disablePasswordAuthentication").flag()
        return bool(profile.at("adminUsername")) and not closed
    extension = old.extensions_by_name().get(change.extension)
    if extension is None or not below:
        return False
    if extension.protected or not serves(extension.handler, "customScript"):
        return False
    return not any(extension.settings.at(name) for name in ("commandToExecute", "script"))
