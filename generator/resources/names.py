"""The types and versions that there are, and the one that a misspelled type was meant to be."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from generator.lazy import regex
from generator.resources.api_versions import known_types, versions_of
from generator.resources.schema import resource_schema, version_order
from generator.resources.store import all_types

_MOST_LETTERS = 2
"""A slip of the fingers changes two letters at most; no real type is as near to one without."""


@cache
def _by_provider() -> dict[str, dict[str, str]]:
    """Return what follows the provider in the known types, by it, with their spelling if known."""
    found: dict[str, dict[str, str]] = {}
    spelled = {name.lower(): name for name in known_types()}
    for kind in (*all_types(), *spelled):
        provider, _, rest = kind.partition("/")
        found.setdefault(provider, {})[rest] = spelled.get(kind, "")
    return found


def is_known(kind: str) -> bool:
    """Whether there is a type, in lower case."""
    provider, _, rest = kind.partition("/")
    return rest in _by_provider().get(provider, {})


_PROVIDER = regex(r"microsoft\.[a-z]+(?=/)")


def type_on_another(kind: str, name: Any) -> str:
    """Return the type of what extends another resource, in lower case, as `kind` may hide it.

    'X/providers/roleAssignments' has its provider in its name; an expression has it in a literal.
    """
    _, mark, own = kind.rpartition("/providers/")
    if not mark or "." in own.partition("/")[0]:
        return own
    named = _PROVIDER.findall(name.lower()) if isinstance(name, str) else []
    found = (f"{provider}/{own}" for provider in named)
    return next((item for item in found if resource_schema(item) is not None), kind)


def extends_others(kind: str) -> bool:
    """Whether a type, in lower case, is one that extends other resources and has a schema."""
    _, mark, own = kind.rpartition("/providers/")
    return bool(mark) and any(item.partition("/")[2] == own for item in all_types())


@lru_cache(maxsize=256)
def meant_type(kind: str) -> str:
    """Return the known type that is two letters away at most, as it is spelled; else ''."""
    provider, _, rest = kind.partition("/")
    table = _by_provider()
    depth = rest.count("/")
    same = [name for name in table.get(provider, ()) if name.count("/") == depth]
    near = _nearest(rest, same)
    if near:
        return _spelled(f"{provider}/{near}")
    others = [name for name in table if name != provider and rest in table[name]]
    near = _nearest(provider, others)
    return _spelled(f"{near}/{rest}") if near else ""


def _spelled(kind: str) -> str:
    provider, _, rest = kind.partition("/")
    schema = resource_schema(kind)
    return schema.type if schema is not None else _by_provider()[provider][rest] or kind


def known_versions(kind: str) -> list[str]:
    """Return all versions of a type that are known, the oldest first."""
    parts = kind.split("/")
    schema = resource_schema(kind)
    found = {item.lower() for item in versions_of(parts, len(parts))}
    return sorted(found | set(schema.versions if schema is not None else ()), key=version_order)


def _nearest(name: str, known: list[str]) -> str:
    ranked = sorted((_letters(name, item), item) for item in known)
    return ranked[0][1] if ranked and 0 < ranked[0][0] <= _MOST_LETTERS else ""


def _letters(one: str, other: str) -> int:
    """Return how many letters are to change, to add or to leave out; more than two are three."""
    if abs(len(one) - len(other)) > _MOST_LETTERS:
        return _MOST_LETTERS + 1
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        before, row = row, [number]
        for at, wanted in enumerate(other):
            row.append(min(before[at] + (letter != wanted), before[at + 1] + 1, row[at] + 1))
        if min(row) > _MOST_LETTERS:
            return _MOST_LETTERS + 1
    return min(row[-1], _MOST_LETTERS + 1)
