"""The files of a step as one archive, the same bytes on every machine.

Names are in the order of their bytes; each file has the first time that a zip can hold, root as
its owner, and a mode that its content tells: what begins with #! or is a program of Linux can be
run. A work tree on Windows has no modes to go by.
"""

from __future__ import annotations

import base64
import hashlib
import struct
import zlib
from contextlib import suppress
from functools import lru_cache, reduce
from typing import TYPE_CHECKING

from generator.delivery.compress import gzip_bytes
from generator.files.package import Package

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.files.gathering import GatheredFile

_TIME = 315532800
"""1980-01-01 in UTC."""
_DOS_TIME, _DOS_DATE = 0, 33
"""The same as a zip writes it."""
_LOCAL, _CENTRAL, _END = b"PK\3\4", b"PK\1\2", b"PK\5\6"
_UTF8, _DEFLATED = 0x800, 8
_PROGRAMS = (b"#!", b"\x7fELF")
_STORED = 65535
"""The bytes of a block of Deflate that is not compressed, at most."""
MOST_COMPRESSED = 2 * 2**20
_MOST_READ = 16 * 2**20
"""What is more than anybody reads the differences of."""

Files = tuple["GatheredFile", ...]


def tar_parts(files: Files) -> Iterator[bytes]:
    """Yield files as tar, part by part."""
    import tarfile  # few specs have files

    length = 0
    for item in files:
        entry = tarfile.TarInfo(item.name)
        parts = item.parts()
        first = next(parts, b"")
        entry.size, entry.mtime = item.size, _TIME
        entry.mode = 0o755 if is_program(first) else 0o644
        head = entry.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")
        rest = bytes(-item.size % tarfile.BLOCKSIZE)
        length += len(head) + item.size + len(rest)
        yield head
        yield first
        yield from parts
        yield rest
    length += 2 * tarfile.BLOCKSIZE
    yield bytes(2 * tarfile.BLOCKSIZE + -length % tarfile.RECORDSIZE)


@lru_cache(maxsize=4)
def tar_of(files: Files) -> bytes:
    """Return files as tar."""
    return b"".join(tar_parts(files))


def is_program(first: bytes) -> bool:
    """Whether what begins so can be run."""
    return first.startswith(_PROGRAMS)


def unpacked_from(package: Package) -> str:
    """Return the command of sh that checks a package that was downloaded, and unpacks it."""
    check = f"echo '{package.sha256}  {package.name}' | sha256sum -c - >/dev/null"
    return f"{check} && tar -xzmf {package.name} || exit 1"


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
    return b"".join(zip_parts(files, compressed=True))


def zip_parts(files: Files, *, compressed: bool) -> Iterator[bytes]:
    """Yield files as zip, part by part; what is not compressed is never held as a whole."""
    listed, at = bytearray(), 0
    for item in files:
        name = item.name.encode()
        parts = [_deflated(item.data)] if compressed else item.parts()
        size = len(parts[0]) if isinstance(parts, list) else item.size
        about = struct.pack(
            "<HHHHHIIIHH", 20, _UTF8, _DEFLATED * compressed, _DOS_TIME, _DOS_DATE, _sum(item),
            size, item.size, len(name), 0,
        )  # fmt: skip
        place = struct.pack("<HHHII", 0, 0, 0, 0, at)
        listed += _CENTRAL + struct.pack("<H", 20) + about + place + name
        yield _LOCAL + about + name
        yield from parts
        at += len(_LOCAL) + len(about) + len(name) + size
    yield bytes(listed)
    yield _END + struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(listed), at, 0)


def _deflated(data: bytes) -> bytes:
    from zopfli.zlib import compress

    # Deflate stands between a header of two bytes and a sum of four.
    return bytes(compress(data, numiterations=1, blocksplitting=0))[2:-4]


def _sum(item: GatheredFile) -> int:
    return reduce(lambda found, part: zlib.crc32(part, found), item.parts(), 0)


def gzip_parts(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield parts in gzip format, not compressed: the same bytes whatever the zlib of a machine."""
    yield b"\x1f\x8b\x08\0\0\0\0\0\0\x03"
    checked = size = 0
    for part in parts:
        checked, size = zlib.crc32(part, checked), size + len(part)
        for start in range(0, len(part), _STORED):
            block = part[start : start + _STORED]
            yield struct.pack("<BHH", 0, len(block), len(block) ^ _STORED)
            yield block
    yield struct.pack("<BHHII", 1, 0, _STORED, checked, size % 2**32)


def package_parts(files: Files, ending: str) -> Iterator[bytes]:
    """Yield the archive that is published of files: `ending` is tar.gz or zip.

    What takes long to compress so that it is the same everywhere is not compressed: Zopfli does
    about 1 MB in a second.
    """
    compressed = sum(item.size for item in files) <= MOST_COMPRESSED
    if ending == "zip":
        return zip_parts(files, compressed=compressed)
    return iter([gzip_bytes(tar_of(files))]) if compressed else gzip_parts(tar_parts(files))


def package_of(step: str, files: Files, ending: str) -> Package:
    """Return the package of the files of a step; raises NotGathered where one cannot be read."""
    digest, size = hashlib.sha256(), 0
    for part in package_parts(files, ending):
        digest.update(part)
        size += len(part)
    return Package(step, digest.hexdigest(), size, ending, files)


def text_of(item: GatheredFile) -> str:
    """Return the text of a file; of what is none, or is large, how large it is and its hash."""
    if item.size <= _MOST_READ:
        return as_text(item.data)
    digest = hashlib.sha256()
    for part in item.parts():
        digest.update(part)
    return _about(item.size, digest.hexdigest())


def as_text(data: bytes) -> str:
    """Return the text of a file; of what is none, how large it is and its hash."""
    with suppress(UnicodeDecodeError):
        text = data.decode("utf-8-sig")
        if "\0" not in text:
            return text
    return _about(len(data), hashlib.sha256(data).hexdigest())


def _about(size: int, digest: str) -> str:
    return f"({size:,} bytes that are no text, SHA-256 {digest[:8]}...)"
