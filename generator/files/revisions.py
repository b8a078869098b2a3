"""Files as they were in a revision of git, laid out in a temporary folder."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from pathlib import Path

from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.lazy import dataclass, regex

_BRANCH = regex(r"(?=.*[g-z])\w[\w./-]*")
"""What may be the name of a branch, and not of a commit or of one before another."""
_LARGEST = 64 * 2**20
"""Of a repository that is larger than this, only the folder of the file is laid out."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision of a repository, whose work tree is `top`; `folder` holds its files."""

    name: str
    folder: Path
    top: Path

    def path(self, file: Path) -> Path | None:
        """Return where a file of the work tree is in the revision; None where it is not."""
        try:
            found = self.folder / file.resolve().relative_to(self.top)
        except ValueError:
            return None
        return found if found.exists() else None

    def label(self, shown: str) -> str:
        """Return what to show of a path into the temporary folder: main:infra/azuredeploy.json."""
        folder = self.folder.as_posix()
        return f"{self.name}:{shown[len(folder) + 1 :]}" if shown.startswith(folder) else shown


def checked_out(name: str, file: Path, into: Path) -> Revision:
    """Lay out the repository of a file as it was in a revision.

    Raises InvalidInput where git is not there, or knows no such revision.
    """
    git = shutil.which("git")
    if git is None:
        raise _mistake(file, "--git needs git, which is not on the PATH")
    home = file.resolve()
    while not home.is_dir():  # what is gone was somewhere below
        home = home.parent
    inside = [git, "-C", str(home)]
    top = Path(_ran([*inside, "rev-parse", "--show-toplevel"], file)).resolve()
    verify = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"]
    commit = _ran([*inside, *verify], file, _unknown(name, _is_shallow(inside, file)))
    inside = [git, "-C", str(top)]
    archive = [*inside, "archive", "--format=tar", commit]
    below = home.relative_to(top).as_posix()
    listed = _output([*inside, "ls-tree", "-r", "-l", "-z", commit], file)
    if below != "." and _size(listed) > _LARGEST:
        archive += ["--", below]
    into.mkdir()
    data = _output(archive, file, f"{below} does not exist in revision '{name}'")
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        tar.extractall(into, filter="data")
    return Revision(name, into, top)


def _is_shallow(inside: list[str], file: Path) -> bool:
    """Return whether a clone has the latest commits only."""
    return _ran([*inside, "rev-parse", "--is-shallow-repository"], file) == "true"


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


def _size(listed: bytes) -> int:
    """Add up the sizes that `git ls-tree -l` gives: mode, kind, hash, size, a tab and the name."""
    sizes = (entry.partition(b"\t")[0].split()[-1] for entry in listed.split(b"\0") if entry)
    return sum(int(size) for size in sizes if size.isdigit())


def _ran(command: list[str], file: Path, why: str = "") -> str:
    return _output(command, file, why).decode("utf-8", "replace").strip()


def _output(command: list[str], file: Path, why: str = "") -> bytes:
    ran = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - git of the user
    if ran.returncode:
        said = ran.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
        raise _mistake(file, why or said or "git fails here")
    return ran.stdout


def _mistake(file: Path, message: str) -> InvalidInput:
    return InvalidInput([Diagnostic("git", Severity.ERROR, message, file.as_posix())])
