"""A template as Bicep: one file for it, and one for each template that it deploys."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from generator.bicep.comments import Comments, comments_of
from generator.bicep.declared_types import decorators, member_of, type_of
from generator.bicep.existing import existing_statements
from generator.bicep.expressions import NULL, Reader
from generator.bicep.names import Names, identifier
from generator.bicep.resources import declare, statement, waited_for
from generator.bicep.scope import Problem, Scope
from generator.bicep.syntax import (
    Func,
    Member,
    Metadata,
    Name,
    Nullable,
    Object,
    Output,
    Param,
    Program,
    Resource,
    Statement,
    TargetScope,
    Ternary,
    TypeDeclaration,
    Var,
    names_in,
)
from generator.bicep.values import Writer
from generator.language.documents.casing import written
from generator.language.expansion.expand import expand
from generator.language.expansion.json_evaluation import as_json, is_loops
from generator.language.expressions.context import Context, level_of
from generator.language.expressions.evaluation import evaluate
from generator.language.expressions.frame import EvaluationError, Frame, TooExpensive
from generator.language.expressions.tree import ExpressionError
from generator.language.template import is_expression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.bicep.scope import Declared
    from generator.diagnostics import Path
    from generator.language.documents.document import Document

MODULES = "modules"
"""The folder for the files of nested templates, beside the main file."""

_SCOPES = {
    "subscriptiondeploymenttemplate.json": "subscription",
    "managementgroupdeploymenttemplate.json": "managementGroup",
    "tenantdeploymenttemplate.json": "tenant",
}
_USES = re.compile(r"\bvariables\s*\(\s*'([^']+)'", re.IGNORECASE)
_KNOWN = {
    "$schema", "contentversion", "languageversion", "apiprofile", "metadata", "parameters",
    "variables", "functions", "resources", "outputs", "definitions",
}  # fmt: skip


@dataclass(slots=True)
class Conversion:
    """What a template becomes: its file, the files of its modules by path, and what has no form."""

    program: Program
    modules: dict[str, Program] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def convert(document: Document) -> Conversion:
    """Give a template in Bicep; the paths of modules are relative to the file of the template."""
    comments = comments_of(document)
    made = Maker(document, comments, {}).file(document.value, (), "", [])
    made.problems.sort(key=lambda item: document.span(item.path))
    return made


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the files of a document; `texts` are the modules made so far, by path."""

    document: Document
    comments: Comments
    texts: dict[str, Program]

    def file(
        self,
        template: dict[str, Any],
        base: Path,
        within: str,
        place: list[tuple[str, ...]],
        target: str = "",
    ) -> Conversion:
        """Give the file of one template; `within` is the module that holds it, '' for none.

        `place` is the subscription and the group that it goes to, where that is not the usual one,
        and `target` the kind of scope; without it the schema of the template tells.
        """
        scope = Scope(template, base, self.comments, place=place)
        scope.target = target or _target(template)
        scope.evaluate = self._evaluator(base)
        _register(scope)
        declare(scope)
        _connect(scope)
        statements = [
            *_start(scope),
            *_types(scope),
            *_parameters(scope),
            *_variables(scope),
            *_functions(scope),
        ]
        before = len(statements) - len(scope.functions)
        bodies = [self._resource(scope, item, within) for item in scope.resources]
        outputs = list(_outputs(scope))
        statements[before:before] = _lookups(scope)
        statements += [*existing_statements(Reader(scope, "existing")), *bodies, *outputs]
        statements = _without_spent(scope, statements)
        rest = [] if base else list(self.comments.take_below(()))
        head = statements[0] if statements else None
        if rest and head is not None:
            statements[0] = replace(head, comments=(*rest, *head.comments))
        after = () if statements else tuple(rest)
        return Conversion(Program(tuple(statements), after), self.texts, scope.problems)

    def _resource(self, scope: Scope, declared: Declared, within: str) -> Statement:
        place = len(declared.path)
        inner = [item for item in scope.problems if item.path[:place] == declared.path]
        early = [item for item in inner if item.path[place : place + 1] != ("resources",)]
        before = len(scope.problems)
        if declared.module:
            from generator.bicep.modules import module

            made = module(self, scope, declared, within)
        else:
            made = statement(scope, declared)
        lines = self.comments.take_below(declared.path) if not _has_children(declared) else ()
        made = replace(made, comments=(*made.comments, *lines))
        return _marked([*early, *scope.problems[before:]], made)

    def _evaluator(self, base: Path) -> Callable[[str], Any]:
        """Give what works out expressions of a template; it is expanded once somebody asks."""
        frames: list[Frame | None] = []

        def work_out(text: str) -> Any:
            if not frames:
                level = level_of(self.document.value.get(written(self.document.value, "$schema")))
                expansion = expand(self.document, {}, Context(level=level))
                own = [
                    Frame(item.deployment.own)
                    for item in expansion.deployments
                    if item.deployment.source.path == base
                ]
                frames.append(own[0] if own else None)
            if frames[0] is None:
                return text
            try:
                return as_json(evaluate(text, frames[0]))
            except (EvaluationError, ExpressionError, TooExpensive, RecursionError):
                return text

        return work_out


def _without_spent(scope: Scope, statements: list[Statement]) -> list[Statement]:
    """Leave out the variables that only said what Bicep wants as a literal.

    So are the resources outside of the template that turned out not to be asked.
    """
    if not scope.variables and not scope.existing:
        return statements
    asked = {
        name
        for section in ("variables", "resources", "outputs")
        for name in _used(scope, member_of(scope.template, section))
    }
    asked |= {item.symbol for item in scope.resources}
    names = [set(names_in(item.declaration)) for item in statements]
    left = list(zip(statements, names, strict=True))
    while True:
        used = {name for _, found in left for name in found}
        kept = [(item, found) for item, found in left if not _is_spent(item, used, asked)]
        if len(kept) == len(left):
            return [item for item, _ in kept]
        left = kept


def _is_spent(item: Statement, used: set[str], asked: set[str]) -> bool:
    own = item.declaration
    if isinstance(own, Resource):
        return own.existing and own.symbol not in used and own.symbol not in asked
    return isinstance(own, Var) and own.name not in used and f"variable {own.name}" in asked


def _has_children(declared: Declared) -> bool:
    return bool(member_of(declared.raw, "resources")) and not declared.module


def _marked(problems: list[Problem], made: Statement) -> Statement:
    """Put what has no form in Bicep above a statement, as something that is left to do."""
    todos = [f"TODO: {item.message}" for item in problems]
    return replace(made, comments=(*made.comments, *dict.fromkeys(todos)))


def _register(scope: Scope) -> None:
    """Give a name to all that the template declares but its resources."""
    template = scope.template
    for name, raw in _section(template, "parameters"):
        scope.raw_parameters[name.lower()] = raw
        scope.parameters[name.lower()] = _declared(scope, "parameters", name, "Param")
    for name, _ in _section(template, "definitions"):
        scope.types[name.lower()] = scope.names.declare(name, "Type")
    for name, raw in _section(template, "variables"):
        for own, value, _ in _variable_entries(name, raw):
            scope.raw_variables[own.lower()] = value
            scope.variables[own.lower()] = scope.names.declare(own, "Value")
    for _, group in _groups(template):
        space = str(member_of(group, "namespace") or "")
        members = member_of(group, "members")
        for name in members if isinstance(members, dict) else ():
            made = scope.names.declare(name, f"_{space}")
            scope.functions[f"{space}.{name}".lower()] = made


def _declared(scope: Scope, section: str, name: str, ending: str) -> str:
    made = scope.names.declare(name, ending)
    if made != name:
        path = (*scope.base, written(scope.template, section), name)
        scope.problem(path, f"the name '{name}' cannot stand in Bicep; it is '{made}' here")
    return made


def _section(template: dict[str, Any], name: str) -> list[tuple[str, Any]]:
    raw = member_of(template, name)
    return list(raw.items()) if isinstance(raw, dict) else []


def _groups(template: dict[str, Any]) -> list[tuple[int, Any]]:
    raw = member_of(template, "functions")
    return list(enumerate(raw)) if isinstance(raw, list) else []


def _variable_entries(name: str, raw: Any) -> Iterator[tuple[str, Any, int | None]]:
    """Go through the variables of an entry: itself, or those that loops make (by number)."""
    if name.lower() == "copy" and is_loops(raw):
        for index, loop in enumerate(raw):
            yield str(member_of(loop, "name")), loop, index
    else:
        yield name, raw, None


def _connect(scope: Scope) -> None:
    """Keep who refers to whom as the template says it, before anything is named by a symbol."""
    for name, raw in scope.raw_variables.items():
        for used in _used(scope, raw):
            scope.graph.add(f"variable {scope.variables[name]}", used)
    for declared in scope.resources:
        body = {key: item for key, item in declared.raw.items() if key.lower() != "resources"}
        for used in _used(scope, body):
            scope.graph.add(declared.node, used)
        listed = member_of(declared.raw, "dependsOn")
        for entry in listed if isinstance(listed, list) else ():
            found = waited_for(scope, entry)
            if found is not None:
                scope.graph.add(declared.node, found.declared.node)
        if declared.parent is not None:
            scope.graph.add(declared.node, declared.parent.node)


def _used(scope: Scope, raw: Any) -> Iterator[str]:
    """Go through the variables that a value uses."""
    if isinstance(raw, str):
        for name in _USES.findall(raw) if is_expression(raw) else ():
            if name.lower() in scope.variables:
                yield f"variable {scope.variables[name.lower()]}"
    elif isinstance(raw, dict):
        for key, item in raw.items():
            yield from _used(scope, key)
            yield from _used(scope, item)
    elif isinstance(raw, list):
        for item in raw:
            yield from _used(scope, item)


def _target(template: dict[str, Any]) -> str:
    """Give the kind of scope that a template is for, by its schema."""
    schema = str(member_of(template, "$schema") or "").lower().rstrip("#")
    return _SCOPES.get(schema.rsplit("/", 1)[-1], "resourceGroup")


def _start(scope: Scope) -> Iterator[Statement]:
    """Give what stands at the beginning of a file: its scope and its metadata."""
    if scope.target != "resourceGroup":
        yield Statement(TargetScope(scope.target))
    for key in scope.template:
        if key.lower() not in _KNOWN:
            scope.problem((*scope.base, key), f"'{key}' has no form in Bicep")
    key = written(scope.template, "metadata")
    for name, raw in _section(scope.template, "metadata"):
        if name.startswith("_"):
            continue
        path = (*scope.base, key, name)
        value = Writer(Reader(scope, "metadata", path)).value(raw)
        yield Statement(Metadata(identifier(name), value), (), scope.comments.take(path))


def _types(scope: Scope) -> Iterator[Statement]:
    key = written(scope.template, "definitions")
    for name, raw in _section(scope.template, "definitions"):
        if isinstance(raw, dict):
            path = (*scope.base, key, name)
            writer = Writer(Reader(scope, "type", path))
            made = TypeDeclaration(scope.types[name.lower()], type_of(writer, raw))
            yield Statement(made, tuple(decorators(writer, raw)), scope.comments.take(path))


def _parameters(scope: Scope) -> Iterator[Statement]:
    key = written(scope.template, "parameters")
    for name, raw in _section(scope.template, "parameters"):
        path = (*scope.base, key, name)
        before = len(scope.problems)
        declared = raw if isinstance(raw, dict) else {}
        own = scope.parameters[name.lower()]
        writer = Writer(Reader(scope, f"parameter {own}", path))
        default = written(declared, "defaultValue")
        value = None
        if default in declared:
            value = writer.below(default).value(declared[default])
        marks = tuple(decorators(writer, declared, allowed=True))
        made = Statement(Param(own, type_of(writer, declared), value), marks)
        lines = (*scope.comments.take(path), *scope.comments.take_below(path))
        yield _marked(scope.problems[before:], replace(made, comments=lines))


def _variables(scope: Scope) -> Iterator[Statement]:
    key = written(scope.template, "variables")
    for name, raw in _section(scope.template, "variables"):
        for own, value, number in _variable_entries(name, raw):
            before = len(scope.problems)
            path = (*scope.base, key, name) if number is None else (*scope.base, key, name, number)
            made = scope.variables[own.lower()]
            writer = Writer(Reader(scope, f"variable {made}", path), loops=True)
            lines = scope.comments.take(path)
            if number is None:
                body = replace(writer, loops=False).value(value)
            else:
                body = writer.turns(value, own)
            yield _marked(scope.problems[before:], Statement(Var(made, body), (), lines))


def _lookups(scope: Scope) -> Iterator[Statement]:
    """Give the objects of the variables whose names are computed."""
    for name, held in scope.lookups.values():
        names = [key for key in scope.variables if key in held]
        members = (Member(scope.variables[key], Name(scope.variables[key])) for key in names)
        yield Statement(Var(name, Object(tuple(members))))


def _functions(scope: Scope) -> Iterator[Statement]:
    key = written(scope.template, "functions")
    for index, group in _groups(scope.template):
        space = str(member_of(group, "namespace") or "")
        members = member_of(group, "members")
        for name, raw in members.items() if isinstance(members, dict) else ():
            path = (*scope.base, key, index, written(group, "members"), name)
            if isinstance(raw, dict):
                yield _function(scope, scope.functions[f"{space}.{name}".lower()], raw, path)


def _function(scope: Scope, name: str, raw: dict[str, Any], path: Path) -> Statement:
    before = len(scope.problems)
    inside = replace(scope, parameters={}, raw_parameters={}, names=Names(dict(scope.names.taken)))
    listed = member_of(raw, "parameters")
    parameters = []
    writer = Writer(Reader(inside, f"function {name}", path))
    for item in listed if isinstance(listed, list) else ():
        own = str(member_of(item, "name"))
        inside.parameters[own.lower()] = identifier(own)
        inside.raw_parameters[own.lower()] = item
        parameters.append((identifier(own), type_of(writer, item)))
    output = member_of(raw, "output")
    output = output if isinstance(output, dict) else {}
    below = writer.below(written(raw, "output"))
    body = below.below(written(output, "value")).value(member_of(output, "value"))
    made = Func(name, tuple(parameters), type_of(below, output), body)
    lines = scope.comments.take_below(path)
    return _marked(scope.problems[before:], Statement(made, tuple(decorators(writer, raw)), lines))


def _outputs(scope: Scope) -> Iterator[Statement]:
    key = written(scope.template, "outputs")
    for name, raw in _section(scope.template, "outputs"):
        if isinstance(raw, dict):
            yield _output(scope, name, raw, (*scope.base, key, name))


def _output(scope: Scope, name: str, raw: dict[str, Any], path: Path) -> Statement:
    before = len(scope.problems)
    own = identifier(name)
    if own != name:
        scope.problem(path, f"the name '{name}' cannot stand in Bicep; it is '{own}' here")
    writer = Writer(Reader(scope, f"output {own}", path), loops=True)
    kind = type_of(writer, raw)
    loop = member_of(raw, "copy")
    if isinstance(loop, dict):
        value = writer.below(written(raw, "copy")).turns({"name": name, **loop}, name)
    else:
        below = replace(writer, loops=False).below(written(raw, "value"))
        value = below.value(member_of(raw, "value"))
    condition = member_of(raw, "condition")
    if condition is not None and condition is not True:
        test = writer.below(written(raw, "condition")).value(condition)
        value = Ternary(test, value, NULL)
        kind = kind if isinstance(kind, Nullable) else Nullable(kind)
    marks = list(decorators(writer, raw))
    lines = (*scope.comments.take(path), *scope.comments.take_below(path))
    return _marked(
        scope.problems[before:], Statement(Output(own, kind, value), tuple(marks), lines)
    )
