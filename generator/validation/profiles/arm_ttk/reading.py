"""Reading JSON as the reader that arm-ttk has: names without quotes, texts in single ones."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from generator.diagnostics import InvalidInput, Severity
from generator.files.reading import read_bytes
from generator.language.documents.source import Document, decode, read_document, read_json
from generator.lazy import dataclass, regex

if TYPE_CHECKING:
    from generator.diagnostics import Path
    from generator.files.arguments import InputFile

_TOKEN = regex(
    r"""(?P<double>"(?:[^"\\]|\\.)*+")|//[^\r\n]*+|/\*.*?\*/|'(?P<single>(?:[^'\\]|\\.)*+)'"""
    r"""|(?<=[{,\s])(?P<bare>[A-Za-z_$][\w$]*+)(?=\s*+:)""",
    re.DOTALL,
)
_ESCAPED = regex(r"""\\(.)|(")""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file has, and whether all its texts are in double quotes."""

    document: Document
    quoted: bool = True


def read_file(file: InputFile) -> ReadFile:
    """Read a file. Raises InvalidInput where arm-ttk cannot: also for names that differ by case.

    On a line with names without quotes columns count the quotes that are not there.
    """
    read = _read(file)
    clash = _clash(read.document.value)
    if clash:
        message = f"'{clash[-1]}' is a duplicate but for its case, which arm-ttk refuses; keep one"
        found = read.document.diagnostic("json-syntax", Severity.ERROR, message, clash, key=True)
        raise InvalidInput([found])
    return read


def _read(file: InputFile) -> ReadFile:
    try:
        if file.data is None:
            return ReadFile(read_document(file.path))
        return ReadFile(read_json(decode(file.data, file.shown), file.shown))
    except InvalidInput as error:
        if any(item.rule != "json-syntax" for item in error.diagnostics):
            raise
        data = read_bytes(file.path) if file.data is None else file.data
        given = decode(data, file.shown)
        text = _TOKEN.sub(_quoted, given)
        with suppress(InvalidInput):
            single = any(match["single"] is not None for match in _TOKEN.finditer(given))
            return ReadFile(read_json(text, file.shown), quoted=not single)
        raise


def _quoted(match: re.Match[str]) -> str:
    if match["single"] is not None:
        return '"' + _ESCAPED.sub(_escaped, match["single"]) + '"'
    return f'"{match["bare"]}"' if match["bare"] else match[0]


def _escaped(match: re.Match[str]) -> str:
    """Write what is escaped in single quotes as it is in double ones."""
    if match[2]:
        return '\\"'
    return "'" if match[1] == "'" else match[0]


def _clash(value: Any) -> Path:
    """Return the path of a name that an object has in two spellings; empty where none does."""
    waiting: list[tuple[Any, Path]] = [(value, ())]
    while waiting:
        item, path = waiting.pop()
        if isinstance(item, list):
            waiting += ((inner, (*path, at)) for at, inner in enumerate(item))
        if not isinstance(item, dict):
            continue
        seen: set[str] = set()
        for name, inner in item.items():
            if name.lower() in seen:
                return (*path, name)
            seen.add(name.lower())
            if isinstance(inner, dict | list):
                waiting.append((inner, (*path, name)))
    return ()
