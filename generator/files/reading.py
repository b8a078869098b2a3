"""The one way in: whatever an argument, a link or another file names is read here.

Only ordinary files are read, opened so that no pipe or device can block, and never more of them
than is asked for. What a path leads to lies below its root, all links followed: the top level of
the git repository that it stands in, else the folder that an argument names, else its own. What
lies outside is not looked at, so that nobody learns whether it is there; `--allow-outside` lifts
that.
"""

from __future__ import annotations

import errno
import os
import stat
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from generator.lazy import dataclass, regex, replace
from generator.wording.printable import printable
from generator.wording.saying import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LARGEST = 64 * 2**20
"""A template has at most 4 MB; a file of so much more is none, or has no end."""
OUTSIDE = (
    "this leads outside of the repository, or of the folder that is looked at: it is not read "
    "(--allow-outside reads it)"
)
_AT_ONCE = 2**16
"""As much as most files have, in bytes: room for the largest would take longer than reading."""
_STREAM = regex(r"/dev/stdin|/(?:dev|proc/self)/fd/\d+")
"""What a shell hands over, by a pipe or by `<(...)`."""
_FLAGS = os.O_RDONLY | sum(
    getattr(os, name, 0)
    for name in ("O_BINARY", "O_CLOEXEC", "O_NOCTTY", "O_NOFOLLOW", "O_NONBLOCK")
)


class Refused(OSError):
    """A path is not read or written, for the reason that it gives."""


class LeadsOutside(Refused):
    """A path leads outside of what may be read."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far this run reads: `anywhere`, or below the `folders` that arguments name."""

    anywhere: bool = False
    folders: frozenset[str] = frozenset()


_reach: ContextVar[Reach] = ContextVar("reach", default=Reach())  # noqa: B039 - it is frozen
_told: set[str] = set()


def reach() -> Reach:
    """Return how far this run reads, for another process of it."""
    return _reach.get()


def set_reach(to: Reach) -> None:
    """Let this run read so far."""
    _told.clear()
    _real_folder.cache_clear()
    top_level.cache_clear()
    _reach.set(to)


def allow_outside(allowed: bool) -> None:
    """Let this run read anywhere, or no longer."""
    _reach.set(replace(_reach.get(), anywhere=allowed))


def look_into(folders: Iterable[str | os.PathLike[str]]) -> None:
    """Let files outside of a repository lead to others of these folders."""
    _reach.set(replace(_reach.get(), folders=frozenset(map(os.path.abspath, folders))))


def read_bytes(
    path: str | os.PathLike[str],
    *,
    root: Path | None = None,
    most: int = LARGEST,
    cut: bool = False,
) -> bytes:
    """Return what a file holds, or with `cut` its first `most` bytes.

    What names the file is trusted no further than `root`; without one that is the root of the file.
    Raises OSError, with a reason to show, where there is nothing to read.
    """
    name = os.fspath(path)
    try:
        if root is None and is_stream(name):
            descriptor = os.open(name, os.O_RDONLY)
        else:
            descriptor = _opened(name, real_path(name, root))
        with os.fdopen(descriptor, "rb") as file:
            data = file.read(min(_AT_ONCE, most + 1))
            if len(data) == _AT_ONCE:
                data += file.read(most + 1 - _AT_ONCE)
    except ValueError as error:
        raise Refused(errno.EINVAL, f"cannot be read: {error}", name) from None
    except OSError as error:
        raise type(error)(error.errno, error.strerror, name) from None
    if len(data) > most and not cut:
        raise Refused(errno.EFBIG, f"larger than {most // 2**20} MB", name)
    return data[:most]


def read_parts(path: str | os.PathLike[str], *, root: Path) -> Iterator[bytes]:
    """Yield what a large file holds, part by part; `read_bytes` says what is read and what is not.

    Raises OSError, with a reason to show, where there is nothing to read.
    """
    name = os.fspath(path)
    with os.fdopen(_opened(name, real_path(name, root)), "rb") as file:
        while part := file.read(_AT_ONCE):
            yield part


def is_stream(name: str) -> bool:
    """Whether a path is what the shell has opened: standard input, or the end of a pipe."""
    return name.startswith(("/dev/", "/proc/")) and _STREAM.fullmatch(name) is not None


def real_path(path: str | os.PathLike[str], root: Path | None = None) -> str:
    """Return where a path leads, all links followed; raises Refused where that is outside."""
    name = os.fspath(path)
    real = _real(name)
    base = _base(name, root)
    if not _is_below(real, base):
        if not _reach.get().anywhere:
            raise LeadsOutside(errno.EACCES, OUTSIDE, name)
        if name not in _told:
            _told.add(name)
            say(
                f"{printable(name)}: note read from outside (--allow-outside)",
                error=True,
            )
    return real


def leads_outside(path: str | os.PathLike[str], root: Path | None = None) -> bool:
    """Whether a path leads outside of its root, where that matters."""
    base = _base(path, root)
    return not (_reach.get().anywhere or _is_below(_real(os.fspath(path)), base))


def _base(path: str | os.PathLike[str], root: Path | None) -> str:
    """Return the folder that a path may not leave, all links followed."""
    return _real_folder(os.path.join(os.getcwd(), root_of(path) if root is None else root))


def _real(name: str) -> str:
    """Return where a path leads; of the many files of a folder the way to it is followed once."""
    folder, last = os.path.split(name)
    if last in {"", os.curdir, os.pardir} or os.path.islink(name):
        return os.path.realpath(name)
    full = os.path.join(os.getcwd(), folder)
    return os.path.join(_real_folder(full), last)


@lru_cache(maxsize=4096)
def _real_folder(folder: str) -> str:
    return os.path.realpath(folder)


def root_of(path: str | os.PathLike[str]) -> Path:
    """Return the folder that what a file names may not leave."""
    folder = os.path.dirname(os.path.abspath(path))
    found = top_level(folder)
    if found is None:
        found = _topmost(folder, _reach.get().folders)
    return Path(found)


def _topmost(folder: str, folders: frozenset[str]) -> str:
    """Return the uppermost of the folders that one is in, or else itself."""
    found, above = folder, ""
    while above != folder:
        found = folder if folder in folders else found
        above, folder = folder, os.path.dirname(folder)
    return found


def root_of_folder(folder: str | os.PathLike[str]) -> Path:
    """Return the folder that what is in a folder may not leave."""
    full = os.path.abspath(folder)
    return Path(top_level(full) or full)


@lru_cache(maxsize=4096)
def top_level(folder: str) -> str | None:
    """Return the top of the work tree that a folder stands in, by its `.git`; None without one.

    A repository that is reached by a link out of another one counts for nothing.
    """
    found, by_link = None, False
    while True:
        if (found is None or by_link) and os.path.lexists(os.path.join(folder, ".git")):
            found, by_link = folder, False
        by_link = by_link or os.path.islink(folder)
        above = os.path.dirname(folder)
        if above == folder:
            return found
        folder = above


def _is_below(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


def _opened(name: str, real: str) -> int:
    """Open an ordinary file; what is none is not opened, as that may do something."""
    _check(name, os.stat(real).st_mode)
    descriptor = os.open(real, _FLAGS)
    try:
        _check(name, os.fstat(descriptor).st_mode)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _check(name: str, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "this is a folder, not a file", name)
    if not stat.S_ISREG(mode):
        raise Refused(errno.EINVAL, "this is no ordinary file", name)
