"""Which files a run looks at: the arguments of the command line to a list of files.

An argument is a file, a folder, a pattern with `*`, `?`, `[` or `**` that no shell has expanded,
or `-` for standard input. Folders are searched for JSON; links to folders are not followed there,
so that no cycle of links is walked, and hidden folders and those of tools are skipped.
"""

from __future__ import annotations

import os
import sys
from fnmatch import fnmatch
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Severity
from generator.files.reading import (
    LARGEST,
    OUTSIDE,
    is_stream,
    leads_outside,
    look_into,
    root_of,
    root_of_folder,
)
from generator.lazy import dataclass, regex, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

STANDARD_INPUT = "<stdin>"
"""How standard input is named in findings."""

_MAGIC = regex(r"[*?\[]")
_SKIPPED = {"node_modules", "__pycache__"}
_ENDINGS = (".json", ".jsonc")


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to look at; one that was `named` is expected to be a template or parameter file.

    `data` is what standard input gave.
    """

    path: Path
    named: bool
    data: bytes | None = None

    @property
    def is_bicep(self) -> bool:
        """Whether the file is Bicep by its name."""
        return self.path.suffix.lower() == ".bicep"

    @property
    def shown(self) -> str:
        """The file as findings name it."""
        return STANDARD_INPUT if self.data is not None else self.path.as_posix()


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """The files that arguments stand for, and what is wrong with the arguments."""

    files: list[InputFile]
    findings: list[Diagnostic]


def is_excluded(path: Path, folder: Path, patterns: Sequence[str]) -> bool:
    """Return whether a pattern fits a path, or a folder above it, as seen from `folder`.

    A pattern without a slash fits a name at any depth.
    """
    if not patterns:
        return False
    inside = os.path.relpath(path.absolute(), folder.absolute()).replace(os.sep, "/")
    steps = [step for step in inside.split("/") if step != ".."]
    for pattern in (item.removeprefix("./").rstrip("/") for item in patterns):
        if fnmatch(inside, pattern) or fnmatch(inside, f"{pattern}/*"):
            return True
        if pattern.startswith("**/") and fnmatch(f"/{inside}", pattern.removeprefix("**")):
            return True
        if "/" not in pattern and any(fnmatch(step, pattern) for step in steps):
            return True
    return False


def find_files(
    arguments: Sequence[str | os.PathLike[str]],
    excludes: Callable[[Path], bool] = lambda _: False,
    *,
    if_any: bool = False,
) -> FoundFiles:
    """Return every file that the arguments stand for, each once, in their order.

    What `excludes` says is passed by in folders and patterns; a file that is named is looked at.
    With `if_any` a pattern may fit nothing, and no file is expected to be a template.
    """
    files: dict[str, InputFile] = {}
    findings = []
    look_into(_folders(arguments))
    for argument in dict.fromkeys(os.fspath(argument) for argument in arguments):
        for item in _meant_by(argument, if_any):
            if isinstance(item, Diagnostic):
                findings.append(item)
                continue
            if not item.named and excludes(item.path):
                continue
            # One file may be reached by several arguments and links; being named counts most.
            key = STANDARD_INPUT if item.data is not None else os.path.realpath(item.path)
            if key not in files or (item.named and not files[key].named):
                files[key] = item
    given = list(files.values())
    return FoundFiles([replace(item, named=False) for item in given] if if_any else given, findings)


def unreadable(path: str, reason: str, severity: Severity = Severity.ERROR) -> Diagnostic:
    """Return the finding that something cannot be looked at."""
    return Diagnostic("file", severity, reason, path)


def _folders(arguments: Sequence[str | os.PathLike[str]]) -> Iterator[Path]:
    """Yield the folders that arguments name, be it by a file or a pattern in them."""
    for path in map(Path, arguments):
        steps = list(takewhile(lambda part: not _MAGIC.search(part), path.parts))
        yield (
            path
            if path.is_dir()
            else path.parent
            if len(steps) == len(path.parts)
            else Path(*steps)
        )


def _meant_by(argument: str, if_any: bool) -> Iterator[InputFile | Diagnostic]:
    path = Path(argument)
    if argument == "-":
        yield standard_input()
    elif not is_stream(argument) and leads_outside(path, _root(path)):
        yield unreadable(path.as_posix(), OUTSIDE)
    elif path.is_dir():
        yield from _below(path)
    elif path.exists() or path.is_symlink():
        yield InputFile(path, named=True)
    elif _MAGIC.search(argument):
        yield from _matching(argument, if_any)
    else:
        yield unreadable(path.as_posix(), "no such file or folder")


def _root(path: Path) -> Path:
    return root_of_folder(path) if path.is_dir() else root_of(path)


def standard_input() -> InputFile | Diagnostic:
    """Read standard input; give the finding that says why where it is too large."""
    data = sys.stdin.buffer.read(LARGEST + 1)
    if len(data) > LARGEST:
        reason = f"larger than {LARGEST // 2**20} MB, which no template may be"
        return unreadable(STANDARD_INPUT, reason)
    return InputFile(Path("-"), named=True, data=data)


def _below(folder: Path) -> Iterator[InputFile | Diagnostic]:
    refused: list[OSError] = []
    for base, names in walked(folder, refused):
        for name in names:
            path = base / name
            if name.lower().endswith(_ENDINGS) and not name.startswith(".") and _may_read(path):
                yield InputFile(path, named=False)
    for error in refused:
        where = Path(error.filename or folder).as_posix()
        yield unreadable(where, f"this folder cannot be read: {error.strerror or error}")


def walked(
    folder: Path,
    refused: list[OSError],
    deepest: int | None = None,
    skips: Callable[[Path, list[str]], bool] = lambda _folder, _beside: False,
) -> Iterator[tuple[Path, list[str]]]:
    """Yield a folder and those below it, each with what is in it and is no folder, by name.

    Links to folders are not followed, folders of tools are passed by, and those that `skips` says,
    with what lies beside them; `refused` gets the errors.
    """
    waiting = [(folder, 0)]
    while waiting:
        base, depth = waiting.pop()
        try:
            with os.scandir(base) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            refused.append(error)
            continue
        below = [item.name for item in entries if item.is_dir(follow_symlinks=False)]
        names = [item.name for item in entries if _is_no_folder(item, base)]
        yield base, names
        if depth != deepest:
            kept = (base / name for name in reversed(below) if not is_skipped(name))
            waiting += [(path, depth + 1) for path in kept if not skips(path, names)]


def _is_no_folder(item: os.DirEntry[str], base: Path) -> bool:
    if item.is_symlink() and leads_outside(item.path, root_of_folder(base)):
        return True
    try:
        return not item.is_dir()
    except OSError:  # a loop of links
        return True


def is_skipped(name: str) -> bool:
    """Whether a folder of this name is hidden, or one of tools, and so not searched."""
    return name.startswith(".") or name in _SKIPPED


def _may_read(path: Path) -> bool:
    """Leave out pipes and devices; where a link leads is for the reader to see."""
    return path.is_symlink() or path.is_file()


def _matching(pattern: str, if_any: bool) -> Iterator[InputFile | Diagnostic]:
    parts = Path(pattern).parts
    first = next(at for at, part in enumerate(parts) if _MAGIC.search(part))
    base, rest = Path(*parts[:first]), parts[first:]
    wants_hidden = any(is_skipped(part) for part in rest)
    found = False
    try:
        for path in sorted(base.glob("/".join(rest))):
            below = path.relative_to(base).parts
            if not wants_hidden and any(is_skipped(part) for part in below):
                continue
            if leads_outside(path.parent, root_of_folder(base)):
                continue  # not even its name is told
            found = True
            if leads_outside(path, _root(path)):
                yield unreadable(path.as_posix(), OUTSIDE, Severity.WARNING)
            else:
                yield from _below(path) if path.is_dir() else [InputFile(path, named=False)]
    except ValueError as error:  # '**' beside other characters
        yield unreadable(pattern, f"this is no pattern: {error}")
        return
    if not found and not if_any:
        yield unreadable(pattern, "no file fits this pattern")
