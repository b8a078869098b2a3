"""What a change does to the instances that run: the row of the table, under the mode of the set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from generator.lazy import dataclass, replace
from generator.rollout.effects import Effect
from generator.rollout.spelling import is_expression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from generator.rollout.changes import Change
    from generator.rollout.effects import Row
    from generator.scale_set.view import ScaleSet

When = Literal[
    "immediately", "all at once", "in batches", "when upgraded", "when reimaged",
    "new instances only", "never", "unknown", "refused",
]  # fmt: skip
"""When a change reaches the instances that run."""

NOW = frozenset(("immediately", "all at once", "in batches"))
"""Without anybody doing more than to deploy."""

_ORDER: tuple[str, ...] = get_args(Effect)
_HARD = ("none", "scale", "in-place", "unknown", *_ORDER[3:-1])
"""From the least to what matters most to whoever reads a plan; not knowing is in the middle."""
_REPLACES_DISK = {"reimage", "replace"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one change.

    `effect` is what happens to a running instance once the change reaches it, which none does
    where Azure refuses the update; `inferred` that no
    page says so in words; `rides` that a change that replaces OS disks takes this one along;
    `perhaps` that the change is one only if an expression comes to another value.
    """

    change: Change
    row: Row
    effect: Effect
    when: When
    inferred: bool = False
    rides: bool = False
    perhaps: bool = False

    @property
    def now(self) -> Effect:
        """What the deployment itself does to running instances."""
        if self.effect == "refused":
            return "refused"
        return self.effect if self.when in NOW else "none"


def worst(effects: Iterable[Effect]) -> Effect:
    """Return the one that is hardest on an instance; not knowing counts least of all."""
    known = [effect for effect in effects if effect != "unknown"]
    return max(known, key=_ORDER.index, default="none")


def verdicts_of(
    changes: Iterable[Change], row_of: Callable[[Change], Row], model: ScaleSet
) -> list[Verdict]:
    """Return the verdicts on the changes of a resource by their rows, the worst first."""
    found = [_verdict(change, row_of(change), model) for change in changes]
    carrier = next((item for item in found if _replaces_disk(item)), None)
    if carrier is not None:
        found = [
            replace(item, effect=carrier.effect, when=carrier.when, rides=True)
            if item.when == "when reimaged"
            else item
            for item in found
        ]
    if any(item.effect == "refused" for item in found):
        found = [replace(item, when="refused") for item in found]
    return sorted(found, key=lambda item: (-_HARD.index(item.now), -_HARD.index(item.effect)))


def _replaces_disk(item: Verdict) -> bool:
    """Whether the upgrade of the instances replaces their OS disks, now or once it is asked for."""
    return item.row.by == "upgrade" and item.effect in _REPLACES_DISK


def _verdict(change: Change, row: Row, model: ScaleSet) -> Verdict:
    perhaps = not change.why and (is_expression(change.old) or is_expression(change.new))
    effect, when, inferred = _course(row, model)
    if perhaps and effect == "refused":
        effect, when = "unknown", "unknown"
    return Verdict(change, row, effect, when, inferred, perhaps=perhaps)


def _course(row: Row, model: ScaleSet) -> tuple[Effect, When, bool]:
    if row.effect == "refused":
        return "refused", "refused", False
    if row.by == "upgrade":
        if model.surges:
            return "replace", "in batches", row.effect == "unknown"
        return row.effect, _WHEN_UPGRADED.get(model.mode, "unknown"), False
    if row.by == "reimage":
        if model.surges:
            return "replace", "in batches", True
        return row.effect, "when reimaged", False
    return row.effect, _WHEN[row.by], False


_WHEN_UPGRADED: dict[str, When] = {
    "manual": "when upgraded",
    "automatic": "all at once",
    "rolling": "in batches",
}
_WHEN: dict[str, When] = {
    "deployment": "immediately",
    "creation": "new instances only",
    "never": "never",
    "": "unknown",
}
