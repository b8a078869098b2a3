"""Objects, and JSON as text.

Source: the pages "object functions" and "array functions" of the documentation of ARM templates.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.diagnostics import InvalidInput
from generator.language.expressions.values import FunctionError, Residual, Undecided, Value, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable

_QUOTED = re.compile(r""""[^"\\]*+(?:\\.[^"\\]*+)*+"|'[^'\\]*+(?:\\.[^'\\]*+)*+'""", re.DOTALL)
_BARE_NAME = re.compile(r"[{,]\s*[A-Za-z_$][\w$]*\s*:")


def _create_object(*parts: Value) -> dict[str, Value]:
    if len(parts) % 2:
        raise FunctionError("names and values must come in turn")
    result: dict[str, Value] = {}
    folded: set[str] = set()
    for name, value in zip(parts[::2], parts[1::2], strict=True):
        if isinstance(name, Residual):
            raise Undecided("a name is not known")
        if not isinstance(name, str):
            raise FunctionError(f"the name of a property must be a text (is {kind_of(name)})")
        if name.lower() in folded:
            raise Undecided("which of two equal names counts is not documented")
        folded.add(name.lower())
        result[name] = value
    return result


def _by_name(value: dict[str, Value]) -> list[str]:
    """Sort names whatever their casing, letter by letter in upper case as .NET does."""
    return sorted(value, key=str.upper)


def _items(value: dict[str, Value]) -> list[Value]:
    return [{"key": key, "value": value[key]} for key in _by_name(value)]


def _object_keys(value: dict[str, Value]) -> list[Value]:
    return list(_by_name(value))


def _shallow_merge(values: list[Value]) -> dict[str, Value]:
    """Merge objects at the first level: the last one that has a name wins."""
    result: dict[str, Value] = {}
    for value in values:
        if isinstance(value, Residual):
            raise Undecided("an element is not known")
        if not isinstance(value, dict):
            raise FunctionError(f"every element must be an object (one is {kind_of(value)})")
        if {key.lower() for key in value} & {key.lower() for key in result} - set(value):
            raise Undecided("whether the casing of names makes two of them is not documented")
        result |= value
    return result


def read_json_text(text: str) -> Value:
    """Read JSON as the engine does, which takes single quotes; raises FunctionError if broken.

    Source: the page of base64ToJson(), whose example is in single quotes.
    """
    from generator.language.documents.jsonc import read_json

    for candidate in dict.fromkeys((text, _QUOTED.sub(_in_double_quotes, text))):
        try:
            return read_json(candidate, "json()").value
        except InvalidInput:
            continue
    if _BARE_NAME.search(text):
        raise Undecided("names without quotes")
    raise FunctionError("the text is no JSON")


def _in_double_quotes(match: re.Match[str]) -> str:
    found = match[0]
    if found.startswith('"'):
        return found
    inside = found[1:-1].replace("\\'", "'")
    return '"' + re.sub(r'(\\.)|"', lambda part: part[1] or '\\"', inside) + '"'


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "createobject": _create_object,
    "items": _items,
    "objectkeys": _object_keys,
    "shallowmerge": _shallow_merge,
    "json": read_json_text,
}
STRUCTURAL = {"createobject", "items", "objectkeys", "shallowmerge"}
