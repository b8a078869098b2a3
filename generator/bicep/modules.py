"""Deployments within a template as modules: a file of their own, and what it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.bicep.arguments import Arguments, with_secrets
from generator.bicep.conversion import free_file
from generator.bicep.expressions import Reader
from generator.bicep.hoist import hoisted
from generator.bicep.linked import link_of, parameters_of, spelled_in
from generator.bicep.places import inner_place, module_scope, target_of
from generator.bicep.resources import around, with_comments
from generator.bicep.statements import Module, Statement
from generator.bicep.syntax import Member, Object
from generator.bicep.values import ValueWriter
from generator.bicep.waits import waits_of
from generator.language.documents.casing import member_of, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.bicep.conversion import FileMaker
    from generator.bicep.declared import DeclaredResource
    from generator.bicep.scope import FileScope
    from generator.diagnostics import Path

_TAKEN = {"template", "templatelink", "parameters", "mode", "expressionevaluationoptions"}
_PLACES = {"resourcegroup", "subscriptionid", "scope"}
_DROPPED = {
    "type", "name", "apiversion", "condition", "copy", "dependson", "resources", "comments",
    "properties", "location", "metadata", *_PLACES,
}  # fmt: skip


def module(
    maker: FileMaker, scope: FileScope, declared: DeclaredResource, within: str
) -> Statement:
    """Return the statement for a deployment, and put the file that it deploys beside the others."""
    raw, path = declared.raw, declared.path
    properties = member_of(raw, "properties")
    own = (*path, written(raw, "properties"))
    reader = Reader(scope, declared.node, path)
    _tell_what_is_lost(scope, declared, properties, own)
    given = member_of(properties, "parameters")
    link = link_of(properties)
    if link:
        file, names = link, parameters_of(scope.linked(link))
    else:
        template = member_of(properties, "template")
        place = (*own, written(properties, "template"))
        where = inner_place(declared)
        if _is_outer(scope, properties):
            template, given, where = hoisted(scope, template, declared)
        template = with_secrets(scope, template, given, place)
        name = free_file(maker, f"{within}_{declared.symbol}" if within else declared.symbol)
        made = maker.file(template, place, name, where, target_of(scope, declared))
        scope.of_modules += made.problems
        file = f"{name}.{made.ending}" if within else f"modules/{name}.{made.ending}"
        maker.texts[f"modules/{name}.{made.ending}"] = made.program
        names = spelled_in(template) if made.program.text else parameters_of(template)

    def body(inside: Reader) -> Object:
        members = [*_head(inside, declared, properties)]
        place = (*own, written(properties, "parameters"))
        params = list(Arguments(inside.at(place), names).all(given))
        if params:
            members.append(Member("params", Object(tuple(params))))
        waits = waits_of(inside, declared)
        return Object((*members, *([waits] if waits else [])))

    whole, marks = around(reader, declared, body)
    return with_comments(reader, declared, Statement(Module(declared.symbol, file, whole), marks))


def _is_outer(scope: FileScope, properties: Any) -> bool:
    """Whether a nested template is evaluated in this one: symbolic names make that unusual."""
    said = member_of(member_of(properties, "expressionEvaluationOptions"), "scope")
    usual = "inner" if scope.symbolic else "outer"
    return str(said or usual).lower() != "inner"


def _tell_what_is_lost(
    scope: FileScope, declared: DeclaredResource, properties: Any, own: Path
) -> None:
    for key in declared.raw:
        if key.lower() not in _DROPPED:
            scope.problem((*declared.path, key), f"a module has no '{key}'; it is left out")
    if str(member_of(properties, "mode") or "").lower() == "complete":
        place = (*own, written(properties, "mode"))
        scope.problem(place, "a module is never deployed in mode Complete; delete by hand")
    for key in properties:
        if key.lower() not in _TAKEN:
            scope.problem((*own, key), f"a module has no '{key}'; it is left out")
    link = member_of(properties, "templateLink")
    for key in link if isinstance(link, dict) else ():
        if key.lower() not in {"relativepath", "contentversion"}:
            place = (*own, written(properties, "templateLink"), key)
            scope.problem(place, f"the path of a module has no '{key}'; it is left out")


def _head(reader: Reader, declared: DeclaredResource, properties: Any) -> Iterator[Member]:
    raw, path = declared.raw, declared.path
    del properties
    place = (*path, written(raw, "name"))
    comments = reader.scope.comments.take(place)
    yield Member("name", ValueWriter(reader.at(place)).value(member_of(raw, "name")), comments)
    where = module_scope(reader, declared)
    if where is not None:
        yield Member("scope", where)
