"""Makes a built wheel smaller: its files are deflated by zopfli, its code has no remarks.

Lines keep their numbers. What people see stays: the documentation of rules, the help of commands,
and what programs import.
"""

from __future__ import annotations

import ast
import base64
import hashlib
import io
import re
import struct
import tokenize
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ROUNDS = 15
"""More rounds of zopfli take minutes and save a few hundred bytes."""
_LONG = 64 * 1024
"""A shorter file has no use for several blocks of deflate, and looking for them takes long."""
_OF_PROGRAMS = re.compile(
    r"generator/(?:api|diagnostics|findings|language/template|validation/rule|commands/(?:.*/)?arguments)\.py"
)
_DOCUMENTED = re.compile(r"^(?:RULE|CHECK) = ", re.MULTILINE)
"""The docstring of such a module is the documentation of what it says of itself."""


def shrink(path: Path) -> None:
    """Write a wheel anew; the same wheel gives the same bytes."""
    with zipfile.ZipFile(path) as archive:
        entries = {entry: archive.read(entry) for entry in archive.infolist()}
    for entry, content in entries.items():
        name = entry.filename
        if name.endswith(".py") and not _OF_PROGRAMS.fullmatch(name):
            entries[entry] = without_remarks(content.decode()).encode()
    record = next(entry for entry in entries if entry.filename.endswith(".dist-info/RECORD"))
    entries[record] = "".join(_recorded(entries, record)).encode()
    path.write_bytes(_zipped(entries))


def without_remarks(code: str) -> str:
    """Return code without comments and docstrings, those of constants too; lines stay."""
    tree = ast.parse(code)
    lines = code.split("\n")
    for node in ast.walk(tree):
        body = getattr(node, "body", [])
        for item in body if isinstance(body, list) else []:
            if not _is_text(item) or (
                node is tree and item is body[0] and _DOCUMENTED.search(code)
            ):
                continue
            begin, end = item.lineno - 1, item.end_lineno
            written = "\n".join(lines[begin:end]).strip()
            if ast.get_source_segment(code, item) != written:
                continue  # something else stands on its lines
            indent = lines[begin][: item.col_offset]
            only = len(body) == 1 and node is not tree
            lines[begin:end] = [f"{indent}..." if only else "", *[""] * (end - begin - 1)]
    return _without_comments("\n".join(lines))


def _without_comments(code: str) -> str:
    lines = code.split("\n")
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT:
            number, column = token.start
            lines[number - 1] = lines[number - 1][:column].rstrip()
    return "\n".join(lines)


def _is_text(item: ast.stmt) -> bool:
    value = item.value if isinstance(item, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def _recorded(entries: dict[zipfile.ZipInfo, bytes], record: zipfile.ZipInfo) -> Iterator[str]:
    for entry, content in entries.items():
        if entry is record:
            yield f"{entry.filename},,\n"
        else:
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode()
            yield f"{entry.filename},sha256={digest.rstrip('=')},{len(content)}\n"


def _zipped(entries: dict[zipfile.ZipInfo, bytes]) -> bytes:
    """Return a zip file; Python's own module takes no content that is deflated already."""
    body, directory = bytearray(), bytearray()
    for entry, content in entries.items():
        method, made = _deflated(content)
        year, month, day, hour, minute, second = entry.date_time
        name = entry.filename.encode()
        head = struct.pack(
            "<HHHHHIIIHH",
            20,
            0 if name.isascii() else 0x800,
            method,
            hour << 11 | minute << 5 | second // 2,
            (year - 1980) << 9 | month << 5 | day,
            zlib.crc32(content),
            len(made),
            len(content),
            len(name),
            0,
        )
        directory += b"PK\1\2" + bytes([20, entry.create_system]) + head
        directory += struct.pack("<HHHII", 0, 0, 0, entry.external_attr, len(body)) + name
        body += b"PK\3\4" + head + name + made
    number = len(entries)
    end = struct.pack("<HHHHIIH", 0, 0, number, number, len(directory), len(body), 0)
    return bytes(body + directory + b"PK\5\6" + end)


def _deflated(content: bytes) -> tuple[int, bytes]:
    from zopfli.zlib import compress

    splitting = len(content) > _LONG
    made = bytes(compress(content, numiterations=_ROUNDS, blocksplitting=splitting)[2:-4])
    if len(made) < len(content):
        return zipfile.ZIP_DEFLATED, made
    return zipfile.ZIP_STORED, content
