"""Secrets that stand in a template as they are, found by the name of what they stand at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.language.plain_secrets import is_secret_key, is_secret_value
from generator.language.template import Node
from generator.lazy import dataclass, regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMED = regex(r"\[\s*(?:variables|parameters\s*\(\s*'(\w+)'\s*\)\s*\]$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Literal:
    """A secret in plain text: where its name stands, and the name (never the secret)."""

    node: Node
    name: str


def literals_in(
    node: Node, also: frozenset[str] = frozenset(), *, public: bool = False
) -> Iterator[Literal]:
    """Yield the secrets in plain text below a node; `also` are more names, in lower case.

    What nested deployments hold is not looked at: they are templates of their own.
    """
    value = node.value
    if isinstance(value, dict):
        yield from _pair(node, value, also, public=public)
        for key, item in value.items():
            named = key.lower() in also or is_secret_key(key)
            if named:
                yield from _named(_below(node, key, item), key, public=public)
            is_template = key.lower() == "template" and node.path[-1:] == ("properties",)
            if isinstance(item, (dict, list)) and not is_template:
                yield from literals_in(_below(node, key, item), also, public=public)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, (dict, list)):
                yield from literals_in(_below(node, index, item), also, public=public)


def _below(node: Node, step: str | int, value: Any) -> Node:
    return Node(value, (*node.path, step), node.template)


def _named(node: Node, name: str, *, public: bool) -> Iterator[Literal]:
    """Yield the secret that stands at its name, or as the value of a parameter of that name."""
    value = through_name(node) if public else node.value
    if is_secret_value(value, name, public=public):
        yield Literal(node, name)
    elif isinstance(node.value, dict):
        yield from _wrapped(node, name, public=public)


def _wrapped(node: Node, name: str, *, public: bool) -> Iterator[Literal]:
    """Yield the secret that a parameter of a deployment or an output holds as its value."""
    for key, item in node.value.items():
        if key.lower() == "value" and is_secret_value(item, name, public=public):
            yield Literal(Node(item, (*node.path, key), node.template), name)


def _pair(
    node: Node, value: dict[str, Any], also: frozenset[str], *, public: bool
) -> Iterator[Literal]:
    """Yield the secret of an object with a name and a value, such as an app setting."""
    members = {key.lower(): (key, item) for key, item in value.items()}
    named, given = members.get("name"), members.get("value")
    if named is None or given is None or not isinstance(named[1], str):
        return
    name = named[1].rpartition("/")[2]
    if (name.lower() in also or is_secret_key(name)) and is_secret_value(
        given[1], name, public=public
    ):
        yield Literal(Node(given[1], (*node.path, given[0]), node.template), name)


def through_name(node: Node) -> Any:
    """Return the value of a node, or of the variable or parameter that it is but the name of.

    What a secure parameter has is no plain text.
    """
    value = node.value
    found = _NAMED.match(value) if isinstance(value, str) else None
    if found is None or (found[1] and found[1].lower() in node.template.secure_parameters()):
        return value
    return node.resolved()
