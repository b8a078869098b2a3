"""Where the texts of the schemas are: files in a checkout, one packed file in a wheel.

The pack holds the texts in the order of their types, deflated in blocks. Its index has a line for
each block, where it begins and how long it is, and after that one for each of its types; a block
has a line for each of them. In the pack the spans of properties have the numbers of versions.
"""

from __future__ import annotations

import os
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.paths import data_folder

if TYPE_CHECKING:
    from pathlib import Path

_FOLDER, _PACK, _INDEX = "resources", "resources.pack", "resources.index"
_LONGEST = 200
"""No type is as long, and file systems refuse names that are a little longer."""


def text_of_type(kind: str) -> bytes | None:
    """Return the text of a type in lower case; None where there is none."""
    parts = kind.split("/")
    if len(parts) < 2 or not names_files(kind, parts):
        return None
    schemas = data_folder("schemas")
    index = _index(schemas)
    if index:
        return _unpacked(schemas, index, kind)
    path = schemas.joinpath(_FOLDER, *parts[:-1], f"{parts[-1]}.json")
    return path.read_bytes() if path.is_file() else None


def names_files(text: str, parts: list[str]) -> bool:
    """Whether parts of a text that a user wrote may name folders and a file of ours."""
    plain = text.isascii() and len(text) <= _LONGEST
    return plain and all(part.translate(_MARKS).isalnum() for part in parts)


_MARKS = {ord(mark): None for mark in ".-_"}


def all_types() -> tuple[str, ...]:
    """Return all types that have a text, in lower case, in their order."""
    return _types(data_folder("schemas"))


@lru_cache(maxsize=2)
def _types(schemas: Path) -> tuple[str, ...]:
    index = _index(schemas)
    if index:
        rows = (line.partition(b" ")[0].decode() for line in index.split(b"\n"))
        return tuple(name for name in rows if "/" in name)
    top = str(schemas / _FOLDER)
    found = []
    for folder, _, names in os.walk(top):
        begin = folder[len(top) + 1 :].replace(os.sep, "/")
        found += [f"{begin}/{name[:-5]}" for name in names if name.endswith(".json")]
    return tuple(sorted(found))


@lru_cache(maxsize=2)
def _index(schemas: Path) -> bytes:
    """Return the index of the pack; empty in a checkout, where there is none."""
    path = schemas / _INDEX
    return path.read_bytes() if path.is_file() else b""


def _unpacked(schemas: Path, index: bytes, kind: str) -> bytes | None:
    at = index.find(f"\n{kind}\n".encode())
    if at < 0:
        return None
    head, *before = index[index.rindex(b"@ ", 0, at + 1) : at].split(b"\n")
    offset, length = map(int, head.split(b" ")[1:])
    return _block(schemas / _PACK, offset, length)[len(before)]


@lru_cache(maxsize=4)
def _block(path: Path, offset: int, length: int) -> list[bytes]:
    with path.open("rb") as file:
        file.seek(offset)
        return zlib.decompress(file.read(length)).split(b"\n")
