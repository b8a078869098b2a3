"""What a template declares but its resources: parameters, variables, functions, types, outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.bicep.declared_types import decorators, said, type_of
from generator.bicep.expressions import Reader
from generator.bicep.fitting import fitted
from generator.bicep.forms import NULL
from generator.bicep.held import spellings_of_variables
from generator.bicep.long_texts import tell_too_long
from generator.bicep.names import FreeNames, identifier, output_names
from generator.bicep.namespaces import BUILT_IN, TYPES
from generator.bicep.run_time import tell_too_early
from generator.bicep.statements import (
    Decorator,
    Func,
    Metadata,
    Nullable,
    Output,
    Param,
    Statement,
    TargetScope,
    TypeDeclaration,
    Var,
)
from generator.bicep.syntax import Member, Object, Symbol, Ternary, is_too_long
from generator.bicep.values import ValueWriter, plain
from generator.language.documents.casing import member_of, written
from generator.language.template import is_loops
from generator.lazy import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.bicep.scope import FileScope, Problem
    from generator.diagnostics import Path

_KNOWN = {
    "$schema", "contentversion", "languageversion", "apiprofile", "metadata", "parameters",
    "variables", "functions", "resources", "outputs", "definitions",
}  # fmt: skip


_EXTENSIONS = "and what they deploy are not converted; write 'extension' and these by hand"


def marked(problems: Iterable[Problem], made: Statement) -> Statement:
    """Put what has no form in Bicep above a statement, as something that is left to do."""
    todos = [f"TODO: {item.message}" for item in problems]
    return replace(made, comments=(*made.comments, *dict.fromkeys(todos)))


def register(scope: FileScope) -> None:
    """Return a name to all that the template declares but its resources."""
    template = scope.template
    for name, raw in _section(template, "parameters"):
        scope.raw_parameters[name.lower()] = raw
        scope.parameters[name.lower()] = scope.names.declare(name, "Param")
    for name, _ in _section(template, "definitions"):
        scope.types[name.lower()] = scope.names.declare(name, "Type", avoided=TYPES)
    for name, raw in _section(template, "variables"):
        for own, value, number in _variable_entries(name, raw):
            scope.raw_variables[own.lower()] = value
            scope.variable_names[own.lower()] = own
            scope.variable_loops |= {own.lower()} if number is not None else set()
            scope.variables[own.lower()] = scope.names.declare(own, "Value")
    for _, group in _groups(template):
        space = str(member_of(group, "namespace") or "")
        members = member_of(group, "members")
        for name in members if isinstance(members, dict) else ():
            made = scope.names.declare(name, f"_{space}", avoided=BUILT_IN)
            scope.functions[f"{space}.{name}".lower()] = made
    scope.outputs = output_names(name for name, _ in _section(template, "outputs"))


def _tell_renamed(scope: FileScope, path: Path, name: str, own: str) -> None:
    if own != name:
        scope.problem(path, f"the name '{name}' is no name in Bicep; it is '{own}' here")


def _section(template: dict[str, Any], name: str) -> list[tuple[str, Any]]:
    raw = member_of(template, name)
    return list(raw.items()) if isinstance(raw, dict) else []


def _groups(template: dict[str, Any]) -> list[tuple[int, Any]]:
    raw = member_of(template, "functions")
    return list(enumerate(raw)) if isinstance(raw, list) else []


def _variable_entries(name: str, raw: Any) -> Iterator[tuple[str, Any, int | None]]:
    """Yield the variables of an entry: itself, or those that loops make (by number)."""
    if name.lower() == "copy" and is_loops(raw):
        for index, loop in enumerate(raw):
            yield str(member_of(loop, "name")), loop, index
    else:
        yield name, raw, None


def start(scope: FileScope) -> Iterator[Statement]:
    """Yield what stands at the beginning of a file: its scope and its metadata."""
    if scope.target != "resourceGroup":
        yield Statement(TargetScope(scope.target))
    for key in scope.template:
        if key.lower() not in _KNOWN:
            said = (
                _EXTENSIONS if key.lower() in {"extensions", "imports"} else "has no form in Bicep"
            )
            scope.problem((*scope.base, key), f"'{key}' {said}")
    key = written(scope.template, "metadata")
    for name, raw in _section(scope.template, "metadata"):
        if name.startswith("_"):
            continue
        path = (*scope.base, key, name)
        yield Statement(Metadata(identifier(name), plain(raw)), (), scope.comments.take(path))


def types(scope: FileScope) -> Iterator[Statement]:
    """Yield the types that the template defines."""
    key = written(scope.template, "definitions")
    for name, raw in _section(scope.template, "definitions"):
        if isinstance(raw, dict):
            path = (*scope.base, key, name)
            writer = ValueWriter(Reader(scope, "type", path))
            made = TypeDeclaration(scope.types[name.lower()], type_of(writer, raw))
            yield Statement(made, tuple(decorators(writer, raw)), scope.comments.take(path))


def parameters(scope: FileScope) -> Iterator[Statement]:
    """Yield its parameters."""
    key = written(scope.template, "parameters")
    for name, raw in _section(scope.template, "parameters"):
        path = (*scope.base, key, name)
        before = len(scope.problems)
        declared = raw if isinstance(raw, dict) else {}
        own = scope.parameters[name.lower()]
        _tell_renamed(scope, path, name, own)
        writer = ValueWriter(Reader(scope, f"parameter {own}", path))
        default = member_of(declared, "defaultValue")
        value = None
        below = writer.below(written(declared, "defaultValue"))
        tell_too_early(scope, default, below.reader.path)
        if isinstance(default, str) and is_too_long(default):
            tell_too_long(below.reader, default, own)
        elif default is not None:
            value = fitted(below.reader, declared, default, below.value(default))
        marks = tuple(decorators(writer, declared, allowed=True))
        made = Statement(Param(own, type_of(writer, declared), value), marks)
        lines = (*scope.comments.take(path), *scope.comments.take_below(path))
        yield marked(scope.problems[before:], replace(made, comments=lines))


def variables(scope: FileScope) -> Iterator[Statement]:
    """Yield its variables."""
    key = written(scope.template, "variables")
    exported = _exported(scope)
    entries = [(name, raw) for name, raw in _section(scope.template, "variables")]
    held = {name.lower(): raw for name, raw in entries if name.lower() not in exported}
    spellings = spellings_of_variables(scope, held)
    for name, raw in entries:
        for own, value, number in _variable_entries(name, raw):
            before = len(scope.problems)
            path = (*scope.base, key, name) if number is None else (*scope.base, key, name, number)
            made = scope.variables[own.lower()]
            writer = ValueWriter(Reader(scope, f"variable {made}", path), loops=True)
            lines = scope.comments.take(path)
            if number is None:
                spelling = spellings.get(own.lower())
                body = replace(writer, loops=False, spelling=spelling).value(value)
            else:
                body = writer.turns(value, own)
            marks = exported.get(own.lower(), ())
            yield marked(scope.problems[before:], Statement(Var(made, body), marks, lines))


def _exported(scope: FileScope) -> dict[str, tuple[Decorator, ...]]:
    """Return the decorators of the variables that the template lets others use."""
    listed = member_of(member_of(scope.template, "metadata"), "__bicep_exported_variables!")
    return {
        str(member_of(item, "name")).lower(): (
            *said({"description": member_of(item, "description")}),
            Decorator("export"),
        )
        for item in (listed if isinstance(listed, list) else ())
        if isinstance(item, dict)
    }


def lookups(scope: FileScope) -> Iterator[Statement]:
    """Yield the objects of the variables whose names are computed."""
    for name, held in scope.lookups.values():
        names = [key for key in scope.variables if key in held]
        members = (Member(scope.variable_names[key], Symbol(scope.variables[key])) for key in names)
        yield Statement(Var(name, Object(tuple(members))))


def functions(scope: FileScope) -> Iterator[Statement]:
    """Yield its functions."""
    key = written(scope.template, "functions")
    for index, group in _groups(scope.template):
        space = str(member_of(group, "namespace") or "")
        members = member_of(group, "members")
        for name, raw in members.items() if isinstance(members, dict) else ():
            path = (*scope.base, key, index, written(group, "members"), name)
            if isinstance(raw, dict):
                yield _function(scope, scope.functions[f"{space}.{name}".lower()], raw, path)


def _function(scope: FileScope, name: str, raw: dict[str, Any], path: Path) -> Statement:
    before = len(scope.problems)
    inside = replace(
        scope,
        parameters={},
        raw_parameters={},
        names=FreeNames(dict(scope.names.taken)),
        opened={},
    )
    listed = member_of(raw, "parameters")
    parameters = []
    writer = ValueWriter(Reader(inside, f"function {name}", path))
    for item in listed if isinstance(listed, list) else ():
        own = str(member_of(item, "name"))
        inside.parameters[own.lower()] = identifier(own)
        inside.raw_parameters[own.lower()] = item
        parameters.append((identifier(own), type_of(writer, item)))
    output = member_of(raw, "output")
    output = output if isinstance(output, dict) else {}
    below = writer.below(written(raw, "output"))
    inner, said = below.below(written(output, "value")), member_of(output, "value")
    body = fitted(inner.reader, output, said, inner.value(said))
    made = Func(name, tuple(parameters), type_of(below, output), body)
    lines = scope.comments.take_below(path)
    return marked(scope.problems[before:], Statement(made, tuple(decorators(writer, raw)), lines))


def outputs(scope: FileScope) -> Iterator[Statement]:
    """Yield its outputs."""
    key = written(scope.template, "outputs")
    for name, raw in _section(scope.template, "outputs"):
        if isinstance(raw, dict):
            yield _output(scope, name, raw, (*scope.base, key, name))


def _output(scope: FileScope, name: str, raw: dict[str, Any], path: Path) -> Statement:
    before = len(scope.problems)
    own = scope.outputs[name.lower()]
    _tell_renamed(scope, path, name, own)
    writer = ValueWriter(Reader(scope, f"output {own}", path), loops=True)
    kind = type_of(writer, raw)
    loop, condition = member_of(raw, "copy"), member_of(raw, "condition")
    conditional = condition is not None and condition is not True
    if isinstance(loop, dict):
        # Bicep takes no loop on one side of a condition.
        over = replace(writer, loops=not conditional).below(written(raw, "copy"))
        count = over.below(written(loop, "count")).reader
        tell_too_early(scope, member_of(loop, "count"), count.path)
        value = over.turns({"name": name, **loop}, name)
    else:
        below = replace(writer, loops=False).below(written(raw, "value"))
        said = member_of(raw, "value")
        write = below.value if isinstance(kind, Nullable) else below.sure
        value = fitted(below.reader, raw, said, write(said))
    if conditional:
        test = writer.below(written(raw, "condition")).value(condition)
        value = Ternary(test, value, NULL)
        kind = kind if isinstance(kind, Nullable) else Nullable(kind)
    marks = list(decorators(writer, raw))
    lines = (*scope.comments.take(path), *scope.comments.take_below(path))
    return marked(scope.problems[before:], Statement(Output(own, kind, value), tuple(marks), lines))
