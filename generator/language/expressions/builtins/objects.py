"""Objects, and JSON as text.

Sources: the pages "object functions" and "array functions" of the documentation of ARM templates,
and the engine's answers in tests/data/engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.expressions.json_reading import read_json_text
from generator.language.expressions.letters import folded, units
from generator.language.expressions.values import FunctionError, Residual, Undecided, Value, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable


def _create_object(*parts: Value) -> dict[str, Value]:
    if len(parts) % 2:
        raise FunctionError("names and values must alternate")
    result: dict[str, Value] = {}
    for name, value in zip(parts[::2], parts[1::2], strict=True):
        if isinstance(name, Residual):
            continue
        if not isinstance(name, str):
            raise FunctionError(f"the name of a property must be a string (is {kind_of(name)})")
        if name in result:
            raise FunctionError("a property name is a duplicate")
        result[name] = value
    if len(result) * 2 < len(parts):
        raise Undecided("a name is not known")
    return result


def _by_name(value: dict[str, Value]) -> list[str]:
    """Sort names whatever their casing, letter by letter in upper case as .NET does."""
    return sorted(value, key=lambda name: units(folded(name)))


def _items(value: dict[str, Value]) -> list[Value]:
    return [{"key": key, "value": value[key]} for key in _by_name(value)]


def _object_keys(value: dict[str, Value]) -> list[Value]:
    return list(_by_name(value))


def _shallow_merge(values: list[Value]) -> dict[str, Value]:
    """Merge objects at the first level: the last value of a name counts, in its first casing."""
    result: dict[str, Value] = {}
    names: dict[str, str] = {}
    for value in values:
        if isinstance(value, Residual):
            raise Undecided("an element is not known")
        if not isinstance(value, dict):
            raise FunctionError(f"every element must be an object (one is {kind_of(value)})")
        for key, item in value.items():
            result[names.setdefault(folded(key), key)] = item
    return result


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "createobject": _create_object,
    "items": _items,
    "objectkeys": _object_keys,
    "shallowmerge": _shallow_merge,
    "json": read_json_text,
}
