"""Bounds, rules and schedules of autoscale that go together."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from generator.azure.autoscale import BOUNDS, is_of_machines, out_of_order
from generator.azure.limits import limit
from generator.azure.metrics import HOST, meant_by
from generator.findings import Finding
from generator.spec.defaults import literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.constraints.subject import Check, SpecSubject
    from generator.diagnostics import Path

_MOST_PROFILES = limit("autoscale-profiles")
_LONGEST_PERIOD = timedelta(days=365)


def _bounds(subject: SpecSubject) -> Iterator[Finding]:
    autoscale = subject.value["autoscale"]
    if autoscale is None:
        return
    yield from _profile(autoscale, ("autoscale",))
    for index, schedule in enumerate(autoscale["schedules"]):
        yield from _profile(schedule, ("autoscale", "schedules", index))


def _profile(bounds: dict[str, Any], path: Path) -> Iterator[Finding]:
    given = {key: literal(bounds[key]) for key in BOUNDS}
    known = {key: value for key, value in given.items() if isinstance(value, int)}
    low, usual, high = given.values()
    if any(out_of_order({**known, "default": None})):
        message = f"'minimum' must be at most 'maximum' ({high}; is {low})"
        yield Finding((*path, "minimum"), message, kind="autoscale-bounds")
    elif len(known) == len(BOUNDS) and any(out_of_order(known)):
        message = f"'default' must be from 'minimum' to 'maximum' ({low} to {high}; is {usual})"
        yield Finding((*path, "default"), message, kind="autoscale-bounds")
    for index, rule in enumerate(bounds["rules"] or ()):
        place = (*path, "rules", index)
        if (rule["above"] is None) == (rule["below"] is None):
            yield Finding(
                place, "a rule has exactly one of 'above' and 'below'", kind="autoscale-rule"
            )
        if rule["metricResourceId"] is not None and is_of_machines(rule["metricName"]):
            message = "name a metric of that resource: 'Percentage CPU' is one of machines"
            yield Finding((*place, "metricName"), message, kind="metric-of-another-resource")
        if rule["metricResourceId"] is None and rule["metricNamespace"] == HOST:
            meant = meant_by(rule["metricName"])
            if meant:
                message = f"scale sets have no metric '{rule['metricName']}'{meant}"
                yield Finding((*place, "metricName"), message, kind="metric-not-known")


def _schedules(subject: SpecSubject) -> Iterator[Finding]:
    """Source: the pages on autoscale settings and on several profiles.

    A weekly profile lasts until the next one starts; a period has at most 365 days; a setting has
    at most 20 profiles.
    """
    autoscale = subject.value["autoscale"]
    schedules = autoscale["schedules"] if autoscale is not None else []
    names: set[str] = {"default"}
    for index, schedule in enumerate(schedules):
        path: Path = ("autoscale", "schedules", index)
        if schedule["name"].lower() in names:
            yield Finding(
                (*path, "name"), f"the name '{schedule['name']}' is taken", kind="schedule"
            )
        names.add(schedule["name"].lower())
        yield from _when(schedule, path)
    weekly = [schedule for schedule in schedules if schedule["days"]]
    if weekly and not any(schedule["end"] for schedule in weekly):
        message = (
            "no weekly schedule has an 'end', so one of them holds at any hour and the usual "
            "minimum and maximum never do"
        )
        yield Finding(("autoscale", "schedules"), message, kind="schedule-without-end")
    profiles = len(schedules) + (sum(bool(s["end"]) for s in weekly) if weekly else 1)
    if profiles > _MOST_PROFILES:
        message = (
            f"these schedules make {profiles} profiles (one more for each 'end'), and a setting "
            f"has at most {_MOST_PROFILES}"
        )
        yield Finding(("autoscale", "schedules"), message, kind="too-many-profiles")


def _when(schedule: dict[str, Any], path: Path) -> Iterator[Finding]:
    once = schedule["from"] is not None or schedule["until"] is not None
    if bool(schedule["days"]) == once:
        yield Finding(
            path, "a schedule has either days and start, or from and until", kind="schedule"
        )
    elif once and (schedule["from"] is None or schedule["until"] is None):
        yield Finding(path, "a period has both 'from' and 'until'", kind="schedule")
    elif once:
        yield from _period(schedule, path)
    elif schedule["start"] is None:
        yield Finding(path, "a weekly schedule lacks 'start'", kind="schedule")
    elif schedule["end"] == schedule["start"]:
        yield Finding(
            (*path, "end"),
            "'end' is the same as 'start': the schedule never holds",
            kind="schedule",
        )
    if once and (schedule["start"] is not None or schedule["end"] is not None):
        yield Finding(
            path, "'start' and 'end' are for 'days'; a period has from and until", kind="schedule"
        )


def _period(schedule: dict[str, Any], path: Path) -> Iterator[Finding]:
    moments = []
    for key in ("from", "until"):
        try:
            moments.append(datetime.fromisoformat(schedule[key]))
        except ValueError:
            yield Finding((*path, key), f"there is no such day: {schedule[key]}", kind="schedule")
    if len(moments) < 2:
        return
    if moments[1] <= moments[0]:
        yield Finding((*path, "until"), "'until' must be later than 'from'", kind="schedule")
    elif moments[1] - moments[0] > _LONGEST_PERIOD:
        yield Finding(
            (*path, "until"),
            "a period has at most 365 days: use a weekly schedule",
            kind="schedule",
        )


CHECKS: tuple[Check, ...] = (
    _bounds,
    _schedules,
)
