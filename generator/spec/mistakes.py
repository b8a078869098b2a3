"""Mistakes of a spec against its schema, in words: what is wrong, where, and what to do."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, Severity
from generator.spec.references import Parameter
from generator.spec.schema import Schema, schema_at, spec_schema
from generator.spec.tolerant_schema import tolerant_validator
from generator.wording import kinds as wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.diagnostics import Path
    from generator.language.documents.source import Document

_KINDS = {**wording.KINDS, "object": "a mapping"}


def schema_errors(
    document: Document, value: Any, schema: Schema | None = None, at: Path = ()
) -> list[tuple[Path, Diagnostic]]:
    """Check a value against a schema; give each mistake with the path of the value at fault.

    `value` may hold parameters in the place of scalars; `at` is where it stands in the document.
    """
    validator = tolerant_validator(_is_parameter)(spec_schema() if schema is None else schema)
    found = []
    for error in validator.iter_errors(value):
        path = (*at, *error.absolute_path)
        for at_fault, on_key, message in _explain(error, path):
            diagnostic = document.diagnostic("spec", Severity.ERROR, message, at_fault, key=on_key)
            found.append((at_fault, diagnostic))
    return list(dict.fromkeys(found))  # what lacks several keys is told of all of them each time


def _is_parameter(value: Any) -> bool:
    return isinstance(value, Parameter)


def _explain(error: Any, path: Path) -> Iterator[tuple[Path, bool, str]]:
    explain = _EXPLANATIONS.get(str(error.validator), _other)
    yield from explain(error, path)


def _unknown_keys(error: Any, path: Path) -> Iterator[tuple[Path, bool, str]]:
    known = error.schema.get("properties", {})
    for key in error.instance:
        if key not in known:
            yield (
                (*path, key),
                True,
                f"unknown key '{key}'{_within(path)}{did_you_mean(key, known)}",
            )


def _within(path: Path) -> str:
    return f" in {place(path)}" if path else ""


def did_you_mean(key: str, known: dict[str, Schema]) -> str:
    """Suggest the key that was meant, or list the known ones where there are few."""
    for name, schema in known.items():
        if key.lower() in {item.lower() for item in (name, *schema.get("x-synonyms", []))}:
            return f"; did you mean '{name}'?"
    close = get_close_matches(key, known, 1, 0.6)
    if close:
        return f"; did you mean '{close[0]}'?"
    return f"; known: {', '.join(known)}" if known else ""


def place(path: Path) -> str:
    """Name a place of the spec for a sentence."""
    return f"'{dotted(path)}'" if path else "the spec"


def dotted(path: Path) -> str:
    """Write a path as people do: deliver[0].customScript.script."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def _missing(error: Any, path: Path) -> Iterator[tuple[Path, bool, str]]:
    for name in error.validator_value:
        if name not in error.instance:
            below = error.schema["properties"].get(name, {})
            what = re.split(r"[:;.(,]", below.get("description", ""))[0].strip()
            yield path, True, f"{place(path)} lacks '{name}' ({_in_sentence(what)})"


def _in_sentence(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _wrong_type(error: Any, path: Path) -> Iterator[tuple[Path, bool, str]]:
    wanted = error.validator_value
    names = [wanted] if isinstance(wanted, str) else wanted
    kinds = " or ".join(_KINDS[name] for name in names)
    if error.schema.get("x-secret") == "required":
        kinds = "a secret: {secret: name}"
    unquoted = wanted == "string" and isinstance(error.instance, (bool, int, float))
    hint = "; put it into quotes" if unquoted else ""
    yield path, False, f"{place(path)} must be {kinds} (is {shown(error.instance, path)}){hint}"


def _not_allowed(error: Any, path: Path) -> Iterator[tuple[Path, bool, str]]:
    choices = [str(choice) for choice in error.validator_value]
    close = get_close_matches(str(error.instance), choices, 1, 0.6)
    hint = f"; did you mean '{close[0]}'?" if close else ""
    if str(error.instance) in choices:
        hint = "; write it without quotes"
    yield (
        path,
        False,
        (
            f"{place(path)} must be one of {', '.join(choices)} "
            f"(is {shown(error.instance, path)}){hint}"
        ),
    )


def _pattern(error: Any, path: Path) -> Iterator[tuple[Path, bool, str]]:
    meaning = error.schema.get("x-pattern-means", f"a string that matches {error.validator_value}")
    yield path, False, f"{place(path)} must be {meaning} (is {shown(error.instance, path)})"


def _bound(error: Any, path: Path) -> Iterator[tuple[Path, bool, str]]:
    words = {"minimum": "at least", "maximum": "at most"}[str(error.validator)]
    yield (
        path,
        False,
        (
            f"{place(path)} must be {words} {error.validator_value} "
            f"(is {shown(error.instance, path)})"
        ),
    )


def _size(error: Any, path: Path) -> Iterator[tuple[Path, bool, str]]:
    limit, keyword = error.validator_value, str(error.validator)
    unit = "characters" if "Length" in keyword else "entries"
    if keyword == "minLength" or (keyword == "minItems" and limit == 1):
        yield path, False, f"{place(path)} must not be empty"
    elif keyword in {"minProperties", "maxProperties"} and limit == 1:
        methods = ", ".join(error.schema["properties"])
        yield path, False, f"{place(path)} must have a single key, one of {methods}"
    else:
        words = "at least" if keyword.startswith("min") else "at most"
        yield path, False, f"{place(path)} must have {words} {limit} {unit}"


def _unique(_error: Any, path: Path) -> Iterator[tuple[Path, bool, str]]:
    yield path, False, f"{place(path)} names the same thing twice"


def _other(error: Any, path: Path) -> Iterator[tuple[Path, bool, str]]:
    yield path, False, f"{place(path)} does not fit the schema of the spec ({error.validator})"


_EXPLANATIONS: dict[str, Callable[[Any, Path], Iterator[tuple[Path, bool, str]]]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing,
    "type": _wrong_type,
    "enum": _not_allowed,
    "pattern": _pattern,
    "minimum": _bound,
    "maximum": _bound,
    "minLength": _size,
    "maxLength": _size,
    "minItems": _size,
    "maxItems": _size,
    "minProperties": _size,
    "maxProperties": _size,
    "uniqueItems": _unique,
}


def shown(value: Any, path: Path) -> str:
    """Show a value in a message: short, and never one that may be a secret."""
    if any(schema.get("x-secret") for schema in schema_at(path)):
        return "not shown: it may be a secret"
    if isinstance(value, dict):
        return "a mapping"
    text = wording.shown(value)
    return "empty" if value is None else text
