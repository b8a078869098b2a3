"""Parameter files as Bicep has them: what they give, and where the rest comes from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.bicep.comments import comments_of
from generator.bicep.forms import FALSE, NULL, TODO, TRUE, number
from generator.bicep.scope import FileScope, Problem
from generator.bicep.sources import SECURE
from generator.bicep.statements import Param, Program, Statement, Using
from generator.bicep.syntax import (
    LONGEST_TEXT,
    Array,
    FunctionCall,
    Item,
    Member,
    Object,
    String,
    Symbol,
    is_too_long,
)
from generator.language.documents.casing import member_of, written
from generator.language.parameters.type_reference import BrokenReferenceError, type_of
from generator.lazy import dataclass, regex, replace
from generator.redaction import is_secret_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.bicep.syntax import Expression
    from generator.diagnostics import Path
    from generator.language.documents.document import Document

_VAULT = regex(
    r"/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/Microsoft\.KeyVault/vaults/([^/]+)",
    re.IGNORECASE,
)
_FROM_TEXT = {"int": "int", "bool": "bool", "object": "json", "array": "json"}
"""The function that makes a value of a type out of the text of an environment variable."""
_TOO_LONG = (
    f"of more than {LONGEST_TEXT:,} characters has no form in Bicep; deploy with a JSON parameter "
    "file that gives it"
)


@dataclass(frozen=True, slots=True)
class WantedValue:
    """A parameter of the template: its name in Bicep, and what is declared of it."""

    name: str
    type: str
    secure: bool
    optional: bool


def convert_parameters(
    parameters: Document, template: dict[str, Any], program: Program, using: str
) -> tuple[Program, list[Problem]]:
    """Return a parameter file in Bicep, for a template printed as `program` at the path `using`.

    A parameter that has no value anywhere is read from the environment, as Bicep wants one; so is
    one of a secure type, whose value is not put into another file.
    """
    comments = comments_of(parameters)
    scope = FileScope(parameters.value, (), comments)
    wanted = _wanted(template, program)
    statements = [Statement(Using(using)), *_given(scope, wanted)]
    told = {item.declaration.name for item in statements if isinstance(item.declaration, Param)}
    for item in wanted.values():
        if item.name not in told and not item.optional:
            line = f"Has no value here: set {_variable(item)} in the environment."
            statements.append(_asked(item, line))
    statements += _too_long(scope, program, len(wanted))
    head = tuple(comments.take_below(()))
    if head:
        statements[0] = Statement(statements[0].declaration, (), head)
    return Program(tuple(statements)), scope.problems


def _too_long(scope: FileScope, program: Program, declared: int) -> Iterator[Statement]:
    """Yield the parameters for texts of the template that Bicep cannot hold."""
    own = (item.declaration for item in program.statements)
    for item in [item for item in own if isinstance(item, Param)][declared:]:
        message = f"the value of '{item.name}' {_TOO_LONG}"
        scope.problem((), message)
        yield Statement(Param(item.name, None, TODO), (), (f"TODO: {message}",))


def _wanted(template: dict[str, Any], program: Program) -> dict[str, WantedValue]:
    """Return the parameters of a template by their names in lower case."""
    section = member_of(template, "parameters")
    declared = section.items() if isinstance(section, dict) else ()
    definitions = member_of(template, "definitions")
    own = (item.declaration for item in program.statements)
    names = (item.name for item in own if isinstance(item, Param))
    found: dict[str, WantedValue] = {}
    for (name, raw), printed in zip(declared, names, strict=False):
        try:
            whole = type_of(raw, definitions if isinstance(definitions, dict) else {})
        except (AttributeError, BrokenReferenceError):
            whole = {}
        kind = str(whole.get("type", "")).lower()
        optional = "defaultvalue" in whole or whole.get("nullable") is True
        found[name.lower()] = WantedValue(printed, SECURE.get(kind, kind), kind in SECURE, optional)
    return found


def _given(scope: FileScope, wanted: dict[str, WantedValue]) -> Iterator[Statement]:
    """Yield the parameters that have a value in the file, in its order."""
    key = written(scope.template, "parameters")
    listed = scope.template.get(key)
    seen: set[str] = set()
    for name, entry in listed.items() if isinstance(listed, dict) else ():
        path = (key, name)
        own = wanted.get(name.lower())
        if own is None or own.name in seen:
            why = "it is given twice" if own else "the template has no such parameter"
            scope.problem(path, f"'{name}' is left out: {why}")
            continue
        made = _statement(scope, own, entry, path)
        if made is not None:
            seen.add(own.name)
            lines = (*scope.comments.take(path), *scope.comments.take_below(path))
            yield replace(made, comments=(*lines, *made.comments))


def _statement(scope: FileScope, own: WantedValue, entry: Any, path: Path) -> Statement | None:
    """Return what a file says of a parameter; None where it gives it no value."""
    if member_of(entry, "reference") is not None:
        return _referenced(scope, own, entry, path)
    value = member_of(entry, "value")
    if value is None and not (own.optional and isinstance(entry, dict)):
        return None
    is_text = isinstance(value, (str, dict, list))
    if value and (own.secure or (is_text and is_secret_name(own.name))):
        scope.problem(path, f"the value of '{own.name}' is a secret and is not written here")
        return None
    before = len(scope.problems)
    made = _literal(scope, value, (*path, written(entry, "value")))
    todos = (f"TODO: {item.message}" for item in scope.problems[before:])
    return Statement(Param(own.name, None, made), (), tuple(todos))


def _literal(scope: FileScope, raw: Any, path: Path) -> Expression:
    """Return a value as it stands: nothing is evaluated in a parameter file."""
    match raw:
        case None | bool():
            return {None: NULL, True: TRUE, False: FALSE}[raw]
        case str() if is_too_long(raw):
            scope.problem(path, f"a string {_TOO_LONG}")
            return TODO
        case str():
            return String((raw,) if raw else ())
        case dict() | list():
            return _holder(scope, raw, path)
    return number(str(raw))


def _holder(scope: FileScope, raw: dict[str, Any] | list[Any], path: Path) -> Expression:
    def below(step: str | int, value: Any) -> tuple[Expression, tuple[str, ...]]:
        comments = scope.comments.take((*path, step))
        return _literal(scope, value, (*path, step)), comments

    if isinstance(raw, list):
        items = tuple(Item(*below(index, item)) for index, item in enumerate(raw))
        return Array(items, scope.comments.take_after(path))
    members = tuple(Member(key, *below(key, item)) for key, item in raw.items())
    return Object(members, scope.comments.take_after(path))


def _referenced(scope: FileScope, own: WantedValue, entry: dict[str, Any], path: Path) -> Statement:
    """Return the secret of a Key Vault; one that cannot be read is asked of the environment."""
    secret = _secret(member_of(entry, "reference"))
    if secret is not None:
        return Statement(Param(own.name, None, secret))
    message = (
        f"the reference to a Key Vault cannot be read; correct it, or set {_variable(own)} in the "
        "environment"
    )
    scope.problem((*path, written(entry, "reference")), message)
    return _asked(own, f"TODO: {message}")


def _secret(reference: Any) -> Expression | None:
    vault = member_of(member_of(reference, "keyVault"), "id")
    match = _VAULT.fullmatch(vault) if isinstance(vault, str) else None
    name, version = member_of(reference, "secretName"), member_of(reference, "secretVersion")
    if match is None or not isinstance(name, str):
        return None
    texts = [*match.groups(), name, *([version] if isinstance(version, str) else [])]
    return FunctionCall("getSecret", tuple(String((text,)) for text in texts), Symbol("az"))


def _variable(own: WantedValue) -> str:
    """Return the name of the environment variable for a parameter."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", own.name).upper()


def _asked(own: WantedValue, line: str) -> Statement:
    """Return a parameter that is read from the environment."""
    value: Expression = FunctionCall("readEnvironmentVariable", (String((_variable(own),)),))
    function = _FROM_TEXT.get(own.type)
    if function:
        value = FunctionCall(function, (value,))
    return Statement(Param(own.name, None, value), (), (line,))
