"""The files of a step as one archive, the same bytes on every machine.

Names are in the order of their bytes; each file has the first time that a zip can hold, root as
its owner, and a mode that its content tells: what begins with #! or is a program of Linux can be
run. A work tree on Windows has no modes to go by.
"""

from __future__ import annotations

import base64
import hashlib
import io
import struct
import zlib
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.delivery.compress import gzip_bytes

if TYPE_CHECKING:
    from generator.files.gathering import GatheredFile

_TIME = 315532800
"""1980-01-01 in UTC."""
_DOS_TIME, _DOS_DATE = 0, 33
"""The same as a zip writes it."""
_LOCAL, _CENTRAL, _END = b"PK\3\4", b"PK\1\2", b"PK\5\6"
_UTF8, _DEFLATED = 0x800, 8
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


@lru_cache(maxsize=4)
def zip_of(files: Files) -> bytes:
    """Return files as zip, without folders of their own: whatever unpacks it makes them."""
    from zopfli.zlib import compress

    made, listed = bytearray(), bytearray()
    for item in files:
        name = item.name.encode()
        # Deflate stands between a header of two bytes and a sum of four.
        packed = bytes(compress(item.data, numiterations=1, blocksplitting=0))[2:-4]
        about = struct.pack(
            "<HHHHHIIIHH", 20, _UTF8, _DEFLATED, _DOS_TIME, _DOS_DATE, zlib.crc32(item.data),
            len(packed), len(item.data), len(name), 0,
        )  # fmt: skip
        place = struct.pack("<HHHII", 0, 0, 0, 0, len(made))
        listed += _CENTRAL + struct.pack("<H", 20) + about + place + name
        made += _LOCAL + about + name + packed
    end = struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(listed), len(made), 0)
    return bytes(made + listed + _END + end)


def as_text(data: bytes) -> str:
    """Return the text of a file; of what is none, how large it is and its hash."""
    with suppress(UnicodeDecodeError):
        text = data.decode("utf-8-sig")
        if "\0" not in text:
            return text
    digest = hashlib.sha256(data).hexdigest()[:8]
    return f"({len(data):,} bytes that are no text, SHA-256 {digest}...)"
