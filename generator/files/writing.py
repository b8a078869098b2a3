"""The one way out: files are written whole, all of a set or none, and never through a link.

Each gets an exclusive temporary file of a name that cannot be guessed, in its own folder, which
takes its place in one step. Where something fails, or the run is stopped, all are as they were.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from contextlib import suppress
from itertools import takewhile
from typing import TYPE_CHECKING

from generator.files.reading import Refused, leads_outside, read_bytes
from generator.lazy import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

_OUTSIDE = (
    "this folder leads outside of the repository: nothing is written there (--allow-outside does)"
)
_LINK = "this is a link, and nothing is written through links: remove it, or name another path"


@dataclass(slots=True)
class _Waiting:
    """A file to write: its bytes, what it held (None: nothing), and the temporary one."""

    path: Path
    data: bytes
    before: bytes | None
    mode: int
    temporary: str = ""


def write_together(
    texts: Mapping[Path, str] | Mapping[Path, bytes], below: Collection[Path] = ()
) -> dict[Path, bool]:
    """Write files, LF on every system, all or none; tell of each whether it was changed.

    No folder below those of `below` may be a link. Raises OSError, naming the file, where one
    cannot be written; then all are as they were.
    """
    waiting = [_looked_at(path, _bytes(text), below) for path, text in texts.items()]
    changed = [item for item in waiting if item.before != item.data]
    made: list[Path] = []
    try:
        for item in changed:
            _make_folder(item.path.parent, made)
            _fill(item)
        for item in changed:
            os.replace(item.temporary, item.path)
    except BaseException:
        _undo(changed, made)
        raise
    return {item.path: item.before != item.data for item in waiting}


def write_atomically(path: Path, text: str | bytes) -> bool:
    """Write one file in one step; tell whether it was changed. Raises OSError, naming it."""
    return write_together({path: _bytes(text)})[path]


def write_parts(path: Path, parts: Iterable[bytes], below: Collection[Path] = ()) -> None:
    """Write one file of parts that are not held together. Raises OSError, naming it."""
    item = _looked_at(path, b"", below)
    made: list[Path] = []
    try:
        _make_folder(path.parent, made)
        _fill(item, parts)
        os.replace(item.temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(item.temporary)
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        raise


def write_new(path: Path, data: bytes) -> None:
    """Write a file of a folder of our own, where none is yet. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)


def holds(path: Path, text: str) -> bool:
    """Whether there is nothing at a path, or just this text."""
    if not os.path.lexists(path):
        return True
    try:
        return read_bytes(path) == _bytes(text)
    except OSError:
        return False


def _bytes(text: str | bytes) -> bytes:
    """Return what is written; a byte of a name that is not UTF-8 is escaped as in JSON."""
    return text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace")


def _looked_at(path: Path, data: bytes, below: Collection[Path]) -> _Waiting:
    """Return what is to be done for a file; raises OSError where it may not be written."""
    folder = path.parent
    if leads_outside(folder / "file"):
        raise Refused(errno.EACCES, _OUTSIDE, str(folder))
    for link in filter(os.path.islink, _folders_below(folder, below)):
        raise Refused(errno.ELOOP, _LINK, str(link))
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return _Waiting(path, data, None, 0o666 & ~_umask())
    if stat.S_ISLNK(mode):
        raise Refused(errno.ELOOP, _LINK, str(path))
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "a folder is in the place of a file", str(path))
    if not stat.S_ISREG(mode):
        raise Refused(errno.EINVAL, "something else is in the place of a file", str(path))
    return _Waiting(path, data, _before(path, data), stat.S_IMODE(mode))


def _folders_below(folder: Path, below: Collection[Path]) -> list[Path]:
    """Return a folder and those above it, up to the first of `below`; none where that is none."""
    found = list(takewhile(lambda item: item not in below, (folder, *folder.parents)))
    return found if len(found) <= len(folder.parents) else []


def _before(path: Path, data: bytes) -> bytes:
    """Return what a file holds; of one that cannot be read something that is not `data`."""
    try:
        return read_bytes(path)
    except OSError:
        return data + b"\n"


def _make_folder(folder: Path, made: list[Path]) -> None:
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for item in reversed(missing):
        item.mkdir(exist_ok=True)
        made.append(item)


def _fill(item: _Waiting, parts: Iterable[bytes] = ()) -> None:
    try:
        descriptor, item.temporary = tempfile.mkstemp(".tmp", ".scaleset.", item.path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(parts or (item.data,))
        os.chmod(item.temporary, item.mode)
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(item.path)) from None


def _undo(changed: list[_Waiting], made: list[Path]) -> None:
    """Put everything back as it was, as far as that goes."""
    for item in changed:
        with suppress(OSError):
            if not item.temporary:
                continue
            if os.path.lexists(item.temporary):
                os.unlink(item.temporary)
            elif item.before is None:
                item.path.unlink()
            else:
                item.data = item.before
                _fill(item)
                os.replace(item.temporary, item.path)
    for folder in reversed(made):
        with suppress(OSError):
            folder.rmdir()


def _umask() -> int:
    """Return which rights a new file does not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
