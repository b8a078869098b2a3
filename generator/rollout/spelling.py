"""When two expressions that only the deployment knows are the same, spelled differently.

Templates are rewritten without another meaning: concat() becomes format(), reference() gets an API
version, a property is taken by a dot instead of brackets.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.language.expressions.parser import parse
from generator.language.expressions.tree import Call, ExpressionError, Index, Number, Property, Text
from generator.language.expressions.values import Residual, texts_joined
from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.expressions.tree import Expression
    from generator.language.expressions.values import Value

_LIST = regex(r"list[a-z]+", re.IGNORECASE)


def is_expression(value: Any) -> bool:
    """Whether a value is a text in brackets."""
    return isinstance(value, str) and value.startswith("[") and not value.startswith("[[")


def same_expression(old: str, new: str) -> bool:
    """Whether two texts in brackets come to the same value, as far as their form tells."""
    try:
        return bool(_meaning(parse(old)) == _meaning(parse(new)))
    except (ExpressionError, RecursionError):
        return False


def identity(value: Value) -> str:
    """Return a text that tells ids and names apart, whatever their spelling and casing."""
    if not isinstance(value, Residual):
        return str(value or "").lower()
    parts = _joined(list(_parts(value.expression)))
    return "".join(part if isinstance(part, str) else f"{{{part!r}}}" for part in parts).lower()


def _meaning(node: Expression) -> Any:
    """Return a value that two expressions share if they differ in spelling only."""
    if isinstance(node, Text):
        lower = node.value.lower()
        return lower if lower.startswith("/subscriptions/") else node.value
    if isinstance(node, Number):
        return int(node.digits) if node.digits.lstrip("-").isdigit() else node.digits
    if isinstance(node, Property):
        return ("member", _meaning(node.base), node.name.lower())
    if isinstance(node, Index):
        index = _meaning(node.index)
        name = index.lower() if isinstance(index, str) else index
        return ("member", _meaning(node.base), name)
    return _call(node)


def _call(node: Call) -> Any:
    name = node.full_name.lower()
    if name in {"concat", "format"}:
        parts = _joined(list(_parts(node)))
        return parts[0] if len(parts) == 1 else ("concat", *parts)
    arguments = [_meaning(item) for item in node.arguments]
    if name in {"parameters", "variables"}:
        arguments = [str(item).lower() for item in arguments]
    elif name == "reference":
        full = [item.lower() for item in arguments[2:3] if isinstance(item, str)]
        arguments = [*arguments[:1], *full]
    elif _LIST.fullmatch(name) and len(arguments) > 1:
        del arguments[1]
    return (name, *arguments)


def _parts(node: Expression) -> Iterator[Any]:
    """Yield what a concat() or format() puts together."""
    joined = texts_joined(node)
    if joined is not None:
        for item in joined:
            yield from _parts(item)
    elif isinstance(node, Call) and node.full_name.lower() == "format":
        yield ("format", *(_meaning(item) for item in node.arguments))
    else:
        yield _meaning(node)


def _joined(parts: list[Any]) -> list[Any]:
    """Join the texts that stand side by side."""
    result: list[Any] = []
    for part in parts:
        if isinstance(part, str) and result and isinstance(result[-1], str):
            result[-1] += part
        else:
            result.append(part)
    return result
