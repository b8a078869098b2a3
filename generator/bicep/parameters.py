"""Parameter files as Bicep has them: what they give, and where the rest comes from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.bicep.comments import comments_of
from generator.bicep.declared_types import SECURE, member_of
from generator.bicep.expressions import TODO, Reader
from generator.bicep.names import identifier
from generator.bicep.scope import Problem, Scope
from generator.bicep.syntax import Call, Name, Param, Program, Statement, String, Using
from generator.bicep.values import Writer
from generator.language.documents.casing import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.bicep.syntax import Expression
    from generator.language.documents.document import Document

_VAULT = re.compile(
    r"/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/Microsoft\.KeyVault/vaults/([^/]+)",
    re.IGNORECASE,
)
_FROM_TEXT = {"int": "int", "bool": "bool", "object": "json", "array": "json"}
"""The function that makes a value of a type out of the text of an environment variable."""


def convert_parameters(
    parameters: Document, template: dict[str, Any], using: str
) -> tuple[Program, list[Problem]]:
    """Give a parameter file in Bicep, for a template at the path `using`.

    A parameter that has no value anywhere is read from the environment, as Bicep wants one; so is
    one of a secure type, whose value is not put into another file.
    """
    comments = comments_of(parameters)
    scope = Scope(parameters.value, (), comments)
    key = written(parameters.value, "parameters")
    given = parameters.value.get(key)
    given = given if isinstance(given, dict) else {}
    statements = [Statement(Using(using))]
    secret = _secure(template)
    for name, entry in given.items():
        path = (key, name)
        if name.lower() in secret and member_of(entry, "value"):
            message = f"the value of '{name}' is a secret and is not written here"
            scope.problem(path, message)
            continue
        reader = Reader(scope, "parameters", path)
        value = _value(reader, entry if isinstance(entry, dict) else {})
        lines = (*comments.take(path), *comments.take_below(path))
        statements.append(Statement(Param(identifier(name), None, value), (), lines))
    told = {name.lower() for name in given if member_of(given[name], "reference")}
    statements += _asked(template, {name.lower() for name in given} - (secret - told))
    head = tuple(comments.take_below(()))
    if head:
        statements[0] = Statement(statements[0].declaration, (), head)
    return Program(tuple(statements)), scope.problems


def _secure(template: dict[str, Any]) -> set[str]:
    """Give the names of the parameters of a secure type, in lower case."""
    declared = member_of(template, "parameters")
    entries = declared.items() if isinstance(declared, dict) else ()
    kinds = ((name, str(member_of(entry, "type")).lower()) for name, entry in entries)
    return {name.lower() for name, kind in kinds if kind in SECURE}


def _value(reader: Reader, entry: dict[str, Any]) -> Expression:
    reference = member_of(entry, "reference")
    if isinstance(reference, dict):
        return _secret(reader, reference)
    place = (*reader.path, written(entry, "value"))
    writer = Writer(reader.at(place))
    raw = member_of(entry, "value")
    # Nothing is evaluated in a parameter file: a text in brackets is that text.
    return String((raw,)) if isinstance(raw, str) and raw else writer.value(raw)


def _secret(reader: Reader, reference: dict[str, Any]) -> Expression:
    vault = member_of(member_of(reference, "keyVault"), "id")
    match = _VAULT.fullmatch(vault) if isinstance(vault, str) else None
    name, version = member_of(reference, "secretName"), member_of(reference, "secretVersion")
    if match is None or not isinstance(name, str):
        reader.scope.problem(reader.path, "the reference to a Key Vault cannot be read")
        return TODO
    texts = [*match.groups(), name, *([version] if isinstance(version, str) else [])]
    return Call("getSecret", tuple(String((text,)) for text in texts), Name("az"))


def _asked(template: dict[str, Any], given: set[str]) -> Iterator[Statement]:
    """Go through the parameters that a deployment must be given and that have no value here."""
    declared = member_of(template, "parameters")
    for name, entry in declared.items() if isinstance(declared, dict) else ():
        if not isinstance(entry, dict) or name.lower() in given or _has_default(entry):
            continue
        kind = str(member_of(entry, "type") or "").lower()
        variable = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", identifier(name)).upper()
        value: Expression = Call("readEnvironmentVariable", (String((variable,)),))
        function = _FROM_TEXT.get(SECURE.get(kind, kind))
        if function:
            value = Call(function, (value,))
        line = f"Has no value here: set {variable} in the environment."
        yield Statement(Param(identifier(name), None, value), (), (line,))


def _has_default(entry: dict[str, Any]) -> bool:
    return written(entry, "defaultValue") in entry or member_of(entry, "nullable") is True
