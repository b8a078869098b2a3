"""Where the schemas are: files in a checkout, one packed file in a wheel.

The pack holds a text for each type, in their order, compressed in blocks. All blocks begin with the
same text, a sample of others, so that each is shorter; the bytes that they have in common for it
stand once, before the first of them. Its index begins with the day of the table of API versions and
the types that only this table has; after that it has a line for each block, where the rest of it
begins and how long that is, and one for each of its types, with the versions of both: `+` marks
those that only the schema has, `-` those that only the table has.

In a text definitions stand in the order in which they are first referred to, beginning with the
resource itself. So they need no names; only the reviewed types have some, in what refers to them.
The spans of properties have the numbers of versions, and what is frequent is one character: marks
below 32 are pieces of JSON, those from 128 on the words of another file.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from generator.lazy import regex
from generator.paths import data_folder

if TYPE_CHECKING:
    from pathlib import Path

_FOLDER, _TABLE = "resources", "api-versions"
_PACK, _INDEX, _WORDS = "resources.pack", "resources.index", "resources.words"
_LONGEST = 200
"""No type is as long, and file systems refuse names that are a little longer."""
REFERENCE = regex(r"#([^\"\[{ ]+)")
"""How a text refers to a definition."""
NEXT = "\x01"
"""How a packed text refers to the next definition that nothing referred to before."""
SHORT = (
    '":"s","', '":"ro","', '":"!s","', '":"b","', '":"n","', '"},{"', f'":"{NEXT}","', ':{"e":["',
    '"],"open":true}', '","', '":"',
)  # fmt: skip
FIRST = 14
"""The character that stands for the first of these texts; those of the others follow it."""
FIRST_WORD = 128
"""The character that stands for the first of the words."""
_OF_WORD = regex("([\x80-\uffff])")


def data_of_type(kind: str) -> dict[str, Any] | None:
    """Return what is kept of a type, in lower case; None where there is nothing."""
    parts = kind.split("/")
    if len(parts) < 2 or not names_files(kind, parts):
        return None
    schemas = data_folder("schemas")
    if _index(schemas):
        return _unpacked(schemas, kind)
    path = schemas.joinpath(_FOLDER, *parts[:-1], f"{parts[-1]}.json")
    return dict(json.loads(path.read_bytes())) if path.is_file() else None


def names_files(text: str, parts: list[str]) -> bool:
    """Whether parts of a text that a user wrote may name folders and a file of ours."""
    plain = text.isascii() and len(text) <= _LONGEST
    return plain and all(part.translate(_MARKS).isalnum() for part in parts)


_MARKS = {ord(mark): None for mark in ".-_"}


def all_types() -> tuple[str, ...]:
    """Return all types that have a schema, in lower case, in their order."""
    return _types(data_folder("schemas"))


def version_table() -> tuple[str, dict[str, str]]:
    """Return the month of the table of API versions, and the versions of its types, as spelled."""
    return _version_table(data_folder("schemas"))


def month_of_table() -> str:
    """Return the month that the table of API versions is of."""
    schemas = data_folder("schemas")
    return _index(schemas).partition("\n")[0] or _table_lines(schemas).split('"', 4)[3]


def versions_in_table(kind: str) -> str:
    """Return the versions that the table has of a type, all in lower case, apart by blanks.

    Only its line is read: a file asks for few of the thousands.
    """
    schemas = data_folder("schemas")
    lines = _folded(schemas)
    key, end = (f"\n{kind} ", "\n") if lines else (f'\n"{kind}": "', '"')
    lines = lines or _table_lines(schemas)
    at = lines.find(key) if len(kind) <= _LONGEST and not _BREAKS & set(kind) else -1
    if at < 0:
        return ""
    at += len(key)
    return _from_index(lines[at : lines.index(end, at)])


_BREAKS = {'"', "\n", " "}


def _from_index(versions: str) -> str:
    """Return the versions of a line of the index that the table has; `+` is not of the table."""
    known = [item.removeprefix("-") for item in versions.split(" ") if item[:1] != "+"]
    return " ".join(known).replace("~", "-preview")


@lru_cache(maxsize=2)
def _table_lines(schemas: Path) -> str:
    return (schemas / f"{_TABLE}.json").read_text("utf-8").lower()


@lru_cache(maxsize=2)
def _types(schemas: Path) -> tuple[str, ...]:
    index = _index(schemas)
    if index:
        rows = (line.partition(" ")[0] for line in index[index.index("\n@ ") :].split("\n"))
        return tuple(name.lower() for name in rows if "/" in name)
    top = str(schemas / _FOLDER)
    found = []
    for folder, _, names in os.walk(top):
        begin = folder[len(top) + 1 :].replace(os.sep, "/")
        found += [f"{begin}/{name[:-5]}" for name in names if name.endswith(".json")]
    return tuple(sorted(found))


@lru_cache(maxsize=2)
def _version_table(schemas: Path) -> tuple[str, dict[str, str]]:
    index = _index(schemas)
    if not index:
        data = json.loads((schemas / f"{_TABLE}.json").read_bytes())
        return data["date"], data["types"]
    table = {}
    for row in index.split("\n"):
        name, _, versions = row.partition(" ")
        if "/" in name:
            known = _from_index(versions)
            if known:
                table[name] = known
    return index.partition("\n")[0], table


@lru_cache(maxsize=2)
def _index(schemas: Path) -> str:
    """Return the index of the pack; empty in a checkout, where there is none."""
    path = schemas / _INDEX
    return path.read_text("ascii") if path.is_file() else ""


@lru_cache(maxsize=2)
def _folded(schemas: Path) -> str:
    return _index(schemas).lower()


def _unpacked(schemas: Path, kind: str) -> dict[str, Any] | None:
    index = _index(schemas)
    at = _folded(schemas).find(f"\n{kind} ")
    begin = index.rfind("\n@ ", 0, at + 1)
    if at < 0 or begin < 0:
        return None
    offset, length = _place(index, begin)
    shared, _ = _place(index, index.index("\n@ "))
    number = index.count("\n", begin, at)
    name, *versions = index[at + 1 : index.index("\n", at + 1)].split(" ")
    packed = _block(schemas / _PACK, shared, offset, length)[number]
    text, names = _written_out(packed, _words(schemas))
    data = dict(json.loads(text))
    data["type"] = name
    known = (item.removeprefix("+") for item in versions if item[0] != "-")
    data["versions"] = [item.replace("~", "-preview") for item in known]
    if isinstance(data["definitions"], list):
        if data.get("reviewed"):
            names = ("", *dict.fromkeys(REFERENCE.findall(text)))
        data["definitions"] = dict(zip(names, data["definitions"], strict=True))
    return data


def _place(index: str, at: int) -> tuple[int, int]:
    """Return where the rest of a block begins, and how long it is, from its line."""
    offset, _, length = index[at + 3 : index.index("\n", at + 1)].partition(" ")
    return int(offset), int(length)


def _written_out(packed: bytes, words: list[str]) -> tuple[str, tuple[str, ...]]:
    """Return a packed text as JSON, and the numbers that its definitions have as names."""
    for number, long in enumerate(SHORT, FIRST):  # in bytes this takes a sixth of the time
        packed = packed.replace(bytes([number]), long.encode())
    text = packed.decode()
    if not text.isascii():
        parts = _OF_WORD.split(text)
        parts[1::2] = [words[ord(mark) - FIRST_WORD] for mark in parts[1::2]]
        text = "".join(parts)
    first, *others = text.split(NEXT)
    numbers = [str(number) for number in range(1, len(others) + 1)]
    pieces = (f"#{number}{piece}" for number, piece in zip(numbers, others, strict=True))
    return first + "".join(pieces), ("", *numbers)


@lru_cache(maxsize=2)
def _words(schemas: Path) -> list[str]:
    return (schemas / _WORDS).read_text("ascii").split("\n")


@lru_cache(maxsize=4)
def _block(path: Path, shared: int, offset: int, length: int) -> list[bytes]:
    try:
        import lzma  # only a wheel has the packed form
    except ImportError as error:
        told = "this Python was built without lzma, which the schemas of resources need"
        raise OSError(f"{told}; build it anew with liblzma, or take another") from error
    with path.open("rb") as file:
        begin = file.read(shared)
        file.seek(offset)
        return lzma.decompress(begin + file.read(length), lzma.FORMAT_ALONE).split(b"\n")
