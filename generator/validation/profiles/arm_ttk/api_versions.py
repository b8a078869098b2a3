"""How old an API version is: the table of versions, and what arm-ttk makes of one of them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.paths import data_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST = 730
"""A version may be so many days old, and older where it is the newest."""
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_PREVIEW = re.compile(r"[^-]*-[^-]*-[^-]*-.+")


@dataclass(frozen=True, slots=True)
class Judged:
    """What is wrong with a version: the message, and the end of what arm-ttk calls it."""

    message: str
    error: str = ""
    severity: Severity = Severity.ERROR


class LatestStable(Exception):  # noqa: N818 - it is no error, but the end of a test
    """An old version is the newest stable one; arm-ttk then looks at no other version."""


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    text = (data_folder("schemas") / "api-versions.json").read_text(encoding="utf-8")
    return {name.lower(): versions for name, versions in json.loads(text)["types"].items()}


def versions_of(types: list[str], fewest: int = 1) -> list[str]:
    """Give the versions of a type, the newest first; its parts are given one by one.

    A type that the table has not has those of its parent, down to so many parts at the `fewest`.
    """
    for length in range(len(types), fewest - 1, -1):
        found = _table().get("/".join(types[:length]).lower())
        if found:
            return sorted(found.split(), reverse=True)
    return []


def day_of(version: str) -> date | None:
    """Give the day that a version names, None where it names none."""
    match = _DATE.search(version)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


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


def is_preview(version: str) -> bool:
    """Whether something follows the date of a version, such as -preview."""
    return _PREVIEW.fullmatch(version) is not None
