"""Scalars of YAML 1.2, core schema: what a plain word or a standard tag means as a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.language.documents.json_scalars import real, whole
from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Callable

STANDARD = "tag:yaml.org,2002:"
_BOOLEANS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NULLS = {"", "~", "null", "Null", "NULL"}
_WHOLE = regex(r"[-+]?[0-9]++")
_PREFIXED = regex(r"0x[0-9a-fA-F]++|0o[0-7]++")
_REAL = regex(r"[-+]?(?:\.[0-9]++|[0-9]++(?:\.[0-9]*+)?)(?:[eE][-+]?[0-9]++)?")
_NOT_FINITE = regex(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


def plain(word: str) -> Any:
    """Return what a word without quotes means; raises ValueError for a number JSON cannot hold."""
    if word and word[0] not in "-+.0123456789":
        if word in _BOOLEANS:
            return _BOOLEANS[word]
        return None if word in _NULLS else word
    if not word:
        return None
    number = _number(word)
    return word if number is None else number


def _number(word: str) -> int | float | None:
    if _WHOLE.fullmatch(word):
        return whole(word)
    if _PREFIXED.fullmatch(word):
        return whole(str(int(word, 0))) if len(word) <= 250 else whole(word + "0" * 308)
    if _REAL.fullmatch(word):
        return real(word)
    if _NOT_FINITE.fullmatch(word):
        raise ValueError("JSON cannot hold this number; put it in quotes if it is a string")
    return None


def tagged(tag: str, word: str) -> Any:
    """Return what a word means under a tag; raises ValueError where the two do not fit."""
    if tag in {"!", STANDARD + "str"}:
        return word
    name = tag.removeprefix(STANDARD)
    fits = _FITTING.get(name) if name != tag else None
    if fits is None:
        raise ValueError(unknown(tag))
    value = plain(word)
    if name == "float" and type(value) is int:
        return float(value)
    if not fits(value):
        raise ValueError(f"this value does not fit its tag !!{name}")
    return value


def unknown(tag: str) -> str:
    """Report that a tag is not known; only a standard one is named, others may be secrets."""
    if tag.startswith(STANDARD):
        return f"the tag !!{tag.removeprefix(STANDARD)} cannot be used here; remove it"
    return "this tag is not known; put a string that starts with ! in quotes"


_FITTING: dict[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "bool": lambda value: isinstance(value, bool),
    "int": lambda value: type(value) is int,
    "float": lambda value: isinstance(value, float),
}
