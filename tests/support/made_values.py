"""Values made up to fit what a template declares."""

from __future__ import annotations

from generator.language.parameters.type_reference import type_of

ID = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Ns.T/u/{}/v/w"


def sample(declared, definitions, depth=0, name=""):
    """Make a value that fits a declaration, with all its properties; ids look like ids."""
    whole = type_of(declared, definitions)
    if isinstance(whole.get("allowedvalues"), list) and whole["type"] != "array":
        return whole["allowedvalues"][0]
    kind = whole["type"].lower()
    if not kind.endswith(("array", "object")):
        return scalar(kind, whole, name)
    if kind == "array":
        if "allowedvalues" in whole:
            return whole["allowedvalues"][:1]
        items = whole.get("items")
        return [sample(items, definitions, depth + 1, name)] if items and depth < 6 else []
    if "discriminator" in whole:
        tag, variant = next(iter(whole["discriminator"]["mapping"].items()))
        made = sample(variant, definitions, depth)
        return {**made, whole["discriminator"]["propertyName"]: tag}
    return {
        name: sample(inner, definitions, depth + 1, name)
        for name, inner in whole.get("properties", {}).items()
        if depth < 6 or type_of(inner, definitions).get("nullable") is not True
    }


def scalar(kind, whole, name):
    if kind == "bool":
        return True
    if kind == "int":
        return whole.get("minvalue", whole.get("maxvalue", 1))
    if name.lower().endswith("id") and "maxlength" not in whole:
        return ID.format(name)
    return "x" * max(whole.get("minlength", 1), 1)
