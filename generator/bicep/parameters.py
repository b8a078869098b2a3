"""Parameter files as Bicep has them: what they give, and where the rest comes from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.bicep.comments import comments_of
from generator.bicep.declared_types import SECURE, member_of
from generator.bicep.expressions import Reader
from generator.bicep.names import identifier
from generator.bicep.scope import Problem, Scope
from generator.bicep.syntax import Call, Name, Param, Program, Statement, String, Using
from generator.bicep.values import TODO, Writer
from generator.language.instances import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.bicep.syntax import Expression
    from generator.language.document import Document

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

    A parameter that has no value anywhere is read from the environment, as Bicep wants one.
    """
    comments = comments_of(parameters)
    scope = Scope(parameters.value, (), comments)
    key = written(parameters.value, "parameters")
    given = parameters.value.get(key)
    given = given if isinstance(given, dict) else {}
    statements = [Statement(Using(using))]
    for name, entry in given.items():
        path = (key, name)
        reader = Reader(scope, "parameters", path)
        value = _value(reader, entry if isinstance(entry, dict) else {})
        lines = (*comments.take(path), *comments.take_below(path))
        statements.append(Statement(Param(identifier(name), None, value), (), lines))
    statements += _asked(template, {name.lower() for name in given})
    head = tuple(comments.take_below(()))
    if head:
        statements[0] = Statement(statements[0].declaration, (), head)
    return Program(tuple(statements)), scope.problems


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
        needed = isinstance(entry, dict) and member_of(entry, "defaultValue") is None
        if not needed or name.lower() in given or "defaultValue" in entry:
            continue
        if member_of(entry, "nullable") is True:
            continue
        kind = str(member_of(entry, "type") or "").lower()
        variable = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", identifier(name)).upper()
        value: Expression = Call("readEnvironmentVariable", (String((variable,)),))
        function = _FROM_TEXT.get(SECURE.get(kind, kind))
        if function:
            value = Call(function, (value,))
        line = f"Has no value in the parameter file: set {variable} in the environment."
        yield Statement(Param(identifier(name), None, value), (), (line,))
