"""What a module is given: values, secrets of a Key Vault, and what expressions choose of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.bicep.declared_types import kind_of
from generator.bicep.existing import vault
from generator.bicep.forms import NULL, TODO, NoForm
from generator.bicep.names import identifier
from generator.bicep.pieces import parsed
from generator.bicep.sources import SECURE
from generator.bicep.syntax import FunctionCall, Member, Ternary
from generator.bicep.values import ValueWriter
from generator.language.documents.casing import member_of, written
from generator.language.expressions.tree import Call, Text, walk
from generator.language.template import is_expression, is_loops
from generator.lazy import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.bicep.expressions import Reader
    from generator.bicep.scope import FileScope
    from generator.bicep.syntax import Expression as Bicep
    from generator.diagnostics import Path
    from generator.language.expressions.tree import Expression


@dataclass(frozen=True, slots=True)
class Arguments:
    """Writes the parameters of a module; `names` are those that it declares, by lower case."""

    reader: Reader
    names: Mapping[str, str]

    def all(self, given: Any) -> Iterator[Member]:
        """Yield what a deployment gives to the template that it deploys."""
        if isinstance(given, str):
            yield from self._computed(given)
            return
        for name, entry in given.items() if isinstance(given, dict) else ():
            if entry == {}:
                continue
            place = self.reader.at((*self.reader.path, name))
            comments = place.scope.comments.take(place.path)
            own = self.names.get(name.lower(), identifier(name))
            yield Member(own, self._value(place, entry), comments)

    def _computed(self, given: str) -> Iterator[Member]:
        """Take each parameter out of an object; what is not in there is null, as if not given."""
        whole = parsed(given)
        if whole is None:
            return
        for name in self.names.values():
            one = Call("tryGet", (whole, Text(name)))
            value = self.reader.read_or_todo(Call("tryGet", (one, Text("value"))))
            yield Member(name, value)

    def _value(self, reader: Reader, entry: Any) -> Bicep:
        if isinstance(entry, dict):
            return self._entry(reader, entry)
        expression = parsed(entry) if is_expression(entry) else None
        try:
            if expression is not None:
                return self._chosen(reader, expression)
            message = "what is given to a module is {'value': ...} or {'reference': ...}"
        except NoForm as error:
            message = error.message
        reader.scope.problem(reader.path, message)
        return TODO

    def _entry(self, reader: Reader, entry: dict[str, Any]) -> Bicep:
        reference = member_of(entry, "reference")
        if isinstance(reference, dict):
            return _secret(reader.at((*reader.path, written(entry, "reference"))), reference)
        loops: Any = entry.get(written(entry, "copy"))
        below = ValueWriter(reader, loops=True)
        if is_loops(loops) and str(member_of(loops[0], "name")).lower() == "value":
            inside = below.below(written(entry, "copy")).below(0)
            return inside.turns(loops[0], str(member_of(loops[0], "name")))
        return below.below(written(entry, "value")).value(member_of(entry, "value"))

    def _chosen(self, reader: Reader, expression: Expression) -> Bicep:
        """Read an expression that gives what a parameter is given, not its value alone."""
        match expression:
            case Call(name, (test, yes, no), "") if name.lower() == "if":
                one, other = self._chosen(reader, yes), self._chosen(reader, no)
                return Ternary(reader.read(test), one, other)
            case Call(name, arguments, "") if name.lower() == "createobject":
                return self._made(reader, arguments)
            case Call(name, (), "") if name.lower() == "null":
                return NULL
            case Call(name, (Text(text),), "") if name.lower() == "json" and text.strip() == "null":
                return NULL
        if "reference" in {str(own).lower() for own in reader.shapes.names(expression)}:
            raise NoForm("what is given here may be a reference to a secret; write out which")
        return reader.member(expression, Text("value"))

    def _made(self, reader: Reader, arguments: tuple[Expression, ...]) -> Bicep:
        members = _members(arguments)
        if "value" in members:
            return reader.read(members["value"])
        reference = _members(_arguments(members.get("reference")))
        place = _members(_arguments(reference.get("keyvault")))
        if "id" not in place:
            raise NoForm("what is given here is neither a value nor a secret of a Key Vault")
        names = [reference[key] for key in ("secretname", "secretversion") if key in reference]
        return _of_vault(reader, place["id"], [reader.read(item) for item in names])


def _arguments(expression: Expression | None) -> tuple[Expression, ...]:
    if isinstance(expression, Call) and expression.name.lower() == "createobject":
        return expression.arguments
    return ()


def _members(arguments: tuple[Expression, ...]) -> dict[str, Expression]:
    """Return the members that createObject() is told, by their names in lower case."""
    pairs = zip(arguments[::2], arguments[1::2], strict=False)
    return {key.value.lower(): value for key, value in pairs if isinstance(key, Text)}


def _secret(reader: Reader, reference: dict[str, Any]) -> Bicep:
    """Return a secret of a Key Vault, which only a module's secure parameter can take."""
    expression = parsed(member_of(member_of(reference, "keyVault"), "id"))
    names = []
    for key in ("secretName", "secretVersion"):
        raw = member_of(reference, key)
        if raw is not None:
            names.append(ValueWriter(reader.at((*reader.path, written(reference, key)))).value(raw))
    try:
        return _of_vault(reader, expression, names)
    except NoForm as error:
        reader.scope.problem(reader.path, error.message)
        return TODO


def _of_vault(reader: Reader, identifier_: Expression | None, names: list[Bicep]) -> Bicep:
    symbol = None if identifier_ is None else vault(reader, identifier_)
    if symbol is None:
        raise NoForm("the id of the Key Vault cannot be read")
    return FunctionCall("getSecret", tuple(names), symbol)


def with_secrets(scope: FileScope, template: Any, given: Any, path: Path) -> Any:
    """Return a template whose parameters are secure where a secret of a Key Vault is given to them.

    Bicep takes a secret nowhere else.
    """
    declared = member_of(template, "parameters")
    if not isinstance(declared, dict) or not isinstance(given, dict):
        return template
    asked = {name.lower() for name, entry in given.items() if _is_secret(entry)}
    plain = [name for name, own in declared.items() if name.lower() in asked and _is_plain(own)]
    if not plain:
        return template
    made = dict(declared)
    for name in plain:
        made[name] = {**declared[name], written(declared[name], "type"): "secureString"}
        place = (*path, written(template, "parameters"), name)
        scope.problem(place, f"'{name}' is given a secret, so it is secure here; Bicep wants that")
    return {**template, written(template, "parameters"): made}


def _is_secret(entry: Any) -> bool:
    if isinstance(entry, dict):
        return isinstance(member_of(entry, "reference"), dict)
    expression = parsed(entry) if is_expression(entry) else None
    return expression is not None and any(
        isinstance(part, Call) and "reference" in _members(_arguments(part))
        for part in walk(expression)
    )


def _is_plain(declared: Any) -> bool:
    return kind_of(declared) == "string" and str(member_of(declared, "type")).lower() not in SECURE
