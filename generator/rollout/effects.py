"""The table of effects: what Azure does with a change of each property, with the source of it.

The table is data (effects.json); this reads it and finds the row of a change. Rows of a path stand
from the special to the general, and the first one that fits counts.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

from generator.azure.handlers import serves
from generator.azure.resource_types import SCALE_SET
from generator.lazy import dataclass
from generator.rollout.conditions import CONDITIONS

if TYPE_CHECKING:
    from generator.rollout.changes import Change, Kind
    from generator.rollout.sides import Sides

Effect = Literal[
    "none", "scale", "in-place", "rerun", "restart", "reimage", "replace", "outage", "refused",
    "unknown",
]  # fmt: skip
"""What happens to an instance that runs, once the change reaches it.

An outage is that of a plan as a whole: instances run on, and traffic does not reach them or does
not leave them; no row of the table has it.
"""

By = Literal["upgrade", "reimage", "deployment", "creation", "never", ""]
"""What brings the change to an instance: its upgrade by the mode of the set, a reimage, the
deployment itself, only its creation, nothing at all; empty where that is not known."""

SCRIPT_FAILS = "script-of-later-custom-data"
"""The row of a command that wants custom data which a running instance does not have."""

_ANYTHING = ("*",)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: which changes it is about, and what they do.

    With `whole` it is about what stands at one of the paths as a whole, not about parts of it.
    `handler` is what the handler of the extension must serve, such as customScript. `todo` are
    commands that only this change asks for, each with its purpose. `code` is what Azure answers
    where it refuses, `steps` the way that it takes, in their order; what `warns` is one to watch.
    """

    id: str
    change: str
    paths: tuple[tuple[str, ...], ...]
    effect: Effect
    by: By
    says: str
    source: str
    resource: str
    kinds: tuple[str, ...]
    whole: bool
    handler: str
    orchestration: str | None
    to: tuple[str, ...]
    conditions: tuple[str, ...]
    todo: tuple[tuple[str, str], ...]
    code: str = ""
    steps: tuple[str, ...] = ()
    warns: bool = False

    @property
    def is_other(self) -> bool:
        """Whether it is the row of what no other row is about."""
        return self.paths == (_ANYTHING,)

    def reaches(self, names: tuple[str, ...]) -> bool:
        """Whether the row is about what stands at a path, or also below it."""
        return any(
            _begins(names, path) and (not self.whole or len(names) == len(path))
            for path in self.paths
        )

    def fits(self, change: Change, sides: Sides) -> bool:
        """Whether the row is about a change."""
        return (
            self.reaches(change.names)
            and (not self.kinds or change.kind in self.kinds)
            and (self.orchestration is None or self.orchestration == sides.orchestration)
            and (not self.to or str(change.new).lower() in self.to)
            and (not self.handler or serves(sides.handler(change), self.handler))
            and all(CONDITIONS[name](change, sides) for name in self.conditions)
        )


def _begins(names: tuple[str, ...], path: tuple[str, ...]) -> bool:
    if path == _ANYTHING:
        return True
    return len(names) >= len(path) and all(
        step in ("*", name) for step, name in zip(path, names, strict=False)
    )


@cache
def effects() -> tuple[Row, ...]:
    """Return the rows of the table, in its order."""
    text = resources.files("generator.rollout").joinpath("effects.json").read_text("utf-8")
    return tuple(_row(item) for item in json.loads(text)["effects"])


def _row(item: dict[str, Any]) -> Row:
    return Row(
        id=item["id"],
        change=item["change"],
        paths=tuple(tuple(path.lower().split("/")) for path in item["paths"]),
        effect=item["effect"],
        by=item["by"],
        says=item["says"],
        source=item["source"],
        resource=item.get("resource", SCALE_SET).lower(),
        kinds=tuple(item.get("kinds", ())),
        whole=item.get("whole", False),
        handler=item.get("handler", ""),
        orchestration=item.get("orchestration"),
        to=tuple(str(value).lower() for value in item.get("to", ())),
        conditions=tuple(item["if"].split(" & ")) if "if" in item else (),
        todo=tuple((purpose, line) for purpose, line in item.get("todo", ())),
        code=item.get("code", ""),
        steps=tuple(item.get("steps", ())),
        warns=item.get("warn", False),
    )


@cache
def _rows_of(kind: str) -> tuple[Row, ...]:
    rows = tuple(row for row in effects() if row.resource == kind)
    return rows or tuple(row for row in effects() if row.resource == "*")


def row_of(change: Change, kind: str, sides: Sides) -> Row:
    """Return the row for a change of a resource whose type, in lower case, is `kind`."""
    return next(row for row in _rows_of(kind) if row.fits(change, sides))


def others(kind: str) -> Row:
    """Return the row for what no other row is about of a resource that is no scale set."""
    return _rows_of(kind)[-1]


@cache
def _parts() -> frozenset[tuple[str, ...]]:
    """Return the beginnings of the paths that rows lead through."""
    return frozenset(
        path[:length]
        for row in effects()
        if row.resource == SCALE_SET
        for path in row.paths
        for length in range(len(path))
    )


def splits(names: tuple[str, ...], kind: Kind) -> bool:
    """Whether the parts of what is added or removed whole have rows of their own.

    They have where a row leads through the path, unless one is about the whole of it.
    """
    if any(
        row.whole and kind in row.kinds and row.reaches(names)
        for row in effects()
        if row.resource == SCALE_SET
    ):
        return False
    return any(_begins(names, path) and len(path) == len(names) for path in _parts())
