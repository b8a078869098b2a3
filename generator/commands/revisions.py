"""Files as they were in a revision of git, laid out in a temporary folder."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import Diagnostic, InvalidInput, Severity


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision of a repository: `folder` holds the files of one of its folders, `top`."""

    name: str
    folder: Path
    top: Path

    def path(self, file: Path) -> Path | None:
        """Give where a file of the work tree is in the revision; None where it is not."""
        try:
            found = self.folder / file.resolve().relative_to(self.top)
        except ValueError:
            return None
        return found if found.exists() else None

    def label(self, shown: str) -> str:
        """Give what to show of a path into the temporary folder: main:infra/azuredeploy.json."""
        folder = self.folder.as_posix()
        return f"{self.name}:{shown[len(folder) + 1 :]}" if shown.startswith(folder) else shown


def checked_out(name: str, file: Path, into: Path) -> Revision:
    """Lay out the folder of a file as it was in a revision.

    Raises InvalidInput where git is not there, or knows no such revision or folder.
    """
    git = shutil.which("git")
    if git is None:
        raise _mistake(file, "--git needs git, which is not on the PATH")
    home = file.resolve()
    home = home if home.is_dir() else home.parent
    if not home.is_dir():
        raise _mistake(file, "no such file or folder")
    top = _ran([git, "-C", str(home), "rev-parse", "--show-toplevel"], file)
    commit = _ran(
        [git, "-C", str(home), "rev-parse", "--verify", "--quiet", "--end-of-options",
         f"{name}^{{commit}}"],
        file, f"git knows no revision '{name}'",
    )  # fmt: skip
    below = home.relative_to(Path(top).resolve()).as_posix()
    archive = [git, "-C", top, "archive", "--format=tar", commit]
    if below != ".":
        archive += ["--", below]
    into.mkdir()
    data = _output(archive, file, f"{below} does not exist in revision '{name}'")
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        tar.extractall(into, filter="data")
    return Revision(name, into, Path(top).resolve())


def _ran(command: list[str], file: Path, why: str = "") -> str:
    return _output(command, file, why).decode("utf-8", "replace").strip()


def _output(command: list[str], file: Path, why: str) -> bytes:
    ran = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - git of the user
    if ran.returncode:
        said = ran.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
        raise _mistake(file, why or said or "git fails here")
    return ran.stdout


def _mistake(file: Path, message: str) -> InvalidInput:
    return InvalidInput([Diagnostic("git", Severity.ERROR, message, file.as_posix())])
