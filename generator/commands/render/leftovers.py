"""What an earlier render left beside the files of this one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator.commands.render.stale import committed_text
from generator.language.documents.source import read_document
from generator.rendering.artifacts import DEPLOYMENT, SWAP
from generator.rendering.bicep_files import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.commands.specs import Target
    from generator.rendering.options import RenderOptions
    from generator.rendering.render import Rendering


def leftovers(target: Target, rendering: Rendering, options: RenderOptions) -> list[Path]:
    """Return the files that an earlier render of a spec wrote and this one does not.

    They are Bicep files that begin as a rendering writes them, and the swap of two colors that are
    not there any more.
    """
    if rendering.failed or options.product != DEPLOYMENT:
        return []
    written = {item.name for item in rendering.artifacts}
    found = list(_of_colors(target))
    if options.bicep:
        found += _of_bicep(target.folder, written)
    return found


def _of_bicep(folder: Path, written: set[str]) -> Iterator[Path]:
    for path in sorted([*folder.glob("main.bicep*"), *folder.glob("modules/*.bicep")]):
        text = committed_text(path)[0] or ""
        if path.relative_to(folder).as_posix() not in written and text.startswith(MARK):
            yield path


def _of_colors(target: Target) -> Iterator[Path]:
    path = target.folder / f"{SWAP}.json"
    if _is_ours(path) and "blueGreen" not in read_document(target.spec).value:
        yield path
        parameters = target.folder / f"{SWAP}.parameters.json"
        yield from [parameters] if parameters.is_file() else []


def _is_ours(path: Path) -> bool:
    try:
        value = json.loads(committed_text(path)[0] or "null")
    except (ValueError, RecursionError):
        return False
    metadata = value.get("metadata") if isinstance(value, dict) else None
    maker = metadata.get("_generator") if isinstance(metadata, dict) else None
    return isinstance(maker, dict) and maker.get("name") == "scaleset"
