"""Deployments within a template as modules: a file of their own, and what it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.bicep.declared_types import member_of
from generator.bicep.existing import vault
from generator.bicep.expressions import TODO, NoForm, Reader
from generator.bicep.hoist import hoisted
from generator.bicep.names import identifier
from generator.bicep.pieces import parsed
from generator.bicep.places import inner_place, module_scope, target_of
from generator.bicep.resources import around, with_comments
from generator.bicep.syntax import Call, Member, Module, Object, Statement
from generator.bicep.values import Writer
from generator.bicep.waits import waits_of
from generator.language.documents.casing import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.bicep.scope import Declared, Scope
    from generator.bicep.syntax import Expression as Bicep
    from generator.bicep.template import Maker
    from generator.diagnostics import Path

_TAKEN = {"template", "templatelink", "parameters", "mode", "expressionevaluationoptions"}
_PLACES = {"resourcegroup", "subscriptionid", "scope"}
_DROPPED = {
    "type", "name", "apiversion", "condition", "copy", "dependson", "resources", "comments",
    "properties", "location", "metadata", *_PLACES,
}  # fmt: skip


def module(maker: Maker, scope: Scope, declared: Declared, within: str) -> Statement:
    """Give the statement for a deployment, and put the file that it deploys beside the others."""
    raw, path = declared.raw, declared.path
    properties = member_of(raw, "properties")
    own = (*path, written(raw, "properties"))
    reader = Reader(scope, declared.node, path)
    _tell_what_is_lost(scope, declared, properties, own)
    link = member_of(member_of(properties, "templateLink"), "relativePath")
    if isinstance(link, str):
        given = _given(properties)
        file, names = link, {name: identifier(name) for name in given}
    else:
        template = member_of(properties, "template")
        place = (*own, written(properties, "template"))
        given = _given(properties)
        where = inner_place(declared)
        if _is_outer(properties):
            template, given, where = hoisted(scope, template, declared)
        name = f"{within}_{declared.symbol}" if within else declared.symbol
        made = maker.file(template, place, name, where, target_of(scope, declared))
        scope.problems += made.problems
        file = f"{name}.{made.ending}" if within else f"modules/{name}.{made.ending}"
        maker.texts[f"modules/{name}.{made.ending}"] = made.program
        names = {key: key if made.program.text else identifier(key) for key in given}

    def body(inside: Reader) -> Object:
        members = [*_head(inside, declared, properties)]
        params = list(_params(inside, given, names, (*own, written(properties, "parameters"))))
        if params:
            members.append(Member("params", Object(tuple(params))))
        waits = waits_of(inside, declared)
        return Object((*members, *([waits] if waits else [])))

    whole, marks = around(reader, declared, body)
    return with_comments(reader, declared, Statement(Module(declared.symbol, file, whole), marks))


def _is_outer(properties: Any) -> bool:
    options = member_of(properties, "expressionEvaluationOptions")
    return str(member_of(options, "scope") or "outer").lower() != "inner"


def _given(properties: Any) -> dict[str, Any]:
    given = member_of(properties, "parameters")
    return given if isinstance(given, dict) else {}


def _tell_what_is_lost(scope: Scope, declared: Declared, properties: Any, own: Path) -> None:
    for key in declared.raw:
        if key.lower() not in _DROPPED:
            scope.problem((*declared.path, key), f"a module has no '{key}'; it is left out")
    if str(member_of(properties, "mode") or "").lower() == "complete":
        place = (*own, written(properties, "mode"))
        scope.problem(place, "a module is never deployed in mode Complete; delete by hand")
    for key in properties:
        if key.lower() not in _TAKEN:
            scope.problem((*own, key), f"a module has no '{key}'; it is left out")


def _head(reader: Reader, declared: Declared, properties: Any) -> Iterator[Member]:
    raw, path = declared.raw, declared.path
    del properties
    place = (*path, written(raw, "name"))
    comments = reader.scope.comments.take(place)
    yield Member("name", Writer(reader.at(place)).value(member_of(raw, "name")), comments)
    where = module_scope(reader, declared)
    if where is not None:
        yield Member("scope", where)


def _params(
    reader: Reader, given: dict[str, Any], names: dict[str, str], path: Path
) -> Iterator[Member]:
    for name, entry in given.items():
        place = (*path, name)
        comments = reader.scope.comments.take(place)
        reference = member_of(entry, "reference")
        if isinstance(reference, dict):
            value = _secret(reader.at((*place, written(entry, "reference"))), reference)
        else:
            key = written(entry, "value") if isinstance(entry, dict) else "value"
            value = Writer(reader.at((*place, key)), loops=True).value(member_of(entry, "value"))
        yield Member(names[name], value, comments)


def _secret(reader: Reader, reference: dict[str, Any]) -> Bicep:
    """Give a secret of a Key Vault, which only a module's secure parameter can take."""
    identifier_ = parsed(member_of(member_of(reference, "keyVault"), "id"))
    try:
        symbol = None if identifier_ is None else vault(reader, identifier_)
    except NoForm as error:
        reader.scope.problem(reader.path, error.message)
        return TODO
    if symbol is None:
        reader.scope.problem(reader.path, "the id of the Key Vault cannot be read")
        return TODO
    arguments = []
    for key in ("secretName", "secretVersion"):
        raw = member_of(reference, key)
        if raw is not None:
            arguments.append(Writer(reader.at((*reader.path, written(reference, key)))).value(raw))
    return Call("getSecret", tuple(arguments), symbol)
