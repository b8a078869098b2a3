"""Corrections of the types, each addressed by the path of a property in its resource.

A path is of names that '/' parts; elements of arrays and members of maps need no step of their own.
'**/' at its start stands for any place, and '<Value>' chooses what a discriminator's value adds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.resources.schema import version_order
from schemas.bicep_types.nodes import Body, Node, Value, reached

if TYPE_CHECKING:
    from collections.abc import Iterator

Entry = dict[str, Any]


def corrected(body: Body, entries: list[Entry]) -> set[int]:
    """Apply the entries for a type; give the numbers of those that met a property."""
    return {
        number
        for number, entry in enumerate(entries)
        if _within(body.version, entry) and _apply(body.root, entry)
    }


def _within(version: str, entry: Entry) -> bool:
    since, until, here = entry.get("since"), entry.get("until"), version_order(version)
    begun = since is None or here >= version_order(since)
    return begun and (until is None or here < version_order(until))


def _apply(root: Node, entry: Entry) -> bool:
    anywhere = entry["path"].startswith("**/")
    *steps, name = entry["path"].removeprefix("**/").split("/")
    change, met = entry["change"], False
    for node in _ends(reached(root) if anywhere else [root], steps):
        for holder in _holders(node, name) or ([node] if "add" in change else []):
            met = _change(holder, name, change) or met
    return met


def _ends(nodes: list[Node], steps: list[str]) -> list[Node]:
    for step in steps:
        nodes = [end for node in nodes for end in _next(node, step)]
    return nodes


def _next(node: Node, step: str) -> Iterator[Node]:
    if step.startswith("<"):
        if (chosen := node.variants.get(step[1:-1])) is not None:
            yield chosen
        return
    for holder in _holders(node, step):
        inner = holder.properties[step].node
        if inner is not None:
            yield inner


def _holders(node: Node, name: str) -> list[Node]:
    """Return the node, or those of its variants, that have a property."""
    return [item for item in (node, *node.variants.values()) if name in item.properties]


def _change(node: Node, name: str, change: Entry) -> bool:
    value = node.properties.get(name)
    if value is None:
        kind = change["add"].rstrip("[]{}")
        node.properties[name] = Value(kind, change["add"].removeprefix(kind))
        return True
    if value.type == "ro" and "t" not in change:
        return False
    if "t" in change:
        node.properties[name] = value = Value(change["t"], required=value.required)
    value.required = change.get("required", value.required)
    facts = {key: item for key, item in change.items() if key not in {"t", "required", "add"}}
    merged = value.facts | facts
    value.facts = {key: item for key, item in merged.items() if item is not None}
    return True
