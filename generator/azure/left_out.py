"""What Azure keeps of a resource that exists where the body of a request leaves it out."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

from generator.azure.tables import table
from generator.lazy import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

Then = Literal["kept", "removed", "unknown"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row of the table: what becomes of what stands at a path, from an API version on.

    With `null` it is about a null as well; without, that takes away what was there. With `beside`
    it is so only where the body sends one of these next to it, with `system` only where the
    operating system becomes another.
    """

    written: str
    path: tuple[str, ...]
    then: Then
    source: str
    since: str = ""
    null: bool = False
    beside: frozenset[str] = frozenset()
    system: bool = False

    def reaches(self, names: tuple[str, ...]) -> bool:
        """Whether it is about what stands at a path, in lower case and without 'properties'."""
        return len(names) >= len(self.path) and all(
            step in ("*", name) for step, name in zip(self.path, names, strict=False)
        )


@cache
def rows_of(kind: str) -> tuple[LeftOut, ...]:
    """Return the rows of a resource type in lower case; none where a PUT replaces all of it."""
    return tuple(
        LeftOut(
            row["path"],
            () if row["path"] == "*" else tuple(row["path"].lower().split("/")),
            row["then"],
            row["source"],
            row.get("since", ""),
            row.get("null", False),
            frozenset(name.lower() for name in row.get("beside", ())),
            row.get("system", False),
        )
        for row in table("left_out").get(kind, ())
    )


def left_out(
    kind: str,
    version: str,
    names: tuple[str, ...],
    sent: Iterable[str] = (),
    *,
    null: bool = False,
    system: bool = False,
) -> LeftOut:
    """Return what becomes of something that a body of an API version leaves out, or has null.

    `sent` are the names that stand next to it, in lower case; with `system` the operating system
    becomes another.
    """
    for row in rows_of(kind):
        if (
            row.reaches(names)
            and version >= row.since
            and (row.null or not null)
            and (not row.beside or row.beside.intersection(sent))
            and (system or not row.system)
        ):
            return row
    return _REPLACED


_REPLACED = LeftOut(
    "*",
    (),
    "removed",
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/deployment-modes",
)
