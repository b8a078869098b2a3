"""What completion offers for arguments that one cannot know."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import SupportsIndex

_DEPTH = 4
"""Specs so many folders below the current one are offered."""


class _InAnyCase(str):
    """A word that is offered for its beginning in any case: Typer asks what it begins with."""

    __slots__ = ()

    def startswith(self, prefix: str | tuple[str, ...], *place: SupportsIndex | None) -> bool:
        """Return whether it begins so, small letters or large."""
        starts = (prefix,) if isinstance(prefix, str) else prefix
        return self.lower().startswith(tuple(item.lower() for item in starts), *place)


def beginning(words: Iterable[str], incomplete: str) -> list[str]:
    """Return the words that begin so, in any case."""
    return [word for word in map(_InAnyCase, words) if word.startswith(incomplete)]


def starters(incomplete: str) -> list[str]:
    """Return the starters whose names begin so."""
    from generator.files.templates import names_of_starters

    return beginning(names_of_starters(), incomplete)


def rules(incomplete: str) -> list[str]:
    """Return the ids that begin so, and the names where something is typed already, in any case."""
    from generator.validation.catalog import catalog

    found = catalog().values()
    names = [item.name for item in found] if incomplete else []
    return beginning([*(item.id for item in found), *names], incomplete)


def specs(incomplete: str) -> list[str]:
    """Return the specs, and the folders that hold one, whose paths begin so."""
    from generator.commands.specs import specs_below

    base = Path(incomplete).parent if "/" in incomplete else Path()
    if incomplete.endswith("/"):
        base = Path(incomplete)
    found = (path for spec in specs_below(base, _DEPTH) for path in (spec.parent, spec))
    names = dict.fromkeys(path.as_posix() for path in found)
    return [name for name in names if name != "." and name.startswith(incomplete)]
