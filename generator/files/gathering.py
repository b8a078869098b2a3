"""Many files at once: what a file, a folder or a glob names, without what is ignored.

`.scalesetignore` has the syntax of `.gitignore`, in any folder, the nearest one first. Links are
followed: what is gathered are ordinary files.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from generator.files.reading import LARGEST, LeadsOutside, read_bytes, read_parts, real_path
from generator.lazy import dataclass, field, regex
from generator.wording.values import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pathspec import GitIgnoreSpec

IGNORE = ".scalesetignore"
MOST_FILES = 10_000
_NEVER = {".git", IGNORE}
_GLOB = regex(r"[*?\[]")
LEAVE_OUT = f"leave out in {IGNORE} what no instance needs"
_PUBLISH = ", or publish them (packages: {account: NAME})"
LARGEST_PACKAGE = 2 * 2**30
"""What an instance downloads and unpacks while it starts; a zip holds 4 GB at most."""
_LEADS_OUT = "leads out of the folder of the spec: copy what it leads to (see --allow-outside)"


class NotGathered(ValueError):
    """Files cannot be gathered, for the reason that it gives."""


@dataclass(frozen=True, slots=True)
class OnDisk:
    """Where a file lies that is read when it is needed: it is too large to be held."""

    path: str
    root: Path
    size: int


@dataclass(frozen=True, slots=True)
class GatheredFile:
    """A file: its path below the folder, apart by slashes, and its bytes or where they lie."""

    name: str
    content: bytes | OnDisk = field(repr=False)

    @property
    def data(self) -> bytes:
        """Its bytes."""
        return b"".join(self.parts())

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.size

    @property
    def head(self) -> bytes:
        """Its first bytes, of a small file all."""
        return next(self.parts(), b"")

    def parts(self) -> Iterator[bytes]:
        """Yield its bytes, part by part.

        Raises NotGathered where it has changed since it was found.
        """
        if isinstance(self.content, bytes):
            yield self.content
            return
        left = self.content.size
        try:
            for part in read_parts(self.content.path, root=self.content.root):
                left -= len(part)
                if left < 0:
                    break
                yield part
        except OSError as error:
            raise NotGathered(f"'{self.name}' cannot be read: {error.strerror}") from None
        if left:
            raise NotGathered(f"'{self.name}' changed while it was read: try again")


class _Glob:
    """A glob by its steps: which files it names, and which folders may have some."""

    def __init__(self, steps: list[str]) -> None:
        from pathspec import GitIgnoreSpec

        lines = ["/" + "/".join(steps[:depth]) for depth in range(1, len(steps) + 1)]
        self.by_depth = [GitIgnoreSpec.from_lines([line]) for line in lines]
        self.open_from = steps.index("**") if "**" in steps else len(steps)

    def matches(self, inside: str, *, folder: bool) -> bool:
        """Whether a file is one of it, or a folder may have some."""
        depth = inside.count("/")
        if folder and depth >= self.open_from:
            return True
        of_folder = min(depth, len(self.by_depth) - 1)
        return self.by_depth[of_folder if folder else -1].match_file(inside)


@dataclass(frozen=True, slots=True)
class Gathering:
    """Gathers files below a folder; those `apart` are never among them.

    What a link leads to lies below `root`. More than `most` bytes are too many; more than can be
    held are read when they are needed.
    """

    folder: Path
    root: Path
    apart: frozenset[str] = frozenset()
    most: int = LARGEST
    ignores: dict[str, tuple[GitIgnoreSpec, GitIgnoreSpec] | None] = field(default_factory=dict)

    def files(self, names: list[str]) -> list[GatheredFile]:
        """Return the files of paths and globs, in the order of their names.

        Raises NotGathered where there are none for one of them, or they cannot be read.
        """
        found: dict[str, str] = {}
        for name in names:
            there = False
            for inside, path in self._named(name):
                there = True
                found[inside] = path
                if len(found) > MOST_FILES:
                    raise NotGathered(f"these are more than {MOST_FILES:,} files: {LEAVE_OUT}")
            if not there:
                raise NotGathered(f"there is no file in it, or {IGNORE} leaves all of them out")
        return list(self._read(found))

    def _read(self, found: dict[str, str]) -> Iterator[GatheredFile]:
        names = sorted(found, key=str.encode)
        try:
            sizes = {name: os.stat(found[name]).st_size for name in names}
        except OSError as error:
            raise NotGathered(f"'{error.filename}' cannot be read: {error.strerror}") from None
        total = sum(sizes.values())
        if total > self.most:
            more = f"{LEAVE_OUT}{_PUBLISH if self.most == LARGEST else ''}"
            raise NotGathered(f"these files have more than {self.most // 2**20:,} MB: {more}")
        for name in names:
            if total > LARGEST:
                yield GatheredFile(name, OnDisk(found[name], self.root, sizes[name]))
                continue
            try:
                yield GatheredFile(name, read_bytes(found[name], root=self.root))
            except LeadsOutside:
                raise NotGathered(f"'{name}' {_LEADS_OUT}") from None
            except OSError as error:
                raise NotGathered(f"'{name}' cannot be read: {error.strerror}") from None

    def _named(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield the files of a path or glob: where they are below the folder, and their paths."""
        steps = _steps(name)
        plain = "/".join(steps)
        full = os.path.join(self.folder, *steps)
        if plain in self.apart:
            raise NotGathered("this is the spec, or what is rendered from it")
        if os.path.lexists(full):
            if not any(self._ignored(part, folder=True) for part in _above("/".join(steps[:-1]))):
                yield from self._entry(plain, full, (), None)
            return
        if not _GLOB.search(plain):
            raise NotGathered(f"there is no such file or folder{self._near(steps)}")
        base = next(index for index, step in enumerate(steps) if _GLOB.search(step))
        above, folder = "/".join(steps[:base]), os.path.join(self.folder, *steps[:base])
        if os.path.isdir(folder) and not any(self._ignored(p, folder=True) for p in _above(above)):
            yield from self._below(above, folder, (), _Glob(steps))

    def _near(self, steps: list[str]) -> str:
        """Return the end of a sentence that suggests what is there, if anything."""
        known = []
        above = os.path.join(self.folder, *steps[:-1])
        with suppress(OSError, LeadsOutside), os.scandir(real_path(above, self.root)) as entries:
            known = ["/".join([*steps[:-1], entry.name]) for entry in entries]
        return did_you_mean("/".join(steps), sorted(set(known) - self.apart - _NEVER))

    def _below(
        self, inside: str, folder: str, within: tuple[str, ...], glob: _Glob | None
    ) -> Iterator[tuple[str, str]]:
        real = self._real(inside or ".", folder)
        if real in within:
            raise NotGathered(f"the link '{inside}' leads back to a folder that it lies in")
        try:
            with os.scandir(folder) as entries:
                names = sorted(entry.name for entry in entries)
        except OSError as error:
            raise NotGathered(f"'{inside}' cannot be read: {error.strerror}") from None
        for name in names:
            if name not in _NEVER:
                path = f"{inside}/{name}" if inside else name
                yield from self._entry(path, os.path.join(folder, name), (*within, real), glob)

    def _entry(
        self, inside: str, path: str, within: tuple[str, ...], glob: _Glob | None
    ) -> Iterator[tuple[str, str]]:
        is_folder = os.path.isdir(path)
        if inside in self.apart or (glob and not glob.matches(inside, folder=is_folder)):
            return
        if self._ignored(inside, folder=is_folder):
            return
        try:
            inside.encode()
        except UnicodeEncodeError:
            shown = inside.encode("utf-8", "backslashreplace").decode()
            raise NotGathered(f"the name '{shown}' is no UTF-8: rename the file") from None
        self._real(inside, path)
        if is_folder:
            yield from self._below(inside, path, within, glob)
        elif os.path.isfile(path):
            yield inside, path
        else:
            what = "leads nowhere" if os.path.islink(path) else "is no ordinary file"
            raise NotGathered(f"'{inside}' {what}: remove it, or leave it out in {IGNORE}")

    def _real(self, inside: str, path: str) -> str:
        try:
            return real_path(path, self.root)
        except LeadsOutside:
            raise NotGathered(f"'{inside}' {_LEADS_OUT}") from None

    def _ignored(self, inside: str, *, folder: bool) -> bool:
        """Whether the ignore file next to a path, or above, leaves it out."""
        steps = inside.split("/")
        for depth in reversed(range(len(steps))):
            ignore = self._ignore("/".join(steps[:depth]))
            if ignore is None:
                continue
            below = "/".join(steps[depth:])
            said = ignore[1].check_file(f"{below}/") if folder else ignore[0].check_file(below)
            if said.include is not None:
                return said.include
        return False

    def _ignore(self, inside: str) -> tuple[GitIgnoreSpec, GitIgnoreSpec] | None:
        """Return what the ignore file of a folder says of files, and of folders."""
        if inside not in self.ignores:
            self.ignores[inside] = self._read_ignore(inside)
        return self.ignores[inside]

    def _read_ignore(self, inside: str) -> tuple[GitIgnoreSpec, GitIgnoreSpec] | None:
        path = os.path.join(self.folder, inside, IGNORE)
        if not os.path.lexists(path):
            return None
        from pathspec import GitIgnoreSpec

        shown = f"{inside}/{IGNORE}" if inside else IGNORE
        try:
            lines = read_bytes(path, root=self.root).decode("utf-8-sig").splitlines()
            # What is below a folder is not the folder: git may take some of it in again.
            folders = [line for line in lines if not line.rstrip().endswith("/**")]
            return GitIgnoreSpec.from_lines(lines), GitIgnoreSpec.from_lines(folders)
        except OSError as error:
            raise NotGathered(f"{shown} cannot be read: {error.strerror}") from None
        except ValueError as error:
            raise NotGathered(f"{shown} cannot be read: {error}") from None


def _steps(name: str) -> list[str]:
    """Return the steps of a path below the folder."""
    if "://" in name:
        raise NotGathered("this is an address: what an instance downloads stands in 'fileUris'")
    if "\\" in name:
        raise NotGathered("write / between folders")
    steps = [step for step in name.split("/") if step not in {"", "."}]
    if name.startswith(("/", "~")) or ".." in steps or name[1:2] == ":":
        raise NotGathered("it lies outside of the folder of the spec: name what lies below it")
    if not steps:
        raise NotGathered(
            "this is the folder of the spec, with the spec and what is rendered from it: "
            "name files or folders below it"
        )
    return steps


def fixed_part(name: str) -> tuple[str, str]:
    """Return a path or glob below the folder in its plain form, and the folders before a glob."""
    steps = _steps(name)
    base = next((at for at, step in enumerate(steps) if _GLOB.search(step)), len(steps))
    return "/".join(steps), "/".join(steps[:base])


def _above(inside: str) -> Iterator[str]:
    """Yield a path and the folders that it lies in, the uppermost first; none of nothing."""
    steps = inside.split("/") if inside else []
    for depth in range(1, len(steps) + 1):
        yield "/".join(steps[:depth])
