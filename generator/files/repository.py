"""A repository of git, read and never obeyed.

Git only lists and prints what is stored: no work tree, filter, attribute, hook or replacement is
asked for, and nothing is fetched. The repository is the one whose `.git` stands highest in the way
of the file; a committed folder that looks like a repository is none.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.files.programs import program
from generator.files.reading import read_bytes, top_level
from generator.lazy import dataclass, regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SAFE = (
    "--no-pager", "--no-replace-objects", "-c", "safe.bareRepository=explicit",
    "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}",
)  # fmt: skip
_ENVIRONMENT = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PROTOCOL_FROM_USER": "0",
    "GIT_ALLOW_PROTOCOL": "",
}
_KEPT = ("GIT_CONFIG_", "GIT_EXEC_PATH")
"""Of the variables of git those that say how the user set it up, not which repository it reads."""
_PROMISES = r"^(extensions\.partialclone|remote\..*\.(promisor|partialclonefilter))$"
_PARTIAL = (
    "this clone is partial, and git would run what its configuration names to fetch the rest: "
    "clone without --filter (in actions/checkout without 'filter')"
)
_FOREIGN = "git takes another folder for the repository of this file than the one with its .git"
_MOST_SECONDS = 120
_PIECE = 32 * 2**20
"""So much is asked of git at once, in bytes."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A file or link of a revision: its path, and what git stores of it."""

    path: str
    mode: str
    name: str
    size: int

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link; its bytes are where it leads."""
        return self.mode == "120000"


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository that a file stands in; `top` is its work tree."""

    git: str
    top: Path
    file: Path

    @classmethod
    def of(cls, file: Path) -> Repository:
        """Return the repository of a file; raises InvalidInput where it is none to be read."""
        git = program("git")
        if git is None:
            raise mistake(file, "--git needs git, which is not on the PATH")
        top = top_level(os.path.dirname(os.path.abspath(file)))
        if os.path.isdir(file):
            top = top_level(os.path.abspath(file))
        if top is None:
            raise mistake(file, "not a git repository (or any of the parent directories): .git")
        found = cls(git, Path(os.path.realpath(top)), file)
        found.check()
        return found

    def check(self) -> None:
        """Raise InvalidInput where git would read another repository, or fetch."""
        for asked, own in (
            ("--show-toplevel", self.top),
            ("--absolute-git-dir", self._own_folder()),
        ):
            if os.path.realpath(self.text(["rev-parse", asked])) != os.fspath(own):
                raise mistake(self.file, _FOREIGN)
        if self._run(["config", "-z", "--get-regexp", _PROMISES]).stdout:
            raise mistake(self.file, _PARTIAL)

    def _own_folder(self) -> str:
        """Return the git folder of the work tree, which a file names in those of `git worktree`."""
        path = self.top / ".git"
        if path.is_dir():
            return os.path.realpath(path)
        named = read_bytes(path, root=self.top, most=4096, cut=True)
        inside = os.fsdecode(named.removeprefix(b"gitdir:").strip())
        return os.path.realpath(self.top / inside)

    def blobs(self, commit: str) -> Iterator[Blob]:
        """Yield the files and links of a commit, those whose path stays inside of it."""
        listed = self.output(["ls-tree", "-r", "-l", "-z", "--full-tree", commit])
        for entry in filter(None, listed.split(b"\0")):
            about, _, path = entry.partition(b"\t")
            mode, kind, name, size = about.decode("ascii", "replace").split()
            shown = os.fsdecode(path)
            if kind == "blob" and size.isdigit() and _stays_inside(shown):
                yield Blob(shown, mode, name, int(size))

    def contents(self, blobs: Sequence[Blob]) -> Iterator[tuple[Blob, bytes]]:
        """Yield blobs with their bytes, as they are stored."""
        piece: list[Blob] = []
        size = 0
        for blob in blobs:
            if piece and size + blob.size > _PIECE:
                yield from self._piece(piece)
                piece, size = [], 0
            piece.append(blob)
            size += blob.size
        yield from self._piece(piece)

    def _piece(self, blobs: list[Blob]) -> Iterator[tuple[Blob, bytes]]:
        names = "".join(f"{blob.name}\n" for blob in blobs).encode()
        data = self.output(["cat-file", "--batch"], given=names) if blobs else b""
        at = 0
        for blob in blobs:
            end = data.index(b"\n", at)
            about = data[at:end].split()
            if about[1:2] != [b"blob"]:
                raise mistake(
                    self.file, f"git has not all of this revision: {blob.path} is missing"
                )
            size = int(about[2])
            yield blob, data[end + 1 : end + 1 + size]
            at = end + size + 2

    def text(self, words: Sequence[str], why: str = "") -> str:
        """Return the text that git prints; raises InvalidInput with `why`, or what git says."""
        return os.fsdecode(self.output(words, why)).rstrip("\r\n")

    def output(self, words: Sequence[str], why: str = "", given: bytes = b"") -> bytes:
        """Return what git prints; raises InvalidInput as `text` does."""
        ran = self._run(words, given)
        if ran.returncode:
            said = ran.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
            raise mistake(self.file, why or said or "git fails here")
        return ran.stdout

    def _run(self, words: Sequence[str], given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("GIT_") or name.startswith(_KEPT)
        }
        above = os.fspath(self.top.parent)
        command = [self.git, "-C", os.fspath(self.top), *_SAFE, *words]
        try:
            return subprocess.run(  # noqa: S603 - git of the user, as a reader
                command, capture_output=True, check=False, input=given, timeout=_MOST_SECONDS,
                env={**kept, **_ENVIRONMENT, "GIT_CEILING_DIRECTORIES": above},
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise mistake(self.file, f"git has not ended after {_MOST_SECONDS} seconds") from None


def mistake(file: Path, message: str) -> InvalidInput:
    """Return the exception for what is wrong with a repository or a revision."""
    return InvalidInput([Diagnostic("git", Severity.ERROR, message, file.as_posix())])


_SEPARATORS = regex(r"[/\\]" if os.name == "nt" else "/")


def _stays_inside(path: str) -> bool:
    """Whether each step of a path is a name; a tree that was made by hand may hold others."""
    steps = _SEPARATORS.split(path)
    drive = os.name == "nt" and ":" in path
    return not drive and all(
        step not in {"", ".", ".."} and step.lower() != ".git" for step in steps
    )
