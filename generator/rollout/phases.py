"""The phases of an update of a set, with how many instances are left to serve in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lazy import dataclass
from generator.rollout.running import behind, named, out_of_service, passed_by
from generator.rollout.verdicts import worst
from generator.wording.values import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.records import ResourcePlan
    from generator.rollout.verdicts import Verdict

_OUT = {"restart", "reimage", "replace"}
"""What takes an instance out of service for certain."""
_VERBS = {
    "in-place": "changed in place",
    "rerun": "made to run their extensions again",
    "restart": "restarted",
    "reimage": "given a new OS disk",
    "replace": "replaced",
    "unknown": "changed in a way that is not known",
}


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase in words: `left` of `total` instances serve, as often in a row as `times` says.

    What is not known is None.
    """

    text: str
    left: int | None = None
    total: int | None = None
    times: int = 1


def phases_of(item: ResourcePlan) -> Iterator[str]:
    """Yield the phases in words."""
    for phase in timeline_of(item):
        yield phase.text


def timeline_of(item: ResourcePlan) -> Iterator[Phase]:
    """Yield the phases in their order; none where nothing reaches an instance."""
    if item.old is None or item.new is None or item.held or item.effect == "refused":
        return
    before, after = item.was.count, item.model.count
    yield from _scaling(before, after)
    for when in ("all at once", "in batches", "when upgraded", "when reimaged"):
        found = [v for v in item.verdicts if v.when == when and v.effect not in {"none", "scale"}]
        if found and after != 0:
            yield _phase(item, when, found)


def _scaling(before: int | None, after: int | None) -> Iterator[Phase]:
    if before is None or after is None or before == after:
        return
    if after < before:
        gone = before - after
        text = f"immediately: {gone} of {before} instances {_are(gone)} deleted; {after} left"
        yield Phase(text, after, before)
    else:
        more = count(after - before, "instance")
        text = f"immediately: {more} of the new model {_are(after - before)} added to {before}"
        yield Phase(text, before, before)


def _phase(item: ResourcePlan, when: str, found: list[Verdict]) -> Phase:
    effect = worst(v.effect for v in found)
    verb = _VERBS["unknown" if effect == "none" else effect]
    number = item.model.count
    every = "all instances" if number is None else count(number, "instance")
    kept = passed_by(item.running)
    if kept:
        every += f" but the protected ({named(kept)})"
    if when == "in batches":
        return _in_batches(item, effect, verb)
    if when == "all at once":
        left = f"; none{_of(number)} may be left to serve meanwhile" if effect in _OUT else ""
        text = f"all at once, in any order: {every} {_are(number)} {verb}{left}"
        return Phase(text, 0 if left else number, number)
    by = "update-instances" if when == "when upgraded" else "reimage"
    left = "; those that you do not name serve meanwhile" if effect in _OUT else ""
    old = behind(item.running)
    waits = f"; {named(old)} wait{'s' if len(old) == 1 else ''} for it already" if old else ""
    return Phase(f"when you give {by}: the instances that you name are {verb}{left}{waits}")


def _in_batches(item: ResourcePlan, effect: str, verb: str) -> Phase:
    batches = item.batches
    if batches is None or batches.size is None or batches.capacity is None:
        return Phase(f"batch by batch: instances are {verb}")
    number = "one batch" if batches.least == 1 else f"at least {batches.least} batches"
    if batches.size == 1:
        verb = verb.replace("their", "its")
    text = f"{number}: at most {batches.size} of {batches.capacity} {_are(batches.size)} {verb}"
    out = out_of_service(item.running)
    why = f" ({out} {_are(out)} out of service now)" if out else ""
    if batches.surges:
        left = max(0, batches.capacity - out)
        text += f" at a time; {left} {_are(left)} left to serve{why}, as new ones come first"
    elif effect not in _OUT:
        left = batches.capacity
        text += f" at a time; {left - batches.size} are not touched meanwhile"
    else:
        left = max(0, batches.capacity - batches.size - out)
        text += f" at a time; at least {left} are left to serve{why}"
    return Phase(text, left, batches.capacity, batches.least or 1)


def _are(number: int | None) -> str:
    return "is" if number == 1 else "are"


def _of(number: int | None) -> str:
    return "" if number is None else f" of {number}"
