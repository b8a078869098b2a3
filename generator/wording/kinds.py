"""The types of JSON Schema in words; how values are shown comes from the language."""

from __future__ import annotations

from generator.wording.values import did_you_mean, shown

__all__ = ["KINDS", "did_you_mean", "kinds", "shown"]

KINDS = {"string": "a string", "integer": "an integer", "number": "a number",
         "boolean": "true or false", "object": "an object", "array": "an array",
         "null": "null"}  # fmt: skip


def kinds(wanted: str | list[str]) -> str:
    """Name the types that a schema wants."""
    names = [wanted] if isinstance(wanted, str) else wanted
    return " or ".join(KINDS[name] for name in names)
