"""What is said of committed files that are not what their spec renders to."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Severity
from generator.files.reading import read_bytes
from generator.rendering.artifacts import SCHEMA_COPY, json_text
from generator.wording.values import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path as FilePath

_LINES = 20
"""So many lines of a difference are part of an annotation."""


def committed_text(path: FilePath) -> tuple[str | None, str]:
    """Return what a rendered file holds, None where there is none, and why it cannot be read."""
    try:
        return read_bytes(path).decode("utf-8", "replace"), ""
    except FileNotFoundError:
        return None, ""
    except OSError as error:
        return "", str(error.strerror)


def schema_copy(spec: FilePath) -> dict[FilePath, str]:
    """Return what the copy of the schema beside a spec has to hold, where there is one."""
    path = spec.parent / SCHEMA_COPY
    if path.is_symlink() or not path.is_file():  # what a link leads to has an owner of its own
        return {}
    from generator.spec.schema import editor_schema

    return {path: json_text(editor_schema())}


def state(committed: str | None, rendered: str) -> str:
    """Return whether a file is missing, stale or current."""
    if committed is None:
        return "missing"
    return "current" if committed == rendered else "stale"


def difference(path: str, committed: str, rendered: str, why: str = "") -> str:
    """Return the lines in which a committed file is not what is rendered, or why it is not read."""
    if why:
        return f"{path}: {why}"
    lines = difflib.unified_diff(
        committed.splitlines(), rendered.splitlines(), f"{path} (committed)", f"{path} (rendered)",
        lineterm="",
    )  # fmt: skip
    return "\n".join(lines) or f"{path}: only the line ends differ"


def staleness(spec: FilePath, files: Sequence[str], diffs: Sequence[str]) -> Iterator[Diagnostic]:
    """Yield the finding that files of a spec are stale, with the first lines that differ."""
    if not files:
        return
    lines = "\n".join(diffs).split("\n")
    more = [f"... {count(len(lines) - _LINES, 'more line')}"] if len(lines) > _LINES else []
    message = (
        f"{count(len(files), 'file')} not up to date: {', '.join(files)}; "
        f"run 'scaleset render' and commit the result"
    )
    shown = "\n".join([message, *lines[:_LINES], *more])
    yield Diagnostic("stale", Severity.ERROR, shown, spec.as_posix())
