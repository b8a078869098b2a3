"""JSON as json() reads it: the first value of a text, as the engine's lenient reader takes it.

It takes single quotes, names without quotes, comments, octal and hexadecimal numbers, what is left
out between commas, brackets that are not closed; what follows the value does not count. Source: the
engine's answers in tests/data/engine.
"""

from __future__ import annotations

import re
from typing import Any

from generator.language.expressions.values import DEEPEST, FunctionError, Undecided
from generator.lazy import regex

_GAP = regex(r"(?:[\s\x85]|/\*.*?\*/|//[^\r\n]*)*", re.DOTALL)
_SPACE = regex(r"\s*")
_NUMBER = regex(r"[-+.0-9A-Fa-fxX]+")
_ENDS_NUMBER = regex(r"[\s,\]})/]|$")
_ENDS_WORD = regex(r"[\s,\]}]|/[/*]|$")
_NAME = regex(r"(?:[^\W_]|[_$])+")
_TEXTS = {sign: regex(rf"[^{sign}\\]*(?:\\.[^{sign}\\]*)*", re.DOTALL) for sign in "\"'"}
_ESCAPE = regex(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_MEANT = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"} | {s: s for s in "\\\"'/"}
_HALVES = regex("[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")
_WORDS = {
    "true": True,
    "false": False,
    "null": None,
    "undefined": None,
    "NaN": float("nan"),
    "Infinity": float("inf"),
    "-Infinity": float("-inf"),
}
_FRACTION = regex(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_WHOLE = regex(r"-?[0-9]{1,4000}")
_OTHER_BASE = regex(r"0[xX][0-9A-Fa-f]{1,16}|0[0-7]{1,22}")


def read_json_text(text: str) -> Any:
    """Read the first value of a text; raises FunctionError where the engine refuses it."""
    return _Reader(text).value(0)


class _Reader:
    """Reads value after value; `at` is where it has come to."""

    __slots__ = ("_at", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def value(self, depth: int) -> Any:
        """Read a value, with what may stand before it; one that is left out is null."""
        if depth > DEEPEST:
            raise FunctionError(f"the JSON is nested deeper than {DEEPEST} levels")
        self._skip(_GAP)
        sign = self._text[self._at : self._at + 1]
        if sign == ",":
            return None
        if sign == "{":
            return self._object(depth)
        if sign == "[":
            return self._array(depth)
        if sign in _TEXTS:
            return self._quoted(sign)
        word = next((word for word in _WORDS if self._text.startswith(word, self._at)), None)
        if word is not None:
            self._at += len(word)
            self._require(_ENDS_WORD)
            return _WORDS[word]
        if self._text.startswith("new", self._at):
            raise Undecided("values of JavaScript")
        return self._number()

    def _skip(self, what: re.Pattern[str]) -> str:
        match = what.match(self._text, self._at)
        if match is None:
            raise _no_json()
        self._at = match.end()
        return match[0]

    def _require(self, what: re.Pattern[str]) -> None:
        if not what.match(self._text, self._at):
            raise _no_json()

    def _take(self, sign: str) -> bool:
        found = self._text.startswith(sign, self._at)
        self._at += len(sign) if found else 0
        return found

    def _object(self, depth: int) -> dict[str, Any]:
        self._at += 1
        result: dict[str, Any] = {}
        while True:
            self._skip(_GAP)
            if self._take("}"):
                return result
            name = self._name()
            self._skip(_SPACE)
            if not self._take(":"):
                raise _no_json()
            self._skip(_GAP)
            result.pop(name, None)
            result[name] = self.value(depth + 1)
            if self._closed("}"):
                return result

    def _name(self) -> str:
        sign = self._text[self._at : self._at + 1]
        return self._quoted(sign) if sign in _TEXTS else self._skip(_NAME)

    def _array(self, depth: int) -> list[Any]:
        self._at += 1
        result: list[Any] = []
        while True:
            self._skip(_GAP)
            if self._take("]"):
                return result
            result.append(self.value(depth + 1))
            if self._closed("]"):
                return result

    def _closed(self, sign: str) -> bool:
        """Whether what is open ends here, at its sign or with the text; else a comma follows."""
        self._skip(_GAP)
        if self._at >= len(self._text) or self._take(sign):
            return True
        if not self._take(","):
            raise _no_json()
        return False

    def _quoted(self, sign: str) -> str:
        self._at += 1
        inside = self._skip(_TEXTS[sign])
        if not self._take(sign):
            raise _no_json()
        if "\\" not in inside:
            return inside
        return whole_characters(_ESCAPE.sub(_meant, inside))

    def _number(self) -> float:
        text = self._skip(_NUMBER)
        self._require(_ENDS_NUMBER)
        if len(text) > 1 and text[0] == "0" and text[1] not in ".eE":
            if not _OTHER_BASE.fullmatch(text):
                raise _no_json()
            number = int(text, 16) if text[1] in "xX" else int(text, 8)
            if number >= 2**64:
                raise _no_json()
            return number - 2**64 if number >= 2**63 else number
        if _WHOLE.fullmatch(text):
            return int(text)
        if not _FRACTION.fullmatch(text):
            raise _no_json()
        return float(text)


def whole_characters(text: str) -> str:
    """Put halves of characters together; one alone becomes the sign for what is broken."""
    return _HALVES.sub(_whole_character, text)


def _no_json() -> FunctionError:
    return FunctionError("the string is no JSON")


def _meant(match: re.Match[str]) -> str:
    if match[1] is not None:
        return chr(int(match[1], 16))
    if match[2] not in _MEANT:
        raise _no_json()
    return _MEANT[match[2]]


def _whole_character(match: re.Match[str]) -> str:
    found = match[0]
    if len(found) == 1:
        return "\ufffd"
    return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
