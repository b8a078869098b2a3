"""The files of a step as one archive, the same bytes on every machine.

Names are in the order of their bytes; each file has the first time that a zip can hold, root as
its owner, and a mode that its content tells: what begins with #! or is a program of Linux can be
run. A work tree on Windows has no modes to go by.
"""

from __future__ import annotations

import base64
import io
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.delivery.compress import gzip_bytes

if TYPE_CHECKING:
    from generator.files.gathering import GatheredFile

_TIME = 315532800
"""1980-01-01 in UTC."""
_PROGRAMS = (b"#!", b"\x7fELF")

Files = tuple["GatheredFile", ...]


@lru_cache(maxsize=4)
def tar_of(files: Files) -> bytes:
    """Return files as tar."""
    import tarfile  # few specs have files

    made = io.BytesIO()
    with tarfile.TarFile(fileobj=made, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for item in files:
            entry = tarfile.TarInfo(item.name)
            entry.size, entry.mtime = len(item.data), _TIME
            entry.mode = 0o755 if item.data.startswith(_PROGRAMS) else 0o644
            archive.addfile(entry, io.BytesIO(item.data))
    return made.getvalue()


def unpacking(files: Files) -> str:
    """Return the command of sh that puts files into the folder in which it runs.

    They get the time of that moment: who looks whether a file is newer must see that it is. `echo`
    is part of the shell, so no limit on the arguments of a process holds.
    """
    packed = base64.b64encode(gzip_bytes(tar_of(files))).decode("ascii")
    return f"echo {packed} | base64 -d | tar -xzmf - || exit 1"
