"""The definitions that a body reaches: flattened classes unfolded, both generations alike.

The object at `properties` of a class X is the definition X.properties: classic classes flatten it
into themselves, later ones have a class of its own for it. So versions of both kinds merge.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from schemas.sdk.model import SCALARS, Property

if TYPE_CHECKING:
    from schemas.sdk.model import Model
    from schemas.sdk.releases import Body

Definition = dict[str, Property]
ENVELOPE = {"id", "name", "type", "systemData", "apiVersion"}
"""What identifies a resource: the template has its own words for it."""


@dataclass(slots=True)
class Definitions:
    """The definitions of one version by name; `variants` are those that a value chooses."""

    root: str
    known: dict[str, Definition] = field(default_factory=dict)
    discriminators: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)


def definitions(body: Body, root: str) -> Definitions:
    """Return what the body of a resource is made of; its own class is called `root`."""
    result = Definitions(root)
    waiting = [(body.operation.model, root)]
    done = set()
    while waiting:
        pair = waiting.pop()
        if pair in done:
            continue
        done.add(pair)
        model, name = pair
        made = _unfolded(body.models[model], name)
        if name == root:
            made[name] = {key: value for key, value in made[name].items() if key not in ENVELOPE}
        for key, definition in made.items():
            result.known[key] = _renamed(key, definition, body.models, waiting)
        _variants(body.models[model], name, result, waiting)
    return result


def _variants(model: Model, name: str, result: Definitions, waiting: list[tuple[str, str]]) -> None:
    if model.variants:
        result.discriminators[name] = (model.discriminator, model.variants)
        waiting += [(variant, variant) for variant in model.variants.values()]


def _unfolded(model: Model, name: str) -> dict[str, Definition]:
    """Return the definitions that a class holds flattened: its own, and one per inner object."""
    made: dict[str, Definition] = {name: {}}
    for path, item in model.properties.items():
        holder = name
        for step in path[:-1]:
            inner = f"{holder}.{step}"
            made[holder].setdefault(step, Property(f"#{inner}"))
            made.setdefault(inner, {})
            holder = inner
        made[holder][path[-1] or "*"] = item
    return made


def _renamed(
    name: str, definition: Definition, models: dict[str, Model], waiting: list[tuple[str, str]]
) -> Definition:
    """Return a definition whose `properties` is called after it; what it names is waited for."""
    made = {}
    for key, item in definition.items():
        target = item.base.removeprefix("#")
        if item.base in SCALARS or item.base.startswith(f"#{name}."):
            made[key] = item
        elif target not in models:
            made[key] = replace(item, type="s" + item.type[len(item.base) :])  # an enumeration
        elif key == "properties" and item.type == item.base:
            made[key] = replace(item, type=f"#{name}.properties")
            waiting.append((target, f"{name}.properties"))
        else:
            made[key] = item
            waiting.append((target, target))
    return made
