"""Symbolic names of resources become ids, and uses of them dependencies; then all is in order.

Fragments speak of resources by symbolic name ("scaleSet", "loadBalancer"). Here the names become
`resourceId()` expressions, and every use of another resource becomes a `dependsOn`; so no
fragment writes one.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from generator.diagnostics import TemplateError
from generator.files.templates import template_text
from generator.rendering.fragments import SYMBOL
from generator.spec.references import quoted

Object = dict[str, Any]


def in_order(resources: Object) -> tuple[list[str], list[Object]]:
    """Resolve symbolic names; give the resources with what they depend on before them."""
    dependencies: dict[str, set[str]] = {}
    written: Object = {}
    for symbol, resource in resources.items():
        used: set[str] = set()
        written[symbol] = resolved(resource, resources, used)
        dependencies[symbol] = used - {symbol}
    order = _dependency_order(dependencies)
    listed = [
        _finished(written[symbol], sorted(dependencies[symbol], key=order.index), resources)
        for symbol in order
    ]
    return order, listed


def _finished(resource: Object, depends_on: list[str], resources: Object) -> Object:
    written = resource.get("dependsOn", [])
    implied = [f"[{_id_text([symbol], resources)}]" for symbol in depends_on]
    whole = {
        **resource,
        "dependsOn": [*implied, *(item for item in written if item not in implied)],
    }
    return _ordered({k: v for k, v in whole.items() if k != "dependsOn" or v}, "resource")


def _dependency_order(dependencies: dict[str, set[str]]) -> list[str]:
    order: list[str] = []
    while len(order) < len(dependencies):
        ready = sorted(s for s, d in dependencies.items() if s not in order and d <= set(order))
        if not ready:
            cycle = ", ".join(sorted(set(dependencies) - set(order)))
            raise TemplateError(f"dependency cycle of the resources {cycle}")
        order += ready
    return order


def resolved(value: Any, resources: Object, used: set[str]) -> Any:
    """Return a value with its symbolic names resolved; `used` collects those of resources."""
    if isinstance(value, dict):
        return {
            resolved(key, resources, used): resolved(item, resources, used)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [resolved(item, resources, used) for item in value]
    if not isinstance(value, str) or "\ue000" not in value:
        return value
    return SYMBOL.sub(lambda match: _symbol(match[1], match[2].split("/"), resources, used), value)


def _symbol(kind: str, steps: list[str], resources: Object, used: set[str]) -> str:
    if steps[0] not in resources:
        raise TemplateError(
            f"a fragment refers to '{steps[0]}', which no fragment renders (or which raw removes: "
            "then set what refers to it to null, too)"
        )
    used.add(steps[0])
    identifier = _id_text(steps, resources)
    if kind == "#":
        return identifier
    version = quoted(resources[steps[0]]["apiVersion"])
    return f"reference({identifier}, {version}{', ' + quoted('Full') if kind == '*' else ''})"


def _id_text(steps: list[str], resources: Object) -> str:
    """Write the resourceId() of a resource and, in pairs of type and name, of a child of it.

    A deployment into another resource group has its id there, and what belongs to a resource below
    the id of that one.
    """
    resource = resources[steps[0]]
    types = "/".join([resource["type"], *steps[1::2]])
    keys = [key for key in ("scope", "subscriptionId", "resourceGroup") if key in resource]
    name = "extensionResourceId" if "scope" in resource else "resourceId"
    texts = [*(resource[key] for key in keys), types, resource["name"], *steps[2::2]]
    return f"{name}({', '.join(_operands(resolved(texts, resources, set())))})"


def _operands(texts: list[str]) -> list[str]:
    return [text[1:-1] if text.startswith("[") else quoted(text) for text in texts]


def _ordered(value: Object, kind: str) -> Object:
    """Put the keys of an object into the order in which people write them."""
    order = _key_order().get(kind)
    if order is None:
        return value
    rank = {key: index for index, key in enumerate(order)}
    keys = sorted(value, key=lambda key: rank.get(key, len(rank)))
    return {
        key: _ordered(value[key], key) if isinstance(value[key], dict) else value[key]
        for key in keys
    }


@lru_cache(maxsize=1)
def _key_order() -> dict[str, list[str]]:
    order: dict[str, list[str]] = json.loads(template_text("key-order.json") or "{}")
    return order
