"""Whether Bicep takes a value for a declared type: `any()` makes it take all that Azure may take.

Azure checks the value that is given; a default that does not fit is a fault only where it is used,
so a template that has one works all the same. Bicep refuses the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.bicep.pieces import format_parts, parsed
from generator.bicep.sources import SECURE
from generator.bicep.syntax import FunctionCall
from generator.bicep.values import unescaped
from generator.language.documents.casing import member_of
from generator.language.expressions.tree import Call, Number, Text, walk
from generator.language.template import is_expression

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.bicep.expressions import Reader
    from generator.bicep.syntax import Expression as Bicep
    from generator.language.expressions.tree import Expression

    Bounds = tuple[float, float]

_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str, "int": int, "bool": bool, "array": list, "object": dict,
}  # fmt: skip
_FREE = (0.0, float("inf"))
_LENGTHS = {"uniquestring": 13, "guid": 36, "newguid": 36}
"""How long the texts are that functions give, whatever they are asked."""
_KNOWN_LATER = {
    "parameters", "variables", "deployment", "deployer", "environment", "managementgroup",
    "resourcegroup", "subscription", "tenant", "newguid", "utcnow", "reference",
}  # fmt: skip


def fitted(reader: Reader, declared: dict[str, Any], raw: Any, made: Bicep) -> Bicep:
    """Return what was made of a value, such that Bicep takes it for a declared type."""
    return made if fits(reader, declared, raw) else FunctionCall("any", (made,))


def fits(reader: Reader, declared: dict[str, Any], raw: Any) -> bool:
    """Whether Bicep takes a value for a declared type."""
    own = reader.shapes.members.resolved(declared)
    if is_expression(raw):
        return _expression_fits(reader, own, raw)
    value = unescaped(raw) if isinstance(raw, str) else raw
    kind = _kind(own)
    if kind not in _TYPES or (value is None and member_of(own, "nullable") is True):
        return True
    right = isinstance(value, _TYPES[kind]) and (kind == "bool") == isinstance(value, bool)
    allowed = member_of(own, "allowedValues")
    if not right or not _is_allowed(kind, allowed, [value]) or not _is_within(own, _span(value)):
        return False
    if isinstance(value, dict):
        return _object_fits(reader, own, value)
    return not isinstance(value, list) or _array_fits(reader, own, value)


def _kind(declared: Any) -> str:
    name = str(member_of(declared, "type") or "").lower()
    return SECURE.get(name, name)


def _is_allowed(kind: str, allowed: Any, values: list[Any]) -> bool:
    if not isinstance(allowed, list) or not allowed or kind == "object":
        return True
    listed = [item for value in values for item in value] if kind == "array" else values
    return all(item in allowed for item in listed)


def _span(value: Any) -> Bounds:
    if isinstance(value, (str, list)):
        return (len(value), len(value))
    return (value, value) if isinstance(value, int) else _FREE


def _is_within(declared: Any, span: Bounds) -> bool:
    """Whether something of a length or a size may be within the bounds that are declared."""
    names = ("minLength", "minValue"), ("maxLength", "maxValue")
    least, most = ([member_of(declared, name) for name in group] for group in names)
    above = all(span[1] >= bound for bound in least if isinstance(bound, int))
    return above and all(span[0] <= bound for bound in most if isinstance(bound, int))


def _object_fits(reader: Reader, declared: Any, value: dict[str, Any]) -> bool:
    properties = member_of(declared, "properties")
    others = member_of(declared, "additionalProperties")
    if member_of(declared, "discriminator") is not None:
        return True
    known = properties if isinstance(properties, dict) else {}
    missing = (name for name, own in known.items() if name not in value and not _may_lack(own))
    if any(True for _ in missing) or (others is False and not value.keys() <= known.keys()):
        return False
    rest = others if isinstance(others, dict) else {}
    return all(fits(reader, known.get(name, rest), item) for name, item in value.items())


def _may_lack(declared: Any) -> bool:
    return member_of(declared, "nullable") is True or "$ref" in declared


def _array_fits(reader: Reader, declared: Any, value: list[Any]) -> bool:
    items = member_of(declared, "items")
    listed = member_of(declared, "prefixItems")
    if isinstance(listed, list):
        pairs: Iterable[Any] = zip(listed, value, strict=False)
        return len(listed) == len(value) and all(fits(reader, own, item) for own, item in pairs)
    return not isinstance(items, dict) or all(fits(reader, items, item) for item in value)


def _expression_fits(reader: Reader, declared: Any, raw: str) -> bool:
    expression = parsed(raw)
    if expression is None:
        return True
    if not any(isinstance(p, Call) and p.name.lower() in _KNOWN_LATER for p in walk(expression)):
        value = reader.scope.evaluated(raw)
        if not is_expression(value):
            return fits(reader, declared, value)
    kind, found = reader.kind(expression), _kind(declared)
    if kind and found in _TYPES and kind != found:
        return False
    allowed = member_of(declared, "allowedValues")
    if isinstance(allowed, list) and allowed and not _may_be(reader, expression, allowed):
        return False
    return found != "string" or _is_within(declared, _length(reader, expression))


def _may_be(reader: Reader, expression: Expression, allowed: list[Any]) -> bool:
    """Whether Bicep takes an expression for one of some values.

    It takes a parameter on trust that says of no values that they are its own.
    """
    match expression:
        case Call(name, (Text(own),)) if name.lower() == "parameters":
            declared = reader.scope.raw_parameters.get(own.lower())
            listed = member_of(declared, "allowedValues")
            return not isinstance(listed, list) or all(item in allowed for item in listed)
    found = reader.shapes.opened(expression)
    return bool(found) and all(value in allowed for value in found or ())


def _length(reader: Reader, expression: Expression) -> Bounds:
    """Return how short and how long a text can be, as far as Bicep knows."""
    if isinstance(expression, Text):
        return (len(expression.value), len(expression.value))
    if not isinstance(expression, Call):
        return _FREE
    name = expression.name.lower()
    if name in _LENGTHS:
        return (_LENGTHS[name], _LENGTHS[name])
    if name in {"concat", "format"}:
        return _whole_length(reader, expression)
    return _length_of_part(reader, name, expression.arguments)


def _length_of_part(reader: Reader, name: str, arguments: tuple[Expression, ...]) -> Bounds:
    """Return the length of what a function leaves of a text, or of a parameter."""
    match name, arguments:
        case "tolower" | "toupper", (value,):
            return _length(reader, value)
        case "take", (value, Number(digits)):
            least, most = _length(reader, value)
            return (min(least, float(digits)), min(most, float(digits)))
        case "substring", (_, Number(), Number(digits)):
            return (float(digits), float(digits))
        case "parameters", (Text(own),):
            return _declared_length(reader.scope.raw_parameters.get(own.lower()))
    return _FREE


def _whole_length(reader: Reader, call: Call) -> Bounds:
    """Return the length of a text that is put together."""
    parts: list[Any] = list(call.arguments)
    if call.name.lower() == "format":
        pattern, *values = call.arguments or (None,)
        listed = format_parts(getattr(pattern, "value", "{"), len(values))
        if listed is None:
            return _FREE
        parts = [Text(part) if isinstance(part, str) else values[part] for part in listed]
    lengths = [_length(reader, part) for part in parts]
    return (sum(least for least, _ in lengths), sum(most for _, most in lengths))


def _declared_length(declared: Any) -> Bounds:
    least, most = member_of(declared, "minLength"), member_of(declared, "maxLength")
    return (
        least if isinstance(least, int) else _FREE[0],
        most if isinstance(most, int) else _FREE[1],
    )
