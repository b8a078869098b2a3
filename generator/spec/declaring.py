"""How a key of a spec becomes a parameter: the name, and what the schema says of its values."""

from __future__ import annotations

from itertools import chain, count
from typing import TYPE_CHECKING, Any

from generator.lazy import regex
from generator.spec.references import reference_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.spec.schema import Schema

_WORD = regex(r"[A-Za-z0-9]+")
_OF_SCHEMA = {"minimum": "minValue", "maximum": "maxValue"}


def names_of_parameters(value: Any) -> Iterator[str]:
    """Yield the names of all parameters and secrets that a spec declares."""
    if isinstance(value, dict):
        kind = reference_kind(value)
        if kind:
            yield str(value[kind])
        for item in value.values():
            yield from names_of_parameters(item)
    elif isinstance(value, list):
        for item in value:
            yield from names_of_parameters(item)


def _joined(names: list[str]) -> str:
    """Return names as one in camel case; DB_HOST is two words."""
    words = [word for name in names for word in _WORD.findall(name)]
    first, *rest = [word.lower() if word.isupper() else word for word in map(str, words)]
    return first[:1].lower() + first[1:] + "".join(word[:1].upper() + word[1:] for word in rest)


def declaration(path: Path, schema: Schema, taken: set[str]) -> dict[str, Any]:
    """Return the declaration of the parameter for a key: its usual one, else one by its path."""
    usual = schema.get("x-parameter")
    if usual is not None:
        rest = {key: item for key, item in usual.items() if key != "name"}
        bounds = {new: schema[old] for old, new in _OF_SCHEMA.items() if old in schema}
        return {"parameter": usual["name"], **rest, **bounds}
    names = [step for step in path if isinstance(step, str)]
    whole = _joined(names)
    numbered = (f"{whole}{number}" for number in count(2))
    candidates = chain((_joined(names[-2:]), whole), numbered)
    return {"parameter": next(name for name in candidates if name.lower() not in taken)}
