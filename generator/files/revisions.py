"""Files as they were in a revision of git, laid out in a temporary folder."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from generator.files.reading import LARGEST
from generator.files.repository import Blob, Repository, mistake
from generator.files.writing import write_new
from generator.lazy import dataclass, regex

if TYPE_CHECKING:
    from collections.abc import Iterable

_BRANCH = regex(r"(?=.*[g-z])\w[\w./-]*")
"""What may be the name of a branch, and not of a commit or of one before another."""
_LARGEST = 64 * 2**20
_MOST_FILES = 20_000
"""Of a repository that has more than this only the folder of the file is laid out."""
_ENDLESS = 2**30
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.EROFS}


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision of a repository, whose work tree is `top`; `folder` holds its files."""

    name: str
    folder: Path
    top: Path

    def path(self, file: Path) -> Path | None:
        """Return where a file of the work tree is in the revision; None where it is not."""
        inside = _below(file, self.top)
        found = None if inside is None else self.folder / inside
        return found if found is not None and os.path.lexists(found) else None

    def label(self, shown: str) -> str:
        """Return what to show of a path into the temporary folder: main:infra/azuredeploy.json."""
        folder = self.folder.as_posix()
        return f"{self.name}:{shown[len(folder) + 1 :]}" if shown.startswith(folder) else shown


def checked_out(name: str, file: Path, into: Path) -> Revision:
    """Lay out the repository of a file as it was in a revision.

    Raises InvalidInput where git is not there, or knows no such revision.
    """
    repository = Repository.of(file)
    verify = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"]
    shallow = repository.text(["rev-parse", "--is-shallow-repository"]) == "true"
    commit = repository.text(verify, _unknown(name, shallow))
    found = list(_wanted(repository, commit, file))
    into.mkdir()
    (into / ".git").mkdir()  # the top of a work tree, which nothing in it may leave
    links = [blob for blob in found if blob.is_link]
    for blob, data in repository.contents([blob for blob in found if not blob.is_link]):
        try:
            write_new(into / blob.path, data)
        except OSError as error:
            if error.errno in _FULL:
                raise
            continue  # a name that this file system has not
    for blob, data in repository.contents(links):  # last, so that nothing is written through one
        _link(into, blob.path, os.fsdecode(data))
    return Revision(name, into, repository.top)


def _wanted(repository: Repository, commit: str, file: Path) -> Iterable[Blob]:
    """Return the blobs to lay out: all, or those of the folder of the file where they are many."""
    found = [blob for blob in repository.blobs(commit) if blob.size <= LARGEST]
    if sum(blob.size for blob in found) <= _LARGEST and len(found) <= _MOST_FILES:
        return found
    inside = _below(file if file.is_dir() else file.parent, repository.top)
    below = "" if inside in (None, Path()) else f"{inside.as_posix()}/" if inside else ""
    found = [blob for blob in found if blob.path.startswith(below)]
    if sum(blob.size for blob in found) > _ENDLESS:
        raise mistake(file, "its folder has more than 1 GB in this revision: nothing is compared")
    return found


def _below(file: Path, top: Path) -> Path | None:
    """Return the path of a file from the top of its work tree, all links on the way followed."""
    above = os.path.realpath(os.path.dirname(os.path.abspath(file)))
    full = Path(os.path.realpath(file) if file.is_dir() else os.path.join(above, file.name))
    return full.relative_to(top) if full.is_relative_to(top) else None


def _link(into: Path, path: str, target: str) -> None:
    """Lay out a link that leads to another file of the revision; of others there is nothing."""
    to = os.path.normpath(os.path.join(os.path.dirname(path), target))
    leaves = os.path.isabs(target) or to == os.pardir or to.startswith(os.pardir + os.sep)
    with suppress(OSError, ValueError):
        (into / path).parent.mkdir(parents=True, exist_ok=True)
        (into / path).symlink_to(os.devnull if leaves else target)


def _unknown(name: str, shallow: bool) -> str:
    """Return how to get a revision that git does not know."""
    message = f"git knows no revision '{name}'"
    if not _BRANCH.fullmatch(name):
        why = (
            "; this clone is shallow: 'git fetch --unshallow' gets older commits, "
            "and so does 'fetch-depth: 0' of actions/checkout"
        )
        return message + why if shallow else message
    branch = name.removeprefix("origin/")
    return (
        f"{message}; 'git fetch origin {branch}' gets it as origin/{branch}, "
        "and so does 'fetch-depth: 0' of actions/checkout"
    )
