"""What a template declares beside its resources: parameters, outputs, functions and types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.language.documents.casing import canonical, written
from generator.language.parameters.type_check import TYPES
from generator.language.template import is_expression
from generator.validation.envelope.schema import check_part, members_of
from generator.validation.parameters.values import declaration_problems
from generator.validation.problem import Problem
from generator.wording.kinds import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path

Object = dict[str, Any]
_FILE = "deployment-template"


def declarations(members: dict[str, tuple[str, Any]], path: Path) -> Iterator[Problem]:
    """Check all of them; `members` are those of the template, by lower-case name."""
    _, definitions = members.get("definitions", ("", {}))
    definitions = definitions if isinstance(definitions, dict) else {}
    for name, value, place in _entries(members, "parameters", path):
        what = f"parameter '{name}'"
        if isinstance(value, dict):
            yield from check_part(_FILE, "parameter", value, place, what, "TPL002")
            yield from declaration_problems(name, value, place, definitions)
        elif not is_expression(value):  # it may be a secret, so it is not shown
            yield Problem("TPL002", place, f"{what} must be an object with a 'type'")
    for name, value, place in _entries(members, "outputs", path):
        yield from _output(name, value, place)
    for name, value, place in _entries(members, "definitions", path):
        what = f"definition '{name}'"
        yield from check_part(_FILE, "parameter", value, place, what, "TPL002")
        yield from _type(value, place, what)
    key, namespaces = members.get("functions", ("functions", None))
    for index, namespace in enumerate(namespaces if isinstance(namespaces, list) else ()):
        yield from _namespace(namespace, (*path, key, index), f"functions[{index}]")


def _entries(
    members: dict[str, tuple[str, Any]], table: str, path: Path
) -> Iterator[tuple[str, Any, Path]]:
    key, value = members.get(table, (table, None))
    for name, entry in value.items() if isinstance(value, dict) else ():
        yield name, entry, (*path, key, name)


def _output(name: str, output: Any, path: Path) -> Iterator[Problem]:
    what = f"output '{name}'"
    yield from check_part(_FILE, "output", output, path, what, "TPL002")
    yield from _type(output, path, what)
    if not isinstance(output, dict):
        return
    whole = canonical(output, members_of(_FILE, "output"))
    if "copy" in whole:
        place = (*path, written(output, "copy"))
        yield from check_part(
            _FILE, "outputCopy", whole["copy"], place, f"copy of {what}", "TPL002"
        )
    elif "value" not in {key.lower() for key in output}:
        message = f"{what} has neither 'value' nor 'copy'"
        yield Problem("TPL002", path, message, on_key=True, severity=Severity.WARNING)


def _namespace(namespace: Any, path: Path, what: str) -> Iterator[Problem]:
    yield from check_part(_FILE, "namespace", namespace, path, what, "TPL002")
    if not isinstance(namespace, dict):
        return
    members = canonical(namespace, {"members": 0}).get("members")
    for name, function in members.items() if isinstance(members, dict) else ():
        place = (*path, written(namespace, "members"), name)
        yield from _function(function, place, f"function '{name}'")


def _function(function: Any, path: Path, what: str) -> Iterator[Problem]:
    yield from check_part(_FILE, "function", function, path, what, "TPL002")
    if not isinstance(function, dict):
        return
    whole = canonical(function, members_of(_FILE, "function"))
    output, parameters = whole.get("output"), whole.get("parameters")
    if isinstance(output, dict):
        yield from _type(output, (*path, written(function, "output")), f"the output of {what}")
    for index, parameter in enumerate(parameters if isinstance(parameters, list) else ()):
        place = (*path, written(function, "parameters"), index)
        yield from _type(parameter, place, f"parameters[{index}] of {what}")


def _type(value: Any, path: Path, what: str) -> Iterator[Problem]:
    """Find a type that is missing or that does not exist."""
    if not isinstance(value, dict):
        return
    whole = canonical(value, {"type": 0, "$ref": 0})
    kind = whole.get("type")
    if kind is None and "$ref" not in whole:
        yield Problem("TPL002", path, f"{what} has no 'type'", on_key=True)
    if isinstance(kind, str) and not is_expression(kind) and kind.lower() not in TYPES:
        message = f"'{kind}' is no type for {what}{did_you_mean(kind, TYPES)}"
        yield Problem("TPL002", (*path, written(value, "type")), message)
