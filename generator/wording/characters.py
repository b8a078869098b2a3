"""Characters that one does not see, or takes for others: they get into a spec by copy and paste."""

from __future__ import annotations

import unicodedata

from generator.lazy import regex

_NAMES = {"\ufeff": "BYTE ORDER MARK", "\t": "TAB"}
ODD = regex(
    "[\t\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufeff"
    "\u2018-\u201f\uff1a\uff02\uff07]"
)
"""Spaces that are none, what has no width, directions of writing, and quotes of word processors."""
QUOTES = regex("[\u2018-\u201f\uff02\uff07]")
_LOOK_ALIKE = {"\uff1a": ":", "\t": " "}


def name_of(character: str) -> str:
    """Return the code point and the name of a character."""
    known = _NAMES.get(character) or unicodedata.name(character, "")
    return f"U+{ord(character):04X} ({known.lower()})" if known else f"U+{ord(character):04X}"


def plain(text: str) -> str:
    """Return a text with what is meant in the place of odd characters."""
    return ODD.sub(lambda found: _meant(found[0]), text).strip()


def _meant(character: str) -> str:
    if character in _LOOK_ALIKE:
        return _LOOK_ALIKE[character]
    if QUOTES.match(character):
        return ""
    return " " if unicodedata.category(character) == "Zs" else ""


def advice(character: str) -> str:
    """Describe what to do about an odd character."""
    if QUOTES.match(character):
        return "write straight quotes"
    meant = _LOOK_ALIKE.get(character) or _meant(character)
    return f"write '{meant}'" if meant.strip() else "write a space" if meant else "remove it"
