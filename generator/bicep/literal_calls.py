"""Functions of templates that are literals in Bicep: arrays, objects, numbers and JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from generator.bicep import forms
from generator.bicep.syntax import Array, FunctionCall, Item, Member, Object, String
from generator.language.expressions.tree import Call, Number, Text, to_text

if TYPE_CHECKING:
    from generator.bicep.reading import ReaderAtPlace
    from generator.bicep.syntax import Expression as Bicep


def made_array(reader: ReaderAtPlace, call: Call) -> Bicep:
    """Return an array."""
    return Array(tuple(Item(reader.read(item)) for item in call.arguments))


def made_object(reader: ReaderAtPlace, call: Call) -> Bicep | None:
    """Return an object; one with a name twice stays a call."""
    keys, values = call.arguments[::2], call.arguments[1::2]
    members = []
    for key, value in zip(keys, values, strict=False):
        name = reader.read(key)
        read = reader.read_sure if to_text(value).lower() in reader.present else reader.read
        if isinstance(name, String):
            plain = name.parts[0] if len(name.parts) == 1 else ""
            members.append(Member(plain if isinstance(plain, str) and plain else name, read(value)))
        else:
            members.append(Member(String((name,)), read(value)))
    names = [str(item.key).lower() for item in members]
    return Object(tuple(members)) if len(set(names)) == len(names) else None


def read_json(_: ReaderAtPlace, call: Call) -> Bicep | None:
    """Return what a text of JSON says; what Bicep has no literal for stays a call."""
    match call.arguments:
        case (Text(value),):
            try:
                # int() refuses what is no integer, and so that stays as it is written.
                read = json.loads(
                    value, object_pairs_hook=_members, parse_float=int, parse_constant=int
                )
                return _of_json(read)
            except (ValueError, RecursionError):
                return None
    return None


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name.lower() for name, _ in pairs}) < len(pairs):
        raise ValueError
    return dict(pairs)


def _of_json(value: Any) -> Bicep:
    match value:
        case dict():
            return Object(tuple(Member(key, _of_json(item)) for key, item in value.items()))
        case list():
            return Array(tuple(Item(_of_json(item)) for item in value))
        case str():
            return String((value,) if value else ())
        case None:
            return forms.NULL
        case bool():
            return forms.TRUE if value else forms.FALSE
    return forms.number(str(value))


def integer(reader: ReaderAtPlace, call: Call) -> Bicep | None:
    """Return an integer that is written out; others stay a call."""
    match call.arguments:
        case (Number(digits) as value,) if digits.lstrip("-").isdigit():
            return reader.read(value)
    return None


def fraction(reader: ReaderAtPlace, call: Call) -> Bicep | None:
    """Return a number with a fraction by json(), as Bicep has no function for it."""
    if len(call.arguments) != 1:
        return None
    value = reader.read(call.arguments[0])
    text = reader.kind(call.arguments[0]) == "string"
    return FunctionCall("json", (value if text else FunctionCall("string", (value,)),))
