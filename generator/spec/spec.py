"""A spec, read and checked: values with defaults, the files it names, and where all of it stands.

Every mistake that can be seen is reported in one go: what does not fit the schema is taken out, and
the rest can still be checked against the constraints that span several keys.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, Path, Severity
from generator.language.template import MISSING
from generator.lazy import dataclass, regex, replace
from generator.redaction import is_secret_at
from generator.spec.defaults import Default, fill_defaults
from generator.spec.faults import fault
from generator.spec.former_keys import former_keys, with_new_keys
from generator.spec.mistakes import Located, schema_errors
from generator.spec.paths import dotted, place
from generator.spec.references import ARM_TYPES, Parameter, parameter_of, reference_kind
from generator.spec.schema import Schema, is_scalar, schema_at, schema_of_key, spec_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.documents.source import Document
    from generator.spec.local_files import LocalFiles


RESERVED = regex("[\ue000\ue001]|\\\\u[eE]00[01]")
"""Fragments mark symbolic names with these private characters."""


@dataclass(frozen=True, slots=True)
class Spec:
    """A spec that can be rendered.

    `value` has every key of the schema, with `Parameter` where a reference stands; `parameters`
    are the declared ones by name, in the order of the spec; `warnings` do not stop rendering.
    """

    document: Document
    value: dict[str, Any]
    parameters: dict[str, Parameter]
    defaults: list[Default]
    files: LocalFiles
    warnings: list[Diagnostic]


def spec_of(document: Document, files: LocalFiles) -> tuple[Spec | None, list[Diagnostic]]:
    """Return a spec with its defaults, and every mistake that can be seen in it alone.

    There is no spec where what fits the schema cannot stand alone. What must hold between its keys
    is for `constraints/` to check.
    """
    if not isinstance(document.value, dict) or reference_kind(document.value):
        what = "is empty" if document.value is None else "must be keys with values"
        message = f"the spec {what}; 'scaleset init' writes one to start from"
        return None, [document.diagnostic(fault("no-spec"), Severity.ERROR, message)]
    mistakes: list[Diagnostic] = []
    if RESERVED.search(document.text):
        message = "the characters U+E000 and U+E001 have a meaning inside of this tool: remove them"
        mistakes.append(document.diagnostic(fault("reserved-character"), Severity.ERROR, message))
    value = _with_references(document, with_new_keys(document.value), (), mistakes)
    sound = _check_schema(document, value, mistakes)
    if sound is None:
        return None, mistakes
    defaults = fill_defaults(sound)
    parameters = _declared(document, sound, mistakes)
    files.load(document, sound, mistakes)
    return Spec(document, sound, parameters, defaults, files, former_keys(document)), mistakes


def _with_references(document: Document, value: Any, path: Path, mistakes: list[Diagnostic]) -> Any:
    if isinstance(value, list):
        return [
            _with_references(document, item, (*path, index), mistakes)
            for index, item in enumerate(value)
        ]
    if not isinstance(value, dict):
        return value
    kind = reference_kind(value)
    if kind is None:
        return {
            key: _with_references(document, item, (*path, key), mistakes)
            for key, item in value.items()
        }
    found = schema_errors(document, value, spec_schema()["$defs"][kind], path)
    mistakes.extend(item.diagnostic for item in found)
    return MISSING if found else parameter_of(value, path)


def _check_schema(document: Document, value: Any, mistakes: list[Diagnostic]) -> Any:
    """Report what does not fit; give the rest, or None where the rest cannot stand alone."""
    value = _without_missing(value)
    found = schema_errors(document, value)
    mistakes.extend(item.diagnostic for item in found)
    sound = _without(value, found) if found else value
    misplaced = _misplaced(document, sound, ())
    if not found and not misplaced:
        return value
    mistakes.extend(item.diagnostic for item in misplaced)
    sound = _without(sound, misplaced)
    return None if schema_errors(document, sound) else sound


def _without(value: Any, found: list[Located]) -> Any:
    """Return a copy of a value with what is meant, or nothing, where something is wrong in it."""
    sound = copy.deepcopy(value)
    for item in sorted(found, key=lambda item: (item.form is None, -len(item.path))):
        if item.form is None:
            _remove(sound, item.path)
        else:
            _replace(sound, item.path, item.form)
    return _without_missing(sound)


def _without_missing(value: Any) -> Any:
    """Leave out what is missing; a list goes as a whole, for what is left of it would move up."""
    if isinstance(value, dict):
        cleaned = {key: _without_missing(item) for key, item in value.items()}
        return {key: item for key, item in cleaned.items() if item is not MISSING}
    if isinstance(value, list):
        items = [_without_missing(item) for item in value]
        return MISSING if MISSING in items else items
    return value


def _replace(value: Any, path: Path, form: Any) -> None:
    parent: Any = _parent(value, path)
    try:
        parent[path[-1]] = form
    except (IndexError, TypeError):
        return


def _parent(value: Any, path: Path) -> Any:
    for step in path[:-1]:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _remove(value: Any, path: Path) -> None:
    value = _parent(value, path)
    if path and isinstance(value, dict):
        value.pop(path[-1], None)
    elif path and isinstance(value, list) and isinstance(path[-1], int):
        value[path[-1]] = MISSING


def _misplaced(document: Document, value: Any, path: Path) -> list[Located]:
    """Report references where none can stand, constants where a secret must, unfit defaults."""
    if isinstance(value, dict):
        children: list[tuple[Any, Any]] = list(value.items())
    elif isinstance(value, list):
        children = list(enumerate(value))
    else:
        found = _misplacement(value, path)
        if found is not None:
            name, message = found
            kind = fault(name)
            return [Located(path, document.diagnostic(kind, Severity.ERROR, message, path))]
        fits = not isinstance(value, Parameter) or value.secure
        return (
            [] if fits else [Located(path, item) for item in _unfit_values(document, value, path)]
        )
    return [found for step, item in children for found in _misplaced(document, item, (*path, step))]


def _misplacement(value: Any, path: Path) -> tuple[str, str] | None:
    """Return the fault of a value that cannot be at this place, and why, if it cannot."""
    schema = schema_of_key(path)
    secure = isinstance(value, Parameter) and value.secure
    if schema.get("x-secret") == "required" and not secure:
        message = (
            f"{place(path)} must be a secret, {{secret: name}}: no constant, no open parameter"
        )
        return "secret-required", message
    if not isinstance(value, Parameter):
        message = f"{place(path)} must be {{parameter: name}} or {{secret: name}}"
        return ("wrong-form", message) if "x-reference" in schema else None
    if secure and not (schema_at(path)[-1].get("x-secret") or _secret_in_raw(path)):
        reason = "this value can be read by everyone who may read the resource"
        return "no-place-for-secrets", f"{place(path)} cannot be a secret: {reason}"
    if "x-fixed" in schema:
        reason = schema["x-fixed"]
        return "fixed-value", f"{place(path)} cannot be a template parameter: {reason}"
    if schema and not is_scalar(schema):
        reason = "only a single value can, and this is a list or keys with values"
        return "fixed-value", f"{place(path)} cannot be a template parameter: {reason}"
    return None


def _secret_in_raw(path: Path) -> bool:
    if path[:1] != ("raw",):
        return False
    handed_on = path[2:4] == ("properties", "parameters") and path[5:] == ("value",)
    named = [str(step) for step in path[2:] if isinstance(step, str)]
    in_public = "settings" in {name.lower() for name in named}
    return handed_on or (not in_public and is_secret_at(named))


def _unfit_values(document: Document, parameter: Parameter, path: Path) -> list[Diagnostic]:
    schema = schema_of_key(path)
    given: list[tuple[Any, Path]] = [
        (item, (*path, key))
        for key, item in (("default", parameter.default), ("value", parameter.value))
        if item is not MISSING
    ]
    given += [
        (item, (*path, "allowedValues", index))
        for index, item in enumerate(parameter.allowed_values or [])
    ]
    contradiction = fault("parameter-contradicts-itself")
    found = [
        document.diagnostic(contradiction, Severity.ERROR, message, path)
        for message in _contradictions(parameter, schema, path)
    ]
    found += [
        error.diagnostic
        for item, where in given
        for error in schema_errors(document, item, schema, where)
    ]
    if parameter.allowed_values is not None:
        found += [
            document.diagnostic(
                contradiction,
                Severity.ERROR,
                f"{place(where)} is not one of allowedValues",
                where,
            )
            for item, where in given
            if len(where) == len(path) + 1 and item not in parameter.allowed_values
        ]
    return found


def _contradictions(parameter: Parameter, schema: Schema, path: Path) -> Iterator[str]:
    """Find what a parameter says of itself that its key or its own bounds do not allow."""
    kinds = schema.get("type")
    wanted = ARM_TYPES.get(kinds) if isinstance(kinds, str) else None
    if parameter.type is not None and wanted is not None and parameter.type != wanted:
        yield f"{place(path)} is of type {wanted}, and the parameter says {parameter.type}"
    for item in (parameter.default, parameter.value):
        size = len(item) if isinstance(item, str) else item
        low = parameter.min_length if isinstance(item, str) else parameter.min_value
        high = parameter.max_length if isinstance(item, str) else parameter.max_value
        known = isinstance(size, int) and not isinstance(size, bool)
        if known and not (size if low is None else low) <= size <= (size if high is None else high):
            yield f"{place(path)}: the default or value lies outside of the parameter's bounds"


def _declared(document: Document, value: Any, mistakes: list[Diagnostic]) -> dict[str, Parameter]:
    """Collect the parameters, one for each name; declarations of one name must agree."""
    declared: dict[str, Parameter] = {}
    for path, parameter in _references(value, ()):
        typed = _typed(parameter, path)
        key = typed.name.lower()
        known = declared.get(key)
        if known is None:
            declared[key] = typed
            continue
        joined, clashes = known.merged(typed)
        if clashes:
            message = (
                f"parameter '{typed.name}' is declared differently at {dotted(known.path or path)}"
                f" ({', '.join(clashes)}); declare it once and write {{parameter: {known.name}}}"
            )
            where = typed.path or path
            mistakes.append(
                document.diagnostic(fault("parameter-differs"), Severity.ERROR, message, where)
            )
        declared[key] = joined
    return {parameter.name: parameter for parameter in declared.values()}


def _references(value: Any, path: Path) -> list[tuple[Path, Parameter]]:
    if isinstance(value, Parameter):
        return [(path, value)]
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in _references(item, (*path, key))]
    if isinstance(value, list):
        return [
            found for index, item in enumerate(value) for found in _references(item, (*path, index))
        ]
    return []


def _typed(parameter: Parameter, path: Path) -> Parameter:
    """Return a parameter the type of the key that it stands for, or of its default."""
    if parameter.type is not None:
        return replace(parameter, path=parameter.path or path)
    kinds = schema_of_key(path).get("type")
    kind = ARM_TYPES.get(kinds) if isinstance(kinds, str) else None
    if kind is None:
        example = parameter.literal()
        kind = {bool: "bool", int: "int"}.get(type(example), "string")
    return replace(parameter, type=kind, path=parameter.path or path)
