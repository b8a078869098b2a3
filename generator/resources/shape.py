"""What a value may be, read from the compact types of the files under schemas/.

`!s` is a required string, `#Sku[]` an array of the definition Sku, `s{}` an object of strings;
the letters are s string, i integer, n number, b boolean, o any object, `any`, and `ro` for what
Azure sets itself. An object holds such a text as "t" and beside it "e", "min", "pattern", ...
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from generator.lazy import dataclass, replace

SCALARS = {"s": "string", "i": "integer", "n": "number", "b": "boolean", "o": "object"}
"""The letters of the compact types, and their names in JSON Schema."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value may be: `base` is a letter, `ro`, `any`, "[]", "{}" or the name of a definition.

    `of` is the shape of the elements of an array or of the members of a map.
    """

    base: str
    required: bool = False
    facts: dict[str, Any] | None = None
    of: Shape | None = None
    definition: str = ""


def shape_of(written: Any) -> Shape:
    """Return the shape that a compact type (a text, or an object of facts) stands for."""
    if isinstance(written, str):
        return _plain(written)
    facts = {key: value for key, value in written.items() if key != "t"}
    return _with(_plain(written.get("t", "s")), facts)


def _with(shape: Shape, facts: dict[str, Any]) -> Shape:
    """Add facts; the number of items is that of the array, anything else tells of its elements."""
    if shape.of is None:
        return replace(shape, facts=facts)
    own = {key: value for key, value in facts.items() if key in {"minItems", "maxItems"}}
    inner = {key: value for key, value in facts.items() if key not in own}
    return replace(shape, facts=own, of=_with(shape.of, inner) if inner else shape.of)


@lru_cache(maxsize=1024)
def _plain(text: str) -> Shape:
    if text.startswith("!"):
        return replace(_plain(text[1:]), required=True)
    for suffix in ("[]", "{}"):
        if text.endswith(suffix):
            return Shape(suffix, of=_plain(text[:-2]))
    if text.startswith("#"):
        return Shape("#", definition=text[1:])
    return Shape(text)
