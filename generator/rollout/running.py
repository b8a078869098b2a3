"""What the instances of a set are now, as answers of Azure tell it, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.wording.values import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.rollout.records import ResourcePlan
    from generator.scale_set.live.instances import RunningInstance, RunningSet

_MOST_NAMED = 10
_LONGEST = 300
"""How much of a message is shown: its beginning, and its end, which tells how it ended."""
_PROTECTED = {
    "actions": "{are} protected from actions of the set: its upgrades and reimages pass {them} by, "
    "and autoscale does not take {them} away",
    "in": "{are} protected from scale-in: autoscale does not take {them} away",
}


def instances_now(item: ResourcePlan) -> Iterator[str]:
    """Yield what is known of the instances of a set; nothing where no answer tells of them.

    Source of what protection does: the page on instance protection of the scale set documentation.
    """
    running = item.running
    if running is None:
        return
    yield _models(running)
    yield from _numbers(running, item.was.count)
    yield from _states(running)
    yield from _protection(running)
    yield from _failures(running)
    for service in running.summary.suspended if running.summary else ():
        yield f"{service} is suspended"


def _states(running: RunningSet) -> Iterator[str]:
    """Yield which instances are not well, and that none is unhealthy where health is told."""
    unhealthy = running.unhealthy
    if not running.instances and unhealthy:
        yield f"{unhealthy} {'is' if unhealthy == 1 else 'are'} unhealthy"
    elif unhealthy == 0 and not any(one.health == "unknown" for one in running.instances):
        yield "none is unhealthy"
    for kind, plain in (("health", "healthy"), ("power", "running"), ("state", "succeeded")):
        values = dict.fromkeys(getattr(one, kind) for one in running.instances)
        for value in sorted(values.keys() - {"", plain}):
            found = [one for one in running.instances if getattr(one, kind) == value]
            yield f"{len(found)} {_are(found)} {_what(kind, value)}{_of(found)}"


def _what(kind: str, value: str) -> str:
    if kind == "state":
        return f"in provisioning state {value}"
    return f"of {value} health" if kind == "health" and value != "unhealthy" else value


def _protection(running: RunningSet) -> Iterator[str]:
    for key, text in _PROTECTED.items():
        found = [one for one in running.instances if one.protected == key]
        if found:
            them = "it" if len(found) == 1 else "them"
            yield f"{len(found)}{_of(found)} {text.format(are=_are(found), them=them)}"


def behind(running: RunningSet | None) -> list[RunningInstance]:
    """Return the instances that are known not to have the latest model."""
    return [one for one in (running.instances if running else ()) if one.latest is False]


def passed_by(running: RunningSet | None) -> list[RunningInstance]:
    """Return the instances that upgrades of the set pass by."""
    return [one for one in (running.instances if running else ()) if one.protected == "actions"]


def out_of_service(running: RunningSet | None) -> int:
    """Return how many instances are known not to serve now."""
    if running is None:
        return 0
    if running.instances:
        return sum(not one.serves for one in running.instances)
    return running.unhealthy or 0


def named(found: Iterable[RunningInstance]) -> str:
    """Name instances by their ids."""
    names = [one.name for one in found]
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _are(found: list[RunningInstance]) -> str:
    return "is" if len(found) == 1 else "are"


def _of(found: list[RunningInstance]) -> str:
    return f" ({named(found)})" if any(one.name for one in found) else ""


def _models(running: RunningSet) -> str:
    """Describe how many instances there are, and which model they have."""
    number = running.count
    text = count(len(running.instances), "instance") + " of a part of the list"
    if number is not None:
        text = count(number, "instance")
    told = [one for one in running.instances if one.latest is not None]
    old, alone = behind(running), [one for one in told if one.alone]
    if told and not old:
        number = None if len(told) == len(running.instances) else len(told)
        text += f", {number or 'all'} with the latest model"
    elif told:
        text += f", {len(old)} with an older model{_of(old)}"
    if alone:
        own = "its own" if len(alone) == 1 else "their own"
        text += f", {len(alone)} with a model of {own}{_of(alone)}"
    return text


def _numbers(running: RunningSet, said: int | None) -> Iterator[str]:
    number = running.count
    if None not in (number, said) and number != said:
        yield f"the old side says {said}: what is planned counts from there"


def _failures(running: RunningSet) -> Iterator[str]:
    """Yield what failed, once for the same message, with the instances that it failed on."""
    found: dict[tuple[str, str], list[RunningInstance]] = {}
    for one in running.instances:
        for failure in one.failures:
            found.setdefault((failure.extension, failure.message), []).append(one)
    for (name, message), ones in found.items():
        what = f"extension '{name}' failed" if name else "provisioning failed"
        on = f"on {len(ones)} of {len(running.instances)}{_of(ones)}"
        yield f"{what} {on}" + (f": {_cut(message)}" if message else "")
    named_ = {name for name, _ in found}
    for name, number in running.summary.failed if running.summary else ():
        if name not in named_:
            yield (
                f"extension '{name}' failed on {number} ('az vmss list-instances --expand "
                "instanceView' tells the message)"
            )


def _cut(text: str) -> str:
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]} ... {text[-half:]}"
