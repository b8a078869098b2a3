"""What completion offers for arguments that one cannot know."""

from __future__ import annotations

import os
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
    from generator.commands.specs import SPECS

    base = Path(incomplete).parent if "/" in incomplete else Path()
    if incomplete.endswith("/"):
        base = Path(incomplete)
    found = []
    for here, folders, names in os.walk(base):
        deep = len(Path(here).relative_to(base).parts) >= _DEPTH
        kept = [] if deep else sorted(name for name in folders if not name.startswith("."))
        folders[:] = [name for name in kept if name not in {"node_modules", "__pycache__"}]
        specs = [name for name in sorted(names) if name in SPECS or name.endswith(".scaleset.yaml")]
        paths = [Path(here, name).as_posix() for name in specs]
        found += [Path(here).as_posix(), *paths] if paths else []
    return [path for path in found if path != "." and path.startswith(incomplete)]
