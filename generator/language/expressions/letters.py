"""Letters as the deployment engine has them: units of 16 bits, simple case mapping, their order.

The engine runs on .NET. A text has a length in units of UTF-16; a letter changes its case alone and
never becomes two; names are the same whatever their casing by their capitals. What depends on the
culture of the machine is answered only where all cultures agree.

Source: the engine's answers in tests/data/engine.
"""

from __future__ import annotations

from functools import lru_cache

from generator.language.expressions.values import Undecided
from generator.lazy import regex

WHITE_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""What .NET takes for white space: not the separators of files, groups, records and units."""

_HALF = regex("[\ud800-\udfff]")
_PLAIN = regex(r"[\t\n\r -~]*")
_NO_CAPITAL = "\u0131\u017f"
"""Letters that .NET does not take for small forms of I and S."""
_NO_SMALL = "\u0130"
_ROOT_ORDER = "\t\n\v\f\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz"
"""Signs and letters in the order of the Unicode collation (CLDR, root)."""
_RANKS = {sign: rank for rank, sign in enumerate(_ROOT_ORDER)}
_LIGHT = str.maketrans("", "", "-'")
"""What Windows' own collation passes over at first."""


def units(text: str) -> str:
    """Return a text with one character for each unit of 16 bits, so that positions count those."""
    if text.isascii() or max(text) <= "\uffff":
        return text
    import struct

    data = text.encode("utf-16-le", "surrogatepass")
    return "".join(map(chr, struct.unpack(f"<{len(data) // 2}H", data)))


def joined(text: str) -> str:
    """Undo units(); raises Undecided where half of a character is left, which no JSON can hold."""
    if text.isascii() or not _HALF.search(text):
        return text
    try:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        raise Undecided("half of a character is left") from None


def length(text: str) -> int:
    """Count the units of 16 bits."""
    return len(text) if text.isascii() else len(units(text))


def upper(text: str) -> str:
    """Return the capitals of a text, each letter alone."""
    return text.upper() if text.isascii() else "".join(map(_capital, text))


def lower(text: str) -> str:
    """Return the small letters of a text, each letter alone."""
    return text.lower() if text.isascii() else "".join(map(_small, text))


folded = upper
"""What two names share that the engine takes for the same."""


@lru_cache(maxsize=4096)
def _capital(letter: str) -> str:
    if letter in _NO_CAPITAL:
        return letter
    found = letter.upper()
    if len(found) == 1:
        return found
    title = letter.title()
    return title if len(title) == 1 else letter


@lru_cache(maxsize=4096)
def _small(letter: str) -> str:
    found = letter.lower()
    return letter if letter in _NO_SMALL or len(found) != 1 else found


def require_same_everywhere(*texts: str) -> None:
    """Raise Undecided where searching a text depends on the culture.

    That are signs without a weight, parts of letters, and letters that are others in disguise.
    """
    for text in texts:
        if not _PLAIN.fullmatch(text) and not all(map(_is_plain, text)):
            raise Undecided("searching for such letters depends on the culture")


@lru_cache(maxsize=4096)
def _is_plain(sign: str) -> bool:
    if _PLAIN.fullmatch(sign):
        return True
    import unicodedata

    if unicodedata.category(sign)[0] in "CM":
        return False
    parts = unicodedata.decomposition(sign).split()
    return not parts or (len(parts) > 1 and not parts[0].startswith("<"))


def compare(one: str, other: str) -> int:
    """Return -1, 0 or 1 as a text sorts against another; raises Undecided where cultures differ."""
    if one == other:
        return 0
    first, second = units(one), units(other)
    found = (first > second) - (first < second)
    light = one.translate(_LIGHT), other.translate(_LIGHT)
    if found != _collated(one, other) or found != _collated(*light):
        raise Undecided("the order of such strings depends on the culture")
    return found


def _collated(one: str, other: str) -> int:
    """Compare as the Unicode collation does: letters, then accents, then casing."""
    first, second = _weights(one), _weights(other)
    pairs = zip(first[1], second[1], strict=True) if first[0] == second[0] else ()
    if any(a and b and a != b for a, b in pairs):
        raise Undecided("the order of accents")
    return (first > second) - (first < second)


def _weights(text: str) -> tuple[list[int], list[str], list[bool]]:
    letters: list[int] = []
    accents: list[str] = []
    capitals: list[bool] = []
    import unicodedata

    for sign in text if text.isascii() else unicodedata.normalize("NFD", text):
        rank = _RANKS.get(sign.lower())
        if rank is not None:
            letters.append(rank)
            accents.append("")
            capitals.append(sign.isupper())
        elif letters and unicodedata.combining(sign):
            accents[-1] += sign
        else:
            raise Undecided("the order of such signs")
    return letters, accents, capitals
