"""Where a program lies that this one runs: in a folder of the PATH that is named in full.

An entry that is empty or relative stands for a folder that a repository can fill, and Windows looks
into the current folder before all others: neither is searched here.
"""

from __future__ import annotations

import os

_ENDINGS = ("", ".exe", ".com") if os.name == "nt" else ("",)
"""A batch file of Windows has its arguments read by a shell, so none is given a path."""


def program(name: str, *, batch: bool = False) -> str | None:
    """Return the full path of a program, with `batch` also of a batch file; None without one."""
    endings = (*_ENDINGS, ".cmd", ".bat") if batch and os.name == "nt" else _ENDINGS
    for folder in os.get_exec_path():
        for ending in endings if os.path.isabs(folder) else ():
            found = os.path.join(folder, name + ending)
            if os.path.isfile(found) and os.access(found, os.X_OK):
                return found
    return None


def as_argument(path: str | os.PathLike[str]) -> str:
    """Return a path as no program takes it for an option."""
    text = os.fspath(path)
    return text if os.path.isabs(text) else os.path.join(os.curdir, text)
