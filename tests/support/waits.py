"""What resources wait for, as Azure's own engine reads it: the names in dependsOn, worked out.

The engine shows no dependsOn. So a witness stands beside each resource, in the same loop, that
holds its type, its name and its entries as properties; the engine works those out.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.support.bicep_comparison import as_extension

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.compiler import Bicep

WITNESS = "Contoso.Witness/witnesses"
GROUP = "microsoft.resources/resourcegroups"
DEPLOYMENT = "microsoft.resources/deployments"


def member(value: Any, name: str, otherwise: Any = None) -> Any:
    """Return a member of an object by its name in any casing."""
    found = (item for key, item in value.items() if key.lower() == name.lower())
    return next(found, otherwise) if isinstance(value, dict) else otherwise


def with_witnesses(template: dict[str, Any], number: Iterator[int] | None = None) -> dict[str, Any]:
    """Return a template with a witness for each of its resources, and those of nested templates."""
    number = itertools.count() if number is None else number
    resources = member(template, "resources", [])
    level = next(number)
    symbolic = isinstance(resources, dict)
    named = list(resources.items() if symbolic else ((None, item) for item in resources))
    found = [item for key, raw in named for item in within(raw, key)]
    made = [witness(next(number), level, lineage, key) for key, lineage in found]
    for _, (raw, *_) in found:
        inner = member(member(raw, "properties", {}), "template")
        if str(member(raw, "type")).lower() == DEPLOYMENT and isinstance(inner, dict):
            with_witnesses(inner, number)
    if symbolic:
        resources |= {f"witness{at}of{level}": item for at, item in enumerate(made)}
    else:
        resources += made
    return template


def within(raw, key, *above):
    """Yield a resource and those that are written in it, each with those around it."""
    yield key, (raw, *above)
    for child in member(raw, "resources", []):
        yield from within(child, None, raw, *above)


def witness(at, level, lineage, key):
    """Return the witness of a resource."""
    raw = lineage[0]
    own = member(raw, "copy")
    loop = next((found for item in lineage if (found := member(item, "copy"))), None)
    said = {
        "level": level,
        "key": key,
        "loop": member(own, "name") if own else None,
        "types": [member(item, "type") for item in reversed(lineage)],
        "names": [member(item, "name") for item in reversed(lineage)],
        "existing": bool(member(raw, "existing")),
        "waits": member(raw, "dependsOn", []),
    }
    properties = {name: value for name, value in said.items() if value is not None}
    made = {"type": WITNESS, "apiVersion": "2020-01-01", "name": f"witness{at}"}
    if loop:
        ending = f"witness{at}" if key else ""
        made["copy"] = {"name": member(loop, "name") + ending, "count": member(loop, "count")}
        made["name"] = f"[concat('witness{at}-', copyIndex())]"
    return {**made, "properties": properties}


@dataclass
class Node:
    """One resource as a witness tells of it."""

    name: tuple[str, str]
    level: int
    key: str
    loop: str
    turn: str
    existing: bool
    waits: list[str]


def nodes(expansion: dict[str, Any]) -> list[Node]:
    """Return what the witnesses tell."""
    found = []
    for resource in expansion["predictedResources"]:
        if resource["type"] == WITNESS:
            told = resource["properties"]
            kind, name = told["types"][-1].strip("/"), str(told["names"][-1])
            if len(told["types"]) > 1 and kind.count("/") != name.count("/") + 1:
                kind = kind if "." in kind.split("/")[0] else "/".join(told["types"])
                name = "/".join(told["names"])
            kind, name = as_extension(kind, name)
            turn = resource["name"].partition("-")[2]
            found.append(
                Node(
                    (kind.lower(), name.lower()),
                    told["level"],
                    told.get("key", "").lower(),
                    told.get("loop", "").lower(),
                    turn,
                    told["existing"],
                    [str(item).lower() for item in told["waits"]],
                )
            )
    return found


def meant(entry: str, waiting: Node, others: list[Node]) -> Iterator[Node]:
    """Yield the resources that an entry of dependsOn names."""
    group = re.search(r"/resourcegroups/([^/]+)$", entry)
    if group:
        yield from (other for other in others if other.name == (GROUP, group[1]))
        return
    tail = entry.strip("/").rpartition("providers/")[2].split("/")
    if len(tail) > 2 and "." in tail[0]:
        name = "/".join((tail[0], *tail[1::2])), "/".join(tail[2::2])
        yield from (other for other in others if other.name == name)
        return
    alike = [other for other in others if other.level == waiting.level]
    element = re.fullmatch(r"(.*)\[(\d+)\]", entry)
    for test in (
        lambda other: other.key == entry,
        lambda other: bool(element) and (other.key, other.turn) == element.groups(),
        lambda other: other.loop == entry,
        lambda other: entry in (other.name[1], other.name[1].rpartition("/")[2]),
    ):
        found = [other for other in alike if test(other)]
        if found:
            yield from found
            return
    raise AssertionError(f"{entry} names nothing of {[other.name for other in alike]}")


def waits(expansion: dict[str, Any]) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """Return what each resource waits for, in the end too; through what is only asked as well."""
    told = nodes(expansion)
    direct: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for one in told:
        found = {other.name for entry in one.waits for other in meant(entry, one, told)}
        direct.setdefault(one.name, set()).update(found)
    asked = {one.name for one in told if one.existing}
    return {name: _reached(direct, name) - asked for name in direct if name not in asked}


def _reached(direct, start):
    found, waiting = set(), [start]
    while waiting:
        for name in direct.get(waiting.pop(), ()):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found - {start}


def lost_waits(
    compiler: Bicep,
    before: dict[str, Any],
    after: dict[str, Any],
    values: dict[str, Any],
    level: str,
    folder: Path,
) -> list[str]:
    """List what resources of a template waited for, and no longer do in another one."""
    expanded = [
        waits(compiler.expand(with_witnesses(item), values, level, folder))
        for item in (before, after)
    ]
    return [
        f"{name} no longer waits for {other}"
        for name, others in expanded[0].items()
        for other in sorted(others - expanded[1].get(name, set()))
    ]
