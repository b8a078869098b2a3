"""Why a set changes: its changes by what is behind them, one row for each cause.

A script that changes is a new command, a new tag and perhaps new custom data: all of them are the
one file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lazy import dataclass
from generator.rollout.contents import ChangedFile, differing, files_between

if TYPE_CHECKING:
    from generator.rollout.records import ResourcePlan
    from generator.rollout.side import Side
    from generator.rollout.verdicts import Verdict

_FOLLOWS = {
    "forceupdatetag", "script", "commandtoexecute", "timestamp", "skipdos2unix", "fileuris", "url",
    "modulesurl",
}  # fmt: skip
"""What a changed script or package changes of its extension."""
CUSTOM_DATA = "customdata"
"""Where the files of custom data are listed, which are of no extension."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What is behind some changes: the files, where they are known, and the verdicts."""

    verdicts: tuple[Verdict, ...]
    files: tuple[ChangedFile, ...] = ()


def causes_of(item: ResourcePlan, old: Side, new: Side) -> list[Cause]:
    """Return the causes of the changes of a set, in the order of the verdicts."""
    groups: dict[str, list[Verdict]] = {}
    for number, verdict in enumerate(item.verdicts):
        groups.setdefault(_key(verdict) or str(number), []).append(verdict)
    _join_custom_data(groups)
    return [Cause(tuple(found), _files(key, found, old, new)) for key, found in groups.items()]


def _key(verdict: Verdict) -> str:
    """Return what a change belongs to; empty where it stands alone."""
    change = verdict.change
    if change.extension and change.names[-1] in _FOLLOWS:
        return f"extension {change.extension}"
    return CUSTOM_DATA if change.names[-1:] == (CUSTOM_DATA,) else ""


def _join_custom_data(groups: dict[str, list[Verdict]]) -> None:
    """Put custom data to the one script that its command reads it for."""
    readers = [
        key
        for key, found in groups.items()
        if key.startswith("extension ") and any("CustomData" in str(v.change.new) for v in found)
    ]
    if CUSTOM_DATA in groups and len(readers) == 1:
        groups[readers[0]] += groups.pop(CUSTOM_DATA)


def _files(key: str, found: list[Verdict], old: Side, new: Side) -> tuple[ChangedFile, ...]:
    carrier = key.removeprefix("extension ")
    before, after = old.files.get(carrier, {}), new.files.get(carrier, {})
    named = tuple(differing(before, after)) if before and after else ()
    if named:
        return named
    told = {one.name: one for v in found for one in files_between(v.change)}
    return tuple(told.values())
