"""The YAML of cloud-init, which is version 1.1, on top of our reader, which follows 1.2.

In 1.1 the plain words yes, no, on and off are booleans, 22:22 is a number to the base of 60, a
leading 0 makes a number octal, and a date is a date; `!!binary` is base64 to be decoded. Names may
be numbers, as in the examples for `snap: {commands: {00: ...}}`, which our reader refuses.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

from generator.diagnostics import InvalidInput
from generator.language.documents.source import read_yaml
from generator.lazy import dataclass, field, regex

if TYPE_CHECKING:
    from generator.diagnostics import Diagnostic, Path
    from generator.language.documents.source import Document

_WORDS = {
    variant: value
    for word, value in {"yes": True, "no": False, "on": True, "off": False}.items()
    for variant in (word, word.capitalize(), word.upper())
}
_DATE = regex(r"\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?([Tt]|[ \t]+)\d.*")
_BASE_60 = regex(r"[-+]?[1-9][0-9]*(:[0-5]?[0-9])+")
_INTEGER = regex(
    r"[-+]?(?:0b[01_]+|0[0-7_]*|[1-9][0-9_]{0,99}(?::[0-5]?[0-9])*|0x[0-9a-fA-F_]{1,99})"
)
_FLOAT = regex(r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*)")
_LONGEST, _PARTS = 300, 9
_LINE_END = regex(r"\r\n?|\n")


_WIDE = {ord("0") + digit: chr(0xFF10 + digit) for digit in range(10)}
_PLAIN = {0xFF10 + digit: str(digit) for digit in range(10)}


def read_cloud_yaml(text: str, path: str) -> Document:
    """Read YAML as cloud-init does; raises InvalidInput where it is broken.

    Names that are numbers come in wide digits (see `plain_digits`), so that all places stay.
    """
    text = text.replace("!!binary", " " * len("!!binary"))
    try:
        document = read_yaml(text, path)
    except InvalidInput as error:
        document = read_yaml(_with_wide_names(text, error.diagnostics), path)
    document.value = _Words(document).read(document.value, ())
    return document


def plain_digits(text: str) -> str:
    """Return a text that may hold such names as it was written."""
    return text.translate(_PLAIN)


def _with_wide_names(text: str, found: list[Diagnostic]) -> str:
    """Return a text in which the numbers that were refused as names are text of the same length."""
    lines = text.splitlines(keepends=True)
    for place in [item.position for item in found]:
        if place.line != place.end_line or place.line > len(lines):
            continue
        line, start, end = lines[place.line - 1], place.column - 1, place.end_column - 1
        if line[start:end].isdecimal():
            lines[place.line - 1] = line[:start] + line[start:end].translate(_WIDE) + line[end:]
    return "".join(lines)


def as_python(written: str) -> str | None:
    """Return the text that becomes of a number as it is written; None of anything else."""
    text = written.replace("_", "")
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text.removeprefix("+"))
    if _INTEGER.fullmatch(written):
        if ":" in digits:
            return sign + str(_base_60(digits))
        octal = digits.startswith("0") and digits[1:2].isdecimal()
        return sign + str(int(digits, 8 if octal else 0))
    if _FLOAT.fullmatch(written) and len(digits) < _LONGEST:
        return str(float(text))
    return None


def _base_60(digits: str) -> int:
    total = 0
    for part in digits.split(":")[:_PARTS]:
        total = total * 60 + int(part)
    return total


@dataclass(slots=True)
class _Words:
    """Turns the words of a document that mean something else in YAML 1.1."""

    document: Document
    lines: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = _LINE_END.split(self.document.text)

    def read(self, value: Any, path: Path) -> Any:
        """Return a value as version 1.1 reads it."""
        if isinstance(value, dict):
            return {name: self.read(item, (*path, name)) for name, item in value.items()}
        if isinstance(value, list):
            return [self.read(item, (*path, index)) for index, item in enumerate(value)]
        if isinstance(value, str):
            return self.word(value, path)
        if isinstance(value, int) and not isinstance(value, bool):
            return self.number(value, path)
        return value

    def word(self, value: str, path: Path) -> Any:
        """Return what a word means, if it stands without quotes."""
        special = value in _WORDS or _DATE.fullmatch(value) or _BASE_60.fullmatch(value)
        if not special or not self.written(path).startswith(value):
            return value
        if value in _WORDS:
            return _WORDS[value]
        # Only the kind of these is told, so the value does not matter.
        return 0 if _BASE_60.fullmatch(value) else datetime.date.min

    def number(self, value: int, path: Path) -> int | str:
        """Return what a number with a leading 0 means."""
        found = re.match(r"0o[0-7]+|0[0-9]+", self.written(path))
        if found is None:
            return value
        octal = found[0].isdecimal() and not {"8", "9"} & set(found[0])
        return int(found[0], 8) if octal else found[0]

    def written(self, path: Path) -> str:
        """Return the rest of the line from a value on."""
        position = self.document.position(path)
        return self.lines[position.line - 1][position.column - 1 :]
