"""A value of the wrong kind: which kind is wanted, and how it is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.lazy import regex, replace
from generator.spec.mistake import Mistake, shown
from generator.spec.paths import place
from generator.spec.schema import schema_at
from generator.spec.short_forms import flow, meant
from generator.spec.unknown_keys import odd_key
from generator.wording import characters
from generator.wording import kinds as wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path

_KINDS = {**wording.KINDS, "object": "keys with values", "array": "a list"}
_SLIPS = regex(r"(?:param(?:eter)?s?|vari?(?:able)?s?|ref|secrets?)", re.IGNORECASE)
"""What people write for {parameter: name} and {secret: name}."""


def wrong_kind(error: Any, path: Path) -> Iterator[Mistake]:
    """Yield that a value is of the wrong kind, with what to write."""
    value, schema = error.instance, error.schema
    wanted = error.validator_value
    if isinstance(value, dict) and any(characters.ODD.search(key) for key in value):
        odd = next(key for key in value if characters.ODD.search(key))
        yield replace(odd_key(odd, value, path, {}), explains=(path,))
        return
    names = [wanted] if isinstance(wanted, str) else wanted
    kinds = " or ".join(_KINDS[name] for name in names)
    if schema.get("x-secret") == "required":
        kinds = "a secret: {secret: name}"
    elif wanted == "string" and "x-pattern-means" in schema:
        kinds = schema["x-pattern-means"]
    message = f"{place(path)} must be {kinds} (is {shown(value, path)})"
    secret = any(item.get("x-secret") for item in schema_at(path))
    form = None if secret else meant(value, schema)
    hint = _hint(value, form, wanted, path)
    unquoted = hint.endswith("without quotes")
    yield Mistake(path, "wrong-kind", f"{message}{hint}", form=form, unquoted=unquoted)


def _hint(value: Any, form: Any, wanted: Any, path: Path) -> str:
    """Describe what to write in the place of a value of the wrong kind."""
    if isinstance(value, dict):
        return _of_keys(value, form, wanted, path)
    if value is None and wanted in ("object", "array"):  # it may be a list of kinds
        write = "{}" if wanted == "object" else "[]"
        return f"; indent what belongs to it below it, write {write}, or leave the key out"
    if value is False and wanted == "object":
        return "; leave the key out"
    if form is None:
        return ""
    if isinstance(value, list):
        plain = [form] == value and wanted == "object"
        return "; write its keys without '- '" if plain else _write(form, path)
    if isinstance(value, str) and isinstance(form, (int, float)) and not isinstance(form, bool):
        return f"; write {flow(form)} without quotes"
    if isinstance(form, str):
        return f'; put it into quotes: "{form}"'
    return _write(form, path)


def _of_keys(value: dict[str, Any], form: Any, wanted: Any, path: Path) -> str:
    if wanted == "array":
        if form == [value]:
            return f"; put '- ' before '{next(iter(value))}'"
        return _write(form, path) if form is not None else ""
    slip = next((key for key in value if _SLIPS.fullmatch(key)), None)
    if slip is None or not isinstance(value[slip], str):
        return ""
    kind = "secret" if slip.lower().startswith("secret") else "parameter"
    return f"; did you mean {{{kind}: {value[slip]}}}?"


def _write(form: Any, path: Path) -> str:
    name = "" if not path or isinstance(path[-1], int) else f"{path[-1]}: "
    return f"; write {name}{flow(form)}"
