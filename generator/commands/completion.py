"""What completion offers for arguments that one cannot know."""

from __future__ import annotations

from pathlib import Path

_DEPTH = 4
"""Specs so many folders below the current one are offered."""


def starters(incomplete: str) -> list[str]:
    """Return the starters whose names begin so."""
    from generator.paths import data_folder

    folders = sorted((data_folder("templates") / "starters").iterdir())
    names = [folder.name for folder in folders if (folder / "scaleset.yaml").is_file()]
    return [name for name in names if name.startswith(incomplete)]


def rules(incomplete: str) -> list[str]:
    """Return the ids that begin so, and the names where something is typed already."""
    from generator.validation.catalog import catalog

    found = catalog().values()
    ids = [item.id for item in found if item.id.startswith(incomplete)]
    names = [item.name for item in found if incomplete and item.name.startswith(incomplete)]
    return [*ids, *names]


def specs(incomplete: str) -> list[str]:
    """Return the specs, and the folders that hold one, whose paths begin so."""
    from generator.commands.specs import specs_below

    base = Path(incomplete).parent if "/" in incomplete else Path()
    if incomplete.endswith("/"):
        base = Path(incomplete)
    found = (path for spec in specs_below(base, _DEPTH) for path in (spec.parent, spec))
    names = dict.fromkeys(path.as_posix() for path in found)
    return [name for name in names if name != "." and name.startswith(incomplete)]
