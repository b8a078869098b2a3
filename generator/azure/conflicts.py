"""What cannot go together in a scale set, whoever describes the set: a template or a spec.

Choices: `orchestration` and upgrade `mode` in lower case; `health` is "none", "probe" or
"extension"; the others are flags. One that is not known is None, and conflicts with nothing.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from generator.azure.tables import table
from generator.lazy import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    Choices = Mapping[str, str | bool | None]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row of the table: what does not go together, and the page that says so."""

    when: Choices
    source: str

    def holds(self, choices: Choices) -> bool:
        """Whether all of it is chosen."""
        return all(choices.get(name) == value for name, value in self.when.items())


@cache
def _conflicts() -> dict[str, Conflict]:
    rows = table("conflicts")["conflicts"]
    return {row["id"]: Conflict(row["when"], row["source"]) for row in rows}


def conflict(name: str) -> Conflict:
    """Return a conflict by its name in the table."""
    return _conflicts()[name]
