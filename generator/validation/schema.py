"""Check a part of a document against a definition of our schemas; expressions fit every type."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.language.template import is_expression
from generator.paths import data_folder
from generator.validation.json_schema import tolerant_validator
from generator.validation.problem import Problem, canonical, written
from generator.validation.wording import did_you_mean, kinds, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path


def check_part(
    file: str, definition: str, value: Any, path: Path, what: str, rule: str
) -> Iterator[Problem]:
    """Check one part: `file` and `definition` name the schema, `what` the part in messages."""
    validator = _validator(file, definition)
    known = validator.schema.get("properties", {})
    whole = canonical(value, known) if isinstance(value, dict) else value
    for error in validator.iter_errors(whole):
        steps = list(error.absolute_path)
        if steps and isinstance(value, dict):
            steps[0] = written(value, str(steps[0]))
        yield from _explain(error, (*path, *steps), what, rule)


def members_of(file: str, definition: str) -> dict[str, Any]:
    """Give the members that a definition knows, with what they must be."""
    known: dict[str, Any] = _validator(file, definition).schema["properties"]
    return known


@lru_cache(maxsize=16)
def _validator(file: str, definition: str) -> Any:
    text = (data_folder("schemas") / f"{file}.schema.json").read_text(encoding="utf-8")
    return tolerant_validator(is_expression)(json.loads(text)["$defs"][definition])


def _explain(error: Any, path: Path, what: str, rule: str) -> Iterator[Problem]:
    if error.validator == "additionalProperties":
        known = error.schema["properties"]
        for name in error.instance:
            if name not in known:
                message = f"'{name}' is no member of {what}{did_you_mean(name, known)}"
                yield Problem(rule, (*path, name), message, on_key=True)
    elif error.validator == "required":
        for name in error.validator_value:
            if f"'{name}'" in error.message:
                yield Problem(rule, path, f"{what} has no '{name}'", on_key=True)
    elif error.validator == "type":
        yield from _wrong_type(error, path, what, rule)
    else:
        words = {"minimum": "at least", "maximum": "at most"}.get(error.validator, "")
        name = _named(error, path, what)
        limit = f"must be {words} {error.validator_value} (is {shown(error.instance)})"
        yield Problem(rule, path, f"{name} {limit}")


def _wrong_type(error: Any, path: Path, what: str, rule: str) -> Iterator[Problem]:
    name = _named(error, path, what)
    message = f"{name} must be {kinds(error.validator_value)} (is {shown(error.instance)})"
    severity = Severity.WARNING if _coerced(error.validator_value, error.instance) else None
    yield Problem(rule, path, message, severity=severity)


def _named(error: Any, path: Path, what: str) -> str:
    """Name a member as the user wrote it, with the number of the element in it."""
    inside = path[len(path) - len(error.absolute_path) :]
    index = "".join(f"[{step}]" for step in inside[1:])
    return f"'{inside[0]}{index}' of {what}" if inside else what


def _coerced(wanted: Any, value: Any) -> bool:
    """Whether ARM reads a value of another type all the same: "true" as true, "" as {}."""
    if isinstance(value, (dict, list)):
        return False
    if wanted == "object":
        return bool(value == "")
    text = str(value).strip().lower()
    if wanted == "boolean":
        return text in {"true", "false"}
    if wanted == "integer":
        return text.lstrip("-").isdigit()
    return bool(wanted == "string")
