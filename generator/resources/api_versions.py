"""How old an API version is, by the table of the versions that the types of resources have."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.lazy import regex
from generator.resources.store import month_of_table, version_table, versions_in_table

if TYPE_CHECKING:
    from collections.abc import Iterable

OLDEST = 730
"""A version may be so many days old, and older where it is the newest (a test of arm-ttk)."""
_DATE = regex(r"(\d{4})-(\d{2})-(\d{2})")


def known_types() -> Iterable[str]:
    """Return the types of the table, as they are spelled."""
    return version_table()[1]


def day_of_table() -> date:
    """Return the first day of the month that the table is of."""
    return date.fromisoformat(f"{month_of_table()}-01")


def versions_of(types: list[str], fewest: int = 1) -> list[str]:
    """Return the versions of a type, the newest first; its parts are given one by one.

    A type that the table has not has those of its parent, down to so many parts at the `fewest`.
    """
    for length in range(len(types), fewest - 1, -1):
        found = versions_in_table("/".join(types[:length]).lower())
        if found:
            return sorted(found.split(), reverse=True)
    return []


def day_of(version: str) -> date | None:
    """Return the day that a version names, None where it names none."""
    match = _DATE.search(version)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def is_preview(version: str) -> bool:
    """Whether something follows the date of a version, such as -preview."""
    return len(version.split("-", 3)) > 3


@lru_cache(maxsize=4096)
def outdated(version: str, kind: str, as_of: date | None) -> str:
    """Describe why another version of a type is better; empty where none is, or that is not known.

    Better is a stable one than a preview of before, and a newer one than one of two years ago on
    the day `as_of`; without a day that is the one of the table.
    """
    version = version.lower()
    day, known = day_of(version), [item.lower() for item in versions_of(kind.split("/"))]
    if day is None or version not in known:
        return ""
    newer = [item for item in known if item > version and not is_preview(item)]
    # The stable one of a day comes after its previews, but is the shorter text.
    newer += [item for item in known if is_preview(version) and version.startswith(f"{item}-")]
    if not newer:
        return ""
    best = max(newer)
    if is_preview(version):
        return f"API version {version} is a preview; the newest stable one is {best}"
    age = ((as_of or day_of_table()) - day).days
    return f"API version {version} is {age:,} days old; the newest is {best}" * (age > OLDEST)
