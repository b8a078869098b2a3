r"""Reading JSON as Azure Resource Manager's reader (Newtonsoft) does.

Taken are comments, trailing commas, raw line ends in texts, odd white space and repeated names,
of which the last one counts. Clean text goes through the decoder of Python at once; what that one
refuses is tried again without comments and trailing commas; only what is still refused meets the
slow scanner, which says what is wrong. Lone surrogates (`\ud800`) become U+FFFD, as in Azure.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.language.documents.document import Document, broken
from generator.language.documents.json_scalars import real, whole, without_lone_surrogates
from generator.language.documents.json_scanner import scan
from generator.language.documents.places import DEEPEST, BrokenText, Fault, Lines
from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Callable

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?'  # open ones run to the end: no second look at anything
_COMMENT_OR_SPACE = regex(rf"{_STRING}|(//[^\r\n]*+|/\*.*?(?:\*/|\Z)|[^\S \t\r\n]++)", re.DOTALL)
_TRAILING_COMMA = regex(rf"{_STRING}|(?<=[^\s,:\[{{])\s*+(,)(?=\s*+[}}\]])", re.DOTALL)
_HOLDERS = {dict, list}


def read_json(
    text: str,
    path: str,
    *,
    strict: bool = False,
    duplicates: Severity = Severity.WARNING,
    report: list[Diagnostic] | None = None,
) -> Document:
    """Read JSON; trailing commas and duplicate keys go to `report`, or are raised as errors.

    Raises InvalidInput: one precise diagnostic for broken text, all for what is made an error.
    """
    asked = duplicates is Severity.ERROR or strict or report is not None
    value, repeated, commas = _read(text, path, asked=asked)
    document = Document(path, text, value, "json")
    found = []
    if repeated:
        severity = Severity.ERROR if strict else duplicates
        found += _duplicate_keys(document, severity)
    if commas and (strict or report is not None):
        severity = Severity.ERROR if strict else Severity.INFO
        found += _trailing_commas(document, commas, severity)
    if any(item.severity is Severity.ERROR for item in found):
        raise InvalidInput(found)
    if report is not None:
        report += found
    return document


def _read(text: str, path: str, *, asked: bool) -> tuple[Any, bool, list[int]]:
    """Return the value, whether a name stands twice where that is `asked`, and trailing commas."""
    decode = _decode_and_compare if asked else _decode
    escaped = without_lone_surrogates(text)
    try:
        return *decode(escaped), []
    except (ValueError, RecursionError):
        plain = _COMMENT_OR_SPACE.sub(_blank, escaped)
        commas: list[int] = []
        plain = _TRAILING_COMMA.sub(_comma_blanker(commas), plain)
    try:
        return *decode(plain), commas
    except (ValueError, RecursionError) as error:
        raise broken("json-syntax", path, text, [_fault(text, error)]) from None


def _fault(text: str, error: Exception) -> Fault:
    try:
        scan(text)
    except BrokenText as found:
        return found.fault
    at = error.pos if isinstance(error, json.JSONDecodeError) else 0
    return Fault(at, at, "this is not JSON")


def _decode(text: str) -> tuple[Any, bool]:
    """Return the value; of duplicate names the last one counts."""
    return _shallow(_DECODER.decode(text)), False


def _decode_and_compare(text: str) -> tuple[Any, bool]:
    """Return the value, and whether a name stands twice in an object."""
    repeated = False

    def to_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated
        members = dict(pairs)
        if len(members) != len(pairs):
            repeated = True
        return members

    value = _decoder(to_object).decode(text)
    return _shallow(value), repeated


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _decoder(
    to_object: Callable[[list[tuple[str, Any]]], dict[str, Any]] | None = None,
) -> json.JSONDecoder:
    return json.JSONDecoder(
        strict=False,
        object_pairs_hook=to_object,
        parse_constant=_no_constant,
        parse_int=whole,
        parse_float=real,
    )


_DECODER = _decoder()


def _shallow(value: Any) -> Any:
    if _depth(value) > DEEPEST:
        raise ValueError("too deep")
    return value


def _depth(value: Any) -> int:
    """Count the levels of objects and arrays, level by level: no recursion, whatever comes."""
    depth, level = 0, [value] if type(value) in _HOLDERS else []
    while level:
        depth += 1
        level = [
            item
            for holder in level
            for item in (holder.values() if type(holder) is dict else holder)
            if type(item) in _HOLDERS
        ]
    return depth


def _blank(match: re.Match[str]) -> str:
    """Replace a comment by white space of the same length, so that offsets stay."""
    found = match[1]
    if not found:
        return match[0]
    if found.startswith("/*") and (len(found) < 4 or not found.endswith("*/")):
        return found
    return re.sub(r"[^\r\n]", " ", found)


def _comma_blanker(commas: list[int]) -> Callable[[re.Match[str]], str]:
    def blank(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0]
        commas.append(match.start(1))
        return match[0][:-1] + " "

    return blank


def _duplicate_keys(document: Document, severity: Severity) -> list[Diagnostic]:
    lines = Lines(document.text)
    found = []
    for name, first, start, end in scan(document.text).duplicates:
        line, _ = lines.line_column(first)
        message = f"duplicate name '{name}', first in line {line}; only the last one counts"
        position = lines.position(start, end)
        found.append(Diagnostic("json-duplicate-key", severity, message, document.path, position))
    return found


def _trailing_commas(document: Document, commas: list[int], severity: Severity) -> list[Diagnostic]:
    lines = Lines(document.text)
    message = "a comma after the last element; Azure takes it, strict JSON readers do not"
    return [
        Diagnostic(
            "json-trailing-comma", severity, message, document.path, lines.position(at, at + 1)
        )
        for at in commas
    ]
