"""Makes a built wheel smaller: deflated by zopfli, its code without remarks and types of arguments.

Lines and names stay, so that a traceback tells where to look; comments, docstrings and blanks go.
What people see stays as it is: the help of commands, and what programs import, with its types. The
documentation of rules goes into one file, where generator/validation/documentation.py finds it.
"""

from __future__ import annotations

import ast
import base64
import hashlib
import io
import json
import re
import struct
import tokenize
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

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
_TYPED = re.compile(
    r"generator/(?:cli|lazy|language/documents/(?:casing|document)|scale_set/view|commands/(?:completion|options))\.py"
)
"""What the modules above give to programs and to the command line with its types."""
_OF_USERS = "generator/templates/"
"""What a person gets as it is: starters have programs too."""
_DATA = re.compile(r"generator/(?:schemas|rollout)/.*\.json")
"""What is read as a whole; of the tables in other rooms some are read by their lines."""
_DOCUMENTED = re.compile(r"^(?:RULE|CHECK) = ", re.MULTILINE)
"""The docstring of such a module is the documentation of what it says of itself."""
_DOCUMENTATION = "generator/validation/documentation.json"


def shrink(path: Path) -> None:
    """Write a wheel anew; the same wheel gives the same bytes."""
    with zipfile.ZipFile(path) as archive:
        entries = {entry: archive.read(entry) for entry in archive.infolist()}
    documentation = {}
    for entry, content in entries.items():
        name = entry.filename
        if name.startswith(_OF_USERS):
            continue
        if _DATA.fullmatch(name):
            entries[entry] = _as_json(json.loads(content))
        if name.endswith(".py") and not _OF_PROGRAMS.fullmatch(name):
            code = content.decode()
            told = ast.get_docstring(ast.parse(code), clean=False)
            if told and _DOCUMENTED.search(code):
                documentation[name[:-3].replace("/", ".")] = told
            code = without_remarks(code)
            code = code if _TYPED.fullmatch(name) else without_types(code)
            entries[entry] = without_blanks(code).encode() if code.strip() else b""
    record = next(entry for entry in entries if entry.filename.endswith(".dist-info/RECORD"))
    if documentation:
        added = zipfile.ZipInfo(_DOCUMENTATION, record.date_time)
        added.external_attr = record.external_attr
        entries = {added: _as_json(documentation), **entries}
    entries[record] = "".join(_recorded(entries, record)).encode()
    path.write_bytes(_zipped(entries))


def without_remarks(code: str) -> str:
    """Return code without comments and docstrings, those of constants too; lines stay."""
    tree = ast.parse(code)
    lines = code.split("\n")
    for node in ast.walk(tree):
        body = getattr(node, "body", [])
        for item in body if isinstance(body, list) else []:
            if not _is_text(item):
                continue
            begin, end = item.lineno - 1, item.end_lineno
            written = "\n".join(lines[begin:end]).strip()
            if ast.get_source_segment(code, item) != written:
                continue  # something else stands on its lines
            indent = lines[begin][: item.col_offset]
            only = len(body) == 1 and node is not tree
            lines[begin:end] = [f"{indent}..." if only else "", *[""] * (end - begin - 1)]
    return _without_comments("\n".join(lines))


def without_types(code: str) -> str:
    """Return code without the types of arguments and results, nor imports that nothing else needs.

    Types of fields make data classes what they are, and stay.
    """
    tree = ast.parse(code)
    lines = [line.encode() for line in code.split("\n")]
    for (row, begin), (last, end) in sorted(_types_in(tree, lines), reverse=True):
        if row == last:
            lines[row] = lines[row][:begin] + lines[row][end:]
    for item in tree.body:
        if isinstance(item, ast.If) and _name_of(item.test) == "TYPE_CHECKING" and not item.orelse:
            end = _end(item)[0] + 1
            lines[item.lineno - 1 : end] = [b""] * (end - item.lineno + 1)
    return _without_needless_imports(b"\n".join(lines).decode())


def _types_in(
    tree: ast.Module, lines: list[bytes]
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield where the types of arguments and results stand, with the sign before them."""
    for node in ast.walk(tree):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        given = node.args
        for one in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg):
            if one is not None and one.annotation is not None:
                begin = one.lineno - 1, one.col_offset + len(one.arg.encode())
                yield begin, _end(one.annotation)
        if node.returns is not None:
            row, column = node.returns.lineno - 1, node.returns.col_offset
            begin = row, lines[row][:column].rfind(b" ->")
            if lines[row][begin[1] : column] == b" -> ":
                yield begin, _end(node.returns)


def _without_needless_imports(code: str) -> str:
    """Return code without what it takes from `typing` and does not name, nor needs for types."""
    tree = ast.parse(code)
    nodes = list(ast.walk(tree))
    named = {node.id for node in nodes if isinstance(node, ast.Name)}
    lines = code.split("\n")
    for item in tree.body:
        if not isinstance(item, ast.ImportFrom) or item.lineno != item.end_lineno:
            continue
        kept = [one.name for one in item.names if one.name in named or one.asname]
        if item.module == "__future__" and not any(map(_has_type, nodes)):
            lines[item.lineno - 1] = ""
        elif item.module == "typing" and len(kept) < len(item.names):
            lines[item.lineno - 1] = f"from typing import {', '.join(kept)}" if kept else ""
    return "\n".join(lines)


def _end(node: ast.expr | ast.stmt) -> tuple[int, int]:
    return (node.end_lineno or 0) - 1, node.end_col_offset or 0


def _has_type(node: ast.AST) -> bool:
    return any(getattr(node, name, None) is not None for name in ("annotation", "returns"))


def _name_of(node: ast.expr) -> str | None:
    return node.id if isinstance(node, ast.Name) else None


def without_blanks(code: str) -> str:
    """Return code with a blank for each level and none beside signs; lines and names stay."""
    lines = code.split("\n")
    for row, begin, end, kept in sorted(_blanks_in(code), reverse=True):
        lines[row] = lines[row][:begin] + " " * kept + lines[row][end:]
    made = "\n".join(lines)
    if ast.dump(ast.parse(made)) != ast.dump(ast.parse(code)):
        raise ValueError(f"without its blanks this is other code:\n{code}")
    return made


def _blanks_in(code: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield rows with where blanks begin and end in them, and how many are of use."""
    level = within = 0
    begins = True  # a statement
    last = (0, 0)
    lines = code.split("\n")
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        level += (token.type == tokenize.INDENT) - (token.type == tokenize.DEDENT)
        if token.type in {tokenize.NEWLINE, tokenize.NL}:
            begins |= token.type == tokenize.NEWLINE
        elif token.type not in {tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT}:
            row, column = token.start
            if row != last[0]:
                yield row - 1, 0, column, level if begins else 0
            elif not within and _is_apart(lines[row - 1], last[1], column):
                yield row - 1, last[1], column, 0
            begins, last = False, token.end
            within += (token.type == _BEGINS_TEXT) - (token.type == _ENDS_TEXT)


_BEGINS_TEXT, _ENDS_TEXT = (getattr(tokenize, f"FSTRING_{one}", -1) for one in ("START", "END"))
"""A Python before 3.12 has one token for all of such a text."""


def _is_apart(line: str, begin: int, end: int) -> bool:
    """Whether what ends and begins in a line needs no blank between."""
    before, after = line[begin - 1], line[end : end + 1]
    words = all(one.isalnum() or one == "_" for one in (before, after))
    return end > begin and not words and not (before.isdigit() and after == ".")


def _as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


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
