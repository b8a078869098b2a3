"""The files that a command or script unpacks beside itself, or that custom data carries for it.

What is no text is told by its size and hash, as is all of an archive that does not open.
"""

from __future__ import annotations

import io
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

from generator.azure.limits import limit
from generator.delivery.archives import as_text
from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TAR = regex(r"echo (H4sI[A-Za-z0-9+/=]+) \| base64 -d \| tar -xzmf - \|\| exit 1(?:\n|; )?")
_ZIP = regex(r"(?<=FromBase64String\()'(UEsDB[A-Za-z0-9+/=]+)'")
_WHOLE = regex(r"\s*(UEsDB[A-Za-z0-9+/=\s]+)")
_BROKEN = (ValueError, OSError, EOFError, RuntimeError, zlib.error)
_LARGEST = 16 * limit("template-bytes")
"""A template of the largest size may hold more than anybody wants to read."""


def files_inside(text: str) -> tuple[dict[str, str], str] | None:
    """Return the files inside of a text by their names, and the text without them.

    None where it has no files.
    """
    whole = _WHOLE.fullmatch(text)
    if whole:
        return _opened(whole[1], _of_zip), ""
    for pattern, read in ((_TAR, _of_tar), (_ZIP, _of_zip)):
        found = pattern.search(text)
        if found:
            return _opened(found[1], read), text[: found.start()] + text[found.end() :]
    return None


def _opened(packed: str, read: Callable[[bytes], Iterator[tuple[str, bytes]]]) -> dict[str, str]:
    import base64
    import tarfile
    import zipfile

    with suppress(*_BROKEN, tarfile.TarError, zipfile.BadZipFile):
        data = base64.b64decode("".join(packed.split()), validate=True)
        return {name: as_text(content) for name, content in read(data)}
    return {}


def _of_tar(data: bytes) -> Iterator[tuple[str, bytes]]:
    import tarfile

    unpacked = zlib.decompressobj(31).decompress(data, _LARGEST)
    with tarfile.TarFile(fileobj=io.BytesIO(unpacked)) as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content is not None:
                yield member.name, content.read()


def _of_zip(data: bytes) -> Iterator[tuple[str, bytes]]:
    import zipfile

    left = _LARGEST
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            left -= member.file_size
            if left < 0:
                return
            yield member.filename, archive.read(member)
