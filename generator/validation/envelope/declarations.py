"""What a template declares beside its resources: parameters, outputs, functions and types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.documents.casing import canonical, written
from generator.language.parameters.type_check import bare_type, is_of_type
from generator.language.parameters.type_reference import BrokenReferenceError, type_of
from generator.language.template import is_expression
from generator.lazy import replace
from generator.validation.envelope.schema import MISSING, as_read, check_part
from generator.validation.envelope.types import Types
from generator.validation.parameters.values import default_problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path

Object = dict[str, Any]
_FILE = "deployment-template"
_NEED_VERSION_2 = {"definitions", "imports", "extensions", "asserts"}
_TABLES = ("parameters", "variables", "outputs", "definitions")


def declarations(members: dict[str, tuple[str, Any]], path: Path) -> Iterator[Finding]:
    """Check all of them; `members` are those of the template, by lower-case name."""
    _, definitions = members.get("definitions", ("", {}))
    definitions = definitions if isinstance(definitions, dict) else {}
    _, version = members.get("languageversion", ("", None))
    types = Types(definitions, version)
    for table in _TABLES:
        yield from _names(members, table, path)
    for name, value, place in _entries(members, "parameters", path):
        what = f"parameter '{name}'"
        if _is_bare_parameter(value):
            continue
        if isinstance(value, dict):
            yield from _untyped(value, place, what)
            yield from types.problems(what, value, place, "parameter")
            yield from default_problems(name, value, place, definitions)
        else:  # it may be a secret, so it is not shown
            yield Finding(place, f"{what} must be an object with a 'type'", kind="TPL002")
    for name, value, place in _entries(members, "outputs", path):
        yield from _output(name, value, place, types)
    for name, value, place in _entries(members, "definitions", path):
        yield from types.problems(f"definition '{name}'", value, place, "type")
    for table in _NEED_VERSION_2 & members.keys() if not types.is_version_2 else ():
        message = f'\'{table}\' need "languageVersion": "2.0" in the template'
        yield Finding((*path, members[table][0]), message, kind="TPL002", on_key=True)
    key, namespaces = members.get("functions", ("functions", None))
    yield from _functions(namespaces, (*path, key), types)


def _entries(
    members: dict[str, tuple[str, Any]], table: str, path: Path
) -> Iterator[tuple[str, Any, Path]]:
    key, value = members.get(table, (table, None))
    for name, entry in value.items() if isinstance(value, dict) else ():
        yield name, entry, (*path, key, name)


def _names(members: dict[str, tuple[str, Any]], table: str, path: Path) -> Iterator[Finding]:
    """Find names that are empty, that an expression would give, and that have no value."""
    for name, value, place in _entries(members, table, path) if table != "definitions" else ():
        if not name or is_expression(name):
            said = "is empty" if not name else "is an expression, and Azure evaluates none here"
            yield Finding(
                place, f"the name of this {table[:-1]} {said}", kind="TPL002", on_key=True
            )
        if table == "variables" and value is None:
            message = f"variable '{name}' has no value; null is written \"[null()]\""
            yield Finding(place, message, kind="TPL002", on_key=True)


def _untyped(declaration: Object, path: Path, what: str) -> Iterator[Finding]:
    if not canonical(declaration, {"type": 0, "$ref": 0}).keys() & {"type", "$ref"}:
        message = f"{what} has no 'type': Azure takes any value for it"
        yield Finding(path, message, Severity.WARNING, kind="TPL002", on_key=True)


def _is_bare_parameter(declared: Any) -> bool:
    """Whether a parameter is but of a type, with a default that fits: most are."""
    kind = bare_type(declared) if isinstance(declared, dict) and "value" not in declared else ""
    default = declared.get("defaultValue") if kind else None
    if not kind or default is None or is_expression(default):
        return kind != ""
    return kind in {"string", "bool", "object", "array"} and is_of_type(default, kind)


def _is_bare_output(declared: Any) -> bool:
    """Whether an output is but a value of a type: most are."""
    if not isinstance(declared, dict) or "defaultValue" in declared:
        return False
    return bare_type(declared) != "" and declared.get("value") is not None


def _output(name: str, output: Any, path: Path, types: Types) -> Iterator[Finding]:
    what = f"output '{name}'"
    if _is_bare_output(output):
        return
    yield from types.problems(what, output, path, "output")
    if not isinstance(output, dict):
        return
    yield from _untyped(output, path, what)
    whole = as_read(_FILE, "output", output)
    if "copy" in whole:
        yield from _output_copy(output, whole, path, types)
    elif "value" not in whole and not _is_nullable(output, types):
        yield Finding(path, f"{what} has neither 'value' nor 'copy'", kind="TPL002", on_key=True)


def _is_nullable(output: Object, types: Types) -> bool:
    """Whether null is a value of an output, and stands there."""
    try:
        nullable = type_of(output, types.definitions).get("nullable") is True
    except BrokenReferenceError:
        return True  # which is told
    return nullable and written(output, "value") in output


def _output_copy(output: Object, whole: Object, path: Path, types: Types) -> Iterator[Finding]:
    what, place = f"output '{path[-1]}'", (*path, written(output, "copy"))
    if is_expression(whole["copy"]):
        message = f"the copy loop of {what} is an expression, and Azure evaluates none here"
        yield Finding(place, message, kind="TPL002")
    copy = whole["copy"]
    part = {k: None if v == "" else v for k, v in copy.items()} if isinstance(copy, dict) else copy
    for found in check_part(_FILE, "outputCopy", part, place, f"copy of {what}", "TPL002"):
        is_blank = found.fault == MISSING and written(copy, found.name) in copy
        empty = f"an empty '{found.name}' counts as none, unless an expression gives it"
        yield replace(found, shows="requested", advice=empty) if is_blank else found
    if "value" in whole:
        message = f"{what} has both 'value' and 'copy': leave one of them out"
        yield Finding(place, message, kind="TPL002", on_key=True)
    try:
        kind = type_of(output, types.definitions).get("type")
    except BrokenReferenceError:
        return
    if str(kind).lower() != "array":
        message = f"{what} has a copy loop, which gives an array: its type must be array"
        yield Finding(place, message, kind="TPL002", on_key=True)


def _functions(namespaces: Any, path: Path, types: Types) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, namespace in enumerate(namespaces if isinstance(namespaces, list) else ()):
        place, what = (*path, index), f"functions[{index}]"
        yield from check_part(_FILE, "namespace", namespace, place, what, "TPL002")
        whole = canonical(namespace, {"namespace": 0, "members": 0}) if _is(namespace) else {}
        members, name = whole.get("members"), whole.get("namespace", "")
        if isinstance(name, str) and "namespace" in whole:
            named = (*place, written(namespace, "namespace"))
            yield from _word(name, named, f"the namespace of {what}")
        place = (*place, written(namespace, "members")) if _is(namespace) else place
        for function, declared in members.items() if isinstance(members, dict) else ():
            inside, full = (*place, function), f"{name}.{function}".lower()
            yield from _word(function, inside, "the name of this function", on_key=True)
            if full in seen:
                message = f"function '{name}.{function}' is declared twice"
                yield Finding(inside, message, kind="TPL002", on_key=True)
            seen.add(full)
            yield from _function(declared, inside, f"function '{function}'", types)


def _is(value: Any) -> bool:
    return isinstance(value, dict)


def _word(name: str, path: Path, what: str, *, on_key: bool = False) -> Iterator[Finding]:
    """Check a name that expressions write down: letters, digits and underscores."""
    if not re.fullmatch(r"\w+", name):
        message = f"{what} must consist of letters, digits and underscores (is '{name}')"
        yield Finding(path, message, kind="TPL002", on_key=on_key)


def _function(function: Any, path: Path, what: str, types: Types) -> Iterator[Finding]:
    yield from check_part(_FILE, "function", function, path, what, "TPL002")
    if not isinstance(function, dict):
        return
    whole = as_read(_FILE, "function", function)
    if isinstance(whole.get("output"), dict):
        place = (*path, written(function, "output"))
        yield from types.problems(f"the output of {what}", whole["output"], place, "functionOutput")
    parameters, seen = whole.get("parameters"), set()
    for index, parameter in enumerate(parameters if isinstance(parameters, list) else ()):
        place, about = (*path, written(function, "parameters"), index), f"parameters[{index}]"
        yield from types.problems(f"{about} of {what}", parameter, place, "functionParameter")
        name = canonical(parameter, {"name": 0}).get("name") if _is(parameter) else None
        if name == "" or is_expression(name) or str(name).lower() in seen:
            message = f"the name of {about} of {what} must be a string that no other has"
            yield Finding((*place, written(parameter, "name")), message, kind="TPL002")
        seen.add(str(name).lower())
