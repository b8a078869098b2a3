"""What arm-ttk makes of an API version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.lazy import dataclass
from generator.resources.api_versions import OLDEST, day_of, is_preview

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date


@dataclass(frozen=True, slots=True)
class Judged:
    """What is wrong with a version: the message, and the end of what arm-ttk calls it."""

    message: str
    error: str = ""
    severity: Severity = Severity.ERROR


class LatestStable(Exception):
    """An old version is the newest stable one; arm-ttk then looks at no other version."""


def judge(version: str, versions: list[str], as_of: date) -> Iterator[Judged]:
    """Yield what is wrong with a version of a type that has these versions, the newest first.

    Raises LatestStable where the version is old and those after it are all previews.
    """
    version, versions = version.lower(), [item.lower() for item in versions]
    if not versions:
        return
    if version not in versions:
        message = f"API version {version} is not known; one of the newest is {versions[0]}"
        yield Judged(message, severity=Severity.WARNING)
        return
    newer = versions[: versions.index(version)]
    stable = [item for item in newer if not is_preview(item)]
    if is_preview(version):
        yield from _of_preview(version, versions, stable)
    day = day_of(version)
    if day is None or (as_of - day).days <= OLDEST or not newer:
        return
    if not stable and not is_preview(version):
        if len(newer) > 1 or newer[0].rpartition("-")[0] != version:
            raise LatestStable
        return
    age = (as_of - day).days
    message = f"API version {version} is {age:,} days old; use a newer one, up to {newer[0]}"
    yield Judged(message, "OutOfDate")


def _of_preview(version: str, versions: list[str], stable: list[str]) -> Iterator[Judged]:
    if stable:
        message = f"API version {version} is a preview; use a newer stable one: {stable[0]}"
        yield Judged(message, "Preview.Not.Recent")
    elif versions[0] == version and version.rpartition("-")[0] in versions[1:2]:
        message = f"API version {version} is a preview of {versions[1]}; use that one"
        yield Judged(message, "Preview.Version.Has.NonPreview")
