"""Ids of resources in the group that is deployed to, written as people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.expressions.parser import parse
from generator.language.expressions.tree import Call, ExpressionError, Property, Text, to_text
from generator.language.expressions.values import texts_joined

if TYPE_CHECKING:
    from generator.language.expressions.tree import Expression

Segment = list["Expression"]
_AROUND = ("", "subscriptions", None, "resourcegroups", None, "providers")


def with_resource_id(text: str) -> str:
    """Return an expression with `resourceId()` where it spells an id out; else as it is."""
    try:
        made = _resource_id(parse(text))
    except (ExpressionError, RecursionError):
        return text
    return text if made is None else to_text(made)


def _resource_id(node: Expression) -> Expression | None:
    segments = _segments(list(_flat(node)))
    around, named = segments[:6], segments[6:]
    if len(around) < 6 or len(named) < 3 or len(named) % 2 == 0:
        return None
    if any(
        name is not None and _text(item) != name for name, item in zip(_AROUND, around, strict=True)
    ):
        return None
    types = [_text(item, lower=False) for item in (named[0], *named[1::2])]
    if None in types or not all(named[2::2]) or not around[4]:
        return None
    place = []
    if not _is_call(around[2], "subscription", "subscriptionid"):
        place = [_joined(around[2]), _joined(around[4])]
    elif not _is_call(around[4], "resourcegroup", "name"):
        place = [_joined(around[4])]
    kind = Text("/".join(str(item) for item in types))
    return Call("resourceId", (*place, kind, *map(_joined, named[2::2])))


def _flat(node: Expression) -> list[Expression]:
    joined = texts_joined(node)
    if joined is None:
        return [node]
    found: list[Expression] = []
    for part in (inner for item in joined for inner in _flat(item)):
        if isinstance(part, Text) and found and isinstance(found[-1], Text):
            found[-1] = Text(found[-1].value + part.value)
        else:
            found.append(part)
    return found


def _is_call(segment: Segment, function: str, member: str) -> bool:
    only = segment[0] if len(segment) == 1 else None
    return (
        isinstance(only, Property)
        and only.name.lower() == member
        and isinstance(only.base, Call)
        and only.base.full_name.lower() == function
        and not only.base.arguments
    )


def _segments(parts: list[Expression]) -> list[Segment]:
    """Cut what is joined at its slashes."""
    found: list[Segment] = [[]]
    for part in parts:
        if not isinstance(part, Text):
            found[-1].append(part)
            continue
        first, *rest = part.value.split("/")
        found[-1] += [Text(first)] if first else []
        found += [[Text(item)] if item else [] for item in rest]
    return found


def _text(segment: Segment, *, lower: bool = True) -> str | None:
    """Return a segment that is a text; an empty one is an empty text."""
    if not segment:
        return ""
    only = segment[0] if len(segment) == 1 else None
    found = only.value if isinstance(only, Text) else None
    return found.lower() if found is not None and lower else found


def _joined(segment: Segment) -> Expression:
    return segment[0] if len(segment) == 1 else Call("concat", tuple(segment))
