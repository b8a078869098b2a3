"""What is said of committed files that are not what their spec renders to."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from generator.bicep.secret_parts import secrets_of_bicep
from generator.diagnostics import Diagnostic, Severity
from generator.files.reading import read_bytes
from generator.language.documents.places import split_lines
from generator.language.documents.secret_parts import secrets_of
from generator.lazy import regex
from generator.redaction import without_secrets
from generator.rendering.artifacts import SCHEMA_COPY, json_text
from generator.wording.values import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path as FilePath

_PART = regex(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@$")
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
    """Return the lines in which a committed file is not what is rendered, or why it is not read.

    What is or may be a secret is not shown.
    """
    if why:
        return f"{path}: {why}"
    old, new = _masked(path, committed), _masked(path, rendered)
    if old is None or new is None:
        return f"{path}: the committed file is none that can be read, so its lines are not shown"
    lines = difflib.unified_diff(
        _lines(committed), _lines(rendered), f"{path} (committed)", f"{path} (rendered)",
        lineterm="",
    )  # fmt: skip
    return "\n".join(_shown(lines, old, new)) or f"{path}: only the line ends differ"


def _lines(text: str) -> list[str]:
    lines = split_lines(text)
    return lines if lines[-1] else lines[:-1]


def _shown(lines: Iterator[str], old: list[str], new: list[str]) -> Iterator[str]:
    """Yield the lines of a difference, in which those of the files stand as they may be shown."""
    first = second = -1  # above the first part are two lines of names
    for line in lines:
        part = _PART.match(line)
        if part:
            first, second = int(part[1]), int(part[2])
            yield line
        elif first < 0:
            yield line
        else:
            sign = line[0]
            yield sign + (new[second - 1] if sign == "+" else old[first - 1])
            first, second = first + (sign != "+"), second + (sign != "-")


def _masked(path: str, text: str) -> list[str] | None:
    """Return the lines of a file with stars for its secrets; None where they cannot be found."""
    ending = path.lower().rpartition(".")[2]
    if ending in {"bicep", "bicepparam"}:
        return secrets_of_bicep(text).masked_lines()
    if ending in {"json", "yaml", "yml"} and text:
        secrets = secrets_of(text, path)
        return secrets.masked_lines() if secrets else None
    return [without_secrets(line) for line in split_lines(text)]


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
