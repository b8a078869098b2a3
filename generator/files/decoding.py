"""Bytes of a file to text: UTF-8 as a rule, UTF-16 and UTF-32 as Windows tools save them."""

from __future__ import annotations

import codecs

from generator.diagnostics import Diagnostic, InvalidInput, Position, Severity

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like the mark of UTF-16 LE, so it comes first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}


def decode(data: bytes, path: str) -> str:
    """Return the text of a file without its byte order mark.

    Raises InvalidInput, with the line, where bytes are no text.
    """
    encoding, body = _encoding(data)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(body, encoding, error, path) from None
    if "\0" in text:
        message = "this is no text file (it holds zero bytes); save it as UTF-8 text"
        raise _at(path, text[: text.index("\0")], message)
    return text


def _encoding(data: bytes) -> tuple[str, bytes]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, data[len(mark) :]
    return _without_mark(data), data


def _without_mark(data: bytes) -> str:
    """Report UTF-16 by its zero bytes: the first two characters of our files are ASCII."""
    zeros = [byte == 0 for byte in data[:4]]
    if len(data) % 2 == 0 and zeros in ([False, True], [False, True] * 2):
        return "utf-16-le"
    if len(data) % 2 == 0 and zeros in ([True, False], [True, False] * 2):
        return "utf-16-be"
    return "utf-8"


def _undecodable(body: bytes, encoding: str, error: UnicodeDecodeError, path: str) -> InvalidInput:
    before = body[: error.start].decode(encoding, "replace")
    name = _NAMES.get(encoding, "UTF-32")
    byte = body[error.start]
    guess = bytes([byte]).decode("cp1252", "replace")
    shown = f"0x{byte:02X}"
    if encoding == "utf-8" and byte >= 0x80 and guess.isprintable() and guess != "\ufffd":
        shown += f", which is '{guess}' in Windows-1252"
    message = f"a byte here is not {name} ({shown}); save the file as UTF-8"
    return _at(path, before, message)


def _at(path: str, before: str, message: str) -> InvalidInput:
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    line, column = len(lines), len(lines[-1]) + 1
    place = Position(line, column, line, column + 1)
    return InvalidInput([Diagnostic("not-text", Severity.ERROR, message, path, place)])
