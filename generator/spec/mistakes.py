"""Mistakes of a spec against its schema, in words: what is wrong, where, and what to do.

A slip of the pen is told once: what only follows from another mistake is not said beside it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from generator.azure.images import urn_of_alias
from generator.diagnostics import Diagnostic, Position, Severity
from generator.lazy import dataclass, replace
from generator.spec.faults import fault
from generator.spec.mistake import Mistake, odd_value, shown
from generator.spec.paths import place
from generator.spec.references import Parameter
from generator.spec.schema import Schema, spec_schema
from generator.spec.short_forms import flow
from generator.spec.tolerant_schema import tolerant_validator
from generator.spec.unknown_keys import unknown_keys
from generator.spec.wrong_kinds import wrong_kind
from generator.wording import characters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.diagnostics import Path
    from generator.language.documents.source import Document

_OF_VALUES = {"value-not-known", "wrong-form", "out-of-bounds"}
"""What is not said of a value that is of the wrong kind."""


@dataclass(frozen=True, slots=True)
class Located:
    """A finding, the path of the value at fault, and what is meant by it where that is known."""

    path: Path
    diagnostic: Diagnostic
    form: Any = None


def schema_errors(
    document: Document, value: Any, schema: Schema | None = None, at: Path = ()
) -> list[Located]:
    """Check a value against a schema; give each mistake with the paths of the values at fault.

    `value` may hold parameters in the place of scalars; `at` is where it stands in the document.
    """
    validator = tolerant_validator(_is_parameter)(spec_schema() if schema is None else schema)
    mistakes = [
        found
        for error in validator.iter_errors(value)
        for found in _EXPLANATIONS.get(str(error.validator), _other)(
            error, (*at, *error.absolute_path)
        )
    ]
    found: list[Located] = []
    for mistake, paths in _once(list(dict.fromkeys(mistakes))):
        diagnostic = document.diagnostic(
            fault(mistake.name), Severity.ERROR, mistake.message, mistake.path, key=mistake.on_key
        )
        if mistake.name == "odd-character":
            diagnostic = replace(diagnostic, position=_ofodd_value(document, diagnostic.position))
        found.append(Located(mistake.path, diagnostic, mistake.form))
        found += [Located(path, diagnostic) for path in paths]
    return found


def _ofodd_value(document: Document, around: Position) -> Position:
    """Return the place of the first odd character of a range."""
    line = document.text.split("\n")[around.line - 1]
    odd = characters.ODD.search(line, around.column - 1)
    if odd is None:
        return around
    return Position(around.line, odd.start() + 1, around.line, odd.end() + 1)


def _is_parameter(value: Any) -> bool:
    return isinstance(value, Parameter)


def _once(mistakes: list[Mistake]) -> Iterator[tuple[Mistake, list[Path]]]:
    """Yield each mistake that is told, with the paths of all that it makes wrong."""
    kept = _joined(mistakes)
    explained = {path for item in kept for path in item.explains}
    of_kind = {item.path for item in kept if item.name == "wrong-kind"}
    replaced = {item.about for item in kept if item.about and item.name != "missing-key"}
    lost: list[Mistake] = []
    told: list[Mistake] = []
    for item in kept:
        follows = (
            (item.path in explained and not item.explains)
            or (item.path in of_kind and item.name in _OF_VALUES)
            or (item.name == "missing-key" and item.about in replaced)
        )
        (lost if follows else told).append(item)
    for index, item in enumerate(told):
        also = [other.path for other in lost] if not index else []
        yield item, [*item.explains, *also]


def _joined(mistakes: list[Mistake]) -> list[Mistake]:
    """Return them with one for all elements of a list that should not be in quotes."""
    lists: dict[Path, list[Mistake]] = defaultdict(list)
    for item in mistakes:
        if item.unquoted and item.path and isinstance(item.path[-1], int):
            lists[item.path[:-1]].append(item)
    found = [item for item in mistakes if item.path[:-1] not in lists or not item.unquoted]
    for path, items in lists.items():
        listed = ", ".join(flow(item.form) for item in items)
        message = f"{place(path)} takes numbers: write {listed} without quotes"
        first = items[0]
        found.append(
            replace(first, message=message, explains=tuple(item.path for item in items[1:]))
        )
    return found


def _missing(error: Any, path: Path) -> Iterator[Mistake]:
    for name in error.validator_value:
        if name not in error.instance:
            below = error.schema["properties"].get(name, {})
            what = re.split(r"[:;.(,]", below.get("description", ""))[0].strip()
            echo = what.lower().replace(" ", "") == name.lower()
            said = "" if echo or not what else f" ({_in_sentence(what)})"
            message = f"{place(path)} lacks '{name}'{said}"
            yield Mistake(path, "missing-key", message, on_key=True, about=(*path, name))


def _in_sentence(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _not_allowed(error: Any, path: Path) -> Iterator[Mistake]:
    choices = [str(choice) for choice in error.validator_value]
    value = str(error.instance)
    odd = odd_value(error.instance, path)
    if odd is not None:
        yield odd
        return
    same = [choice for choice in choices if choice.lower() == value.lower()]
    close = same or get_close_matches(value, choices, 1, 0.6)
    hint = f"; did you mean '{close[0]}'?" if close else ""
    known = choices if len(choices) <= 20 else [*choices[:3], "..."]
    message = f"{place(path)} must be one of {', '.join(known)} (is {shown(error.instance, path)})"
    yield Mistake(path, "value-not-known", f"{message}{hint}")


def _pattern(error: Any, path: Path) -> Iterator[Mistake]:
    odd = odd_value(error.instance, path)
    if odd is not None:
        yield odd
        return
    if path[-2:-1] == ("fileUris",):
        yield _address(error.instance, path)
        return
    meaning = error.schema.get("x-pattern-means", f"a string that matches {error.validator_value}")
    if "propertyNames" in error.relative_schema_path:
        message = f"{place(path)}: a name is {meaning} (is '{error.instance}')"
        yield Mistake((*path, error.instance), "wrong-form", message, on_key=True)
        return
    said = f"{place(path)} must be {meaning} (is {shown(error.instance, path)})"
    urn = urn_of_alias(error.instance) if path[-1:] == ("urn",) else None
    hint = f"; write urn: {urn}" if urn else ""
    completed = f"{error.schema.get('x-prefix', '')}{error.instance}"
    if completed != error.instance and re.search(error.validator_value, completed):
        hint = f"; write {completed}"
    if "x-prefix" in error.schema:
        hint = _meant_size(error.instance, completed) or hint
    if "x-not-a-file" in error.schema and re.match(r"[~./\\]|[A-Za-z]:\\|.*\.pub$", error.instance):
        hint = f"; {error.schema['x-not-a-file']}"
    yield Mistake(path, "wrong-form", f"{said}{hint}")


def _address(text: str, path: Path) -> Mistake:
    """Return what is wrong with the address of a download, shown where nothing in it is secret."""
    scheme, mark, rest = text.partition("://")
    plain = rest.partition("?")[0]
    if not mark:
        said = "is no URL; a file beside the spec is the 'script' of a step"
    elif scheme not in {"http", "https"}:
        said = f"begins with {scheme}:// and the handlers download by https; use such an address"
    elif re.search(r"\s", text):
        said = "has a blank in it; write %20 for each"
    else:
        said = "names no file; write the name of the file at its end"
    whole = mark and "?" not in rest and "@" not in plain
    shown_as = f" (is '{text}')" if whole else ""
    return Mistake(path, "wrong-form", f"{place(path)} {said}{shown_as}")


def _meant_size(written: str, completed: str) -> str:
    """Return the hint at the size that was meant, where the name needs more than its beginning."""
    from generator.azure.sizes import nearest, size

    near = "" if size(completed) else nearest(written)
    return f"; did you mean '{near}'?" if near else ""


def _bound(error: Any, path: Path) -> Iterator[Mistake]:
    words = {"minimum": "at least", "maximum": "at most"}[str(error.validator)]
    value = shown(error.instance, path)
    message = f"{place(path)} must be {words} {error.validator_value} (is {value})"
    yield Mistake(path, "out-of-bounds", message)


def _size(error: Any, path: Path) -> Iterator[Mistake]:
    limit, keyword = error.validator_value, str(error.validator)
    unit = "characters" if "Length" in keyword else "entries"
    if keyword == "minLength" or (keyword == "minItems" and limit == 1):
        yield Mistake(path, "out-of-bounds", f"{place(path)} must not be empty")
    elif keyword in {"minProperties", "maxProperties"} and limit == 1:
        methods = ", ".join(error.schema["properties"])
        known = [key for key in error.instance if key in error.schema["properties"]]
        hint = ": put '- ' before each" if len(known) > 1 else ""
        message = f"{place(path)} must have a single key, one of {methods}{hint}"
        yield Mistake(path, "one-method-a-step", message)
    else:
        words = "at least" if keyword.startswith("min") else "at most"
        yield Mistake(path, "out-of-bounds", f"{place(path)} must have {words} {limit} {unit}")


def _unique(_error: Any, path: Path) -> Iterator[Mistake]:
    yield Mistake(path, "named-twice", f"{place(path)} names the same thing twice")


def _other(error: Any, path: Path) -> Iterator[Mistake]:
    message = f"{place(path)} does not fit the schema of the spec ({error.validator})"
    yield Mistake(path, "wrong-form", message)


_EXPLANATIONS: dict[str, Callable[[Any, Path], Iterator[Mistake]]] = {
    "additionalProperties": unknown_keys,
    "required": _missing,
    "type": wrong_kind,
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
