"""uniqueString() and guid(): the same arguments give the same result, everywhere.

Sources: the vectors in the tests, which the Bicep compiler and documented outputs pin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.expressions.letters import length
from generator.language.expressions.values import LONGEST_RESULT, FunctionError, Undecided

if TYPE_CHECKING:
    from collections.abc import Callable

_NAMESPACE = "11fb06fb-712d-4ddd-98c7-e71bbd588830"
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_WORD = 0xFFFFFFFF
_C1, _C2 = 0xAB0E9789, 0x239B961B


def _guid(*texts: str) -> str:
    from uuid import UUID, uuid5  # it asks the machine for its number when it is loaded

    try:
        return str(uuid5(UUID(_NAMESPACE), _joined(texts)))
    except UnicodeEncodeError:
        raise Undecided("half of a character") from None


def _unique_string(*texts: str) -> str:
    """Return 13 letters and digits: a hash of 64 bits, five bits at a time from the top."""
    number = hash_of(_joined(texts).encode("utf-8", errors="replace")) << 1
    return "".join(_LETTERS[number >> shift & 31] for shift in range(60, -1, -5))


def _joined(texts: tuple[str, ...]) -> str:
    """Put texts together; raises FunctionError where they are longer than a result may be."""
    size = sum(map(length, texts)) + len(texts) - 1
    if size > LONGEST_RESULT:
        message = f"the texts have {size:,} characters, with a hyphen between them"
        raise FunctionError(f"{message}; at most {LONGEST_RESULT:,} are taken")
    return "-".join(texts)


def hash_of(data: bytes) -> int:
    """Return the hash of the engine: 64 bits, much like MurmurHash 3, from two words of 32."""
    one = other = 0
    whole = len(data) - len(data) % 8
    for at in range(0, whole, 8):
        low = int.from_bytes(data[at : at + 4], "little")
        high = int.from_bytes(data[at + 4 : at + 8], "little")
        one = _rotated(one ^ _mixed(low, _C2, 15, _C1), 19) + other
        one = (one * 5 + 0x561CCD1B) & _WORD
        other = _rotated(other ^ _mixed(high, _C1, 17, _C2), 13) + one
        other = (other * 5 + 0x0BCAA747) & _WORD
    rest = data[whole:]
    if rest:
        one ^= _mixed(int.from_bytes(rest[:4], "little"), _C2, 15, _C1)
    if len(rest) > 4:
        other ^= _mixed(int.from_bytes(rest[4:], "little"), _C1, 17, _C2)
    one, other = one ^ len(data) & _WORD, other ^ len(data) & _WORD
    one = one + other & _WORD
    other = other + one & _WORD
    one, other = _finished(one), _finished(other)
    one = one + other & _WORD
    other = other + one & _WORD
    return other << 32 | one


def _mixed(word: int, first: int, bits: int, second: int) -> int:
    return _rotated(word * first & _WORD, bits) * second & _WORD


def _rotated(word: int, bits: int) -> int:
    return (word << bits | word >> 32 - bits) & _WORD


def _finished(word: int) -> int:
    word = (word ^ word >> 16) * 0x85EBCA6B & _WORD
    word = (word ^ word >> 13) * 0xC2B2AE35 & _WORD
    return word ^ word >> 16


FUNCTIONS: dict[str, Callable[..., str]] = {"guid": _guid, "uniquestring": _unique_string}
