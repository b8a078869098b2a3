"""Secrets that stand in a template as they are, found by the name of what they stand at.

A value counts where it can be one: no expression, no reference to a vault or to a setting, no
placeholder that somebody is to replace, no name of a secret in the place of the secret.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from generator.language.template import Node, is_expression
from generator.lazy import dataclass, regex
from generator.redaction import key_ranges

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEYS = (
    "account", "access", "shared", "api", "storage", "host", "master", "primary", "secondary",
    "workspace", "registration", "validation", "encryption", "private", "functions?", "app",
)  # fmt: skip
_NAME = regex(
    r"(?:passw(?:or)?d|passphrase|pwd|secret|secure(?=value)|(?:^|[a-z_-])token|connectionstring"
    rf"|(?:{'|'.join(_KEYS)})[-_]?key)(?:[-_]?value|[-_]?\d)?",
    re.IGNORECASE,
)
_PLACEHOLDER = regex(
    r"(?<![a-z])(?:place-?holder|replace|change[-_ ]?(?:me|it)|to[-_ ]be|your|dummy|example|sample"
    r"|todo|insert|generate|gen-|redacted|secret[-_]?name"
    r"|(?:enter|fill|not[-_ ]?(?:specified|used|set|needed)|none|null|true|false|default)(?![a-z]))"
    r"|x{3}|\.{3}",
    re.IGNORECASE,
)
_REFERENCE = regex(
    r"@|[$#%]?[{(]|<|\*|[$%]|https?://|/|PrivateSettingsRef:|projects/|arn:|vault:|env:",
    re.IGNORECASE,
)
"""How a text begins that names where a secret is, or that is filled in later."""
_IDENTIFIER = regex(r"[A-Za-z][\w.-]*")
_WORD = regex(r"passw|pwd|secret|token|key|credential|connection", re.IGNORECASE)
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Literal:
    """A secret in plain text: where its name stands, and the name (never the secret)."""

    node: Node
    name: str


@lru_cache(maxsize=4096)
def is_secret_key(name: str) -> bool:
    """Whether what stands at a name is a secret itself, not the name or kind of one."""
    return any(found.end() == len(name) for found in _NAME.finditer(name))


def is_secret_value(value: Any, name: str, *, public: bool = False) -> bool:
    """Whether a value at the name of a secret is one in plain text.

    A word that names a secret is taken for one only where a handler or a reader gets it as it is.
    """
    if not isinstance(value, str) or is_expression(value):
        return False
    text = value.strip()
    if len(text) < _SHORTEST or _REFERENCE.match(text) or _PLACEHOLDER.search(text):
        return False
    if "connection" in name.lower():
        return any(True for _ in key_ranges(text))
    if text.lower() == name.lower():
        return False
    plain = _IDENTIFIER.fullmatch(text) is not None and not any(map(str.isdigit, text))
    return public or not (plain and _WORD.search(text))


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
    value = through_variable(node) if public else node.value
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


def through_variable(node: Node) -> Any:
    """Return the value of a node, or of the variable that it is nothing but the name of."""
    value = node.value
    if isinstance(value, str) and re.match(r"\[\s*variables\s*\(", value, re.IGNORECASE):
        return node.resolved()
    return value
