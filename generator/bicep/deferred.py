"""Resources whose `sku` or `tags` only the deployment knows, as modules that take them.

Azure takes such a value there, Bicep one that is known before. A module may take any value for a
parameter. The resource is then asked for as an existing one that waits for the module, so that all
that names it stays as it is.
"""

from __future__ import annotations

from itertools import chain, count
from typing import TYPE_CHECKING, Any

from generator.bicep.arguments import Arguments
from generator.bicep.conversion import free_file
from generator.bicep.expressions import Reader
from generator.bicep.hoist import hoisted
from generator.bicep.linked import parameters_of
from generator.bicep.names import identifier
from generator.bicep.nulls import nullable
from generator.bicep.pieces import parsed
from generator.bicep.resources import around, head
from generator.bicep.run_time import DEFERRED, asked_in, asks
from generator.bicep.sources import SECURE
from generator.bicep.statements import Module, Resource, Statement
from generator.bicep.syntax import Array, At, Item, Member, Object, Symbol, is_too_long
from generator.bicep.waits import waits_of
from generator.language.expressions.tree import Call, Text, to_text
from generator.language.template import is_expression
from generator.lazy import dataclass, field

if TYPE_CHECKING:
    from generator.bicep.conversion import FileMaker
    from generator.bicep.declared import DeclaredResource
    from generator.bicep.scope import FileScope

_OUTSIDE = {"copy", "condition", "dependson", "resources"}
"""What stays with the module, or with what stands in its place."""
_SECURE = {plain: secure for secure, plain in SECURE.items()}


def deferred(
    maker: FileMaker, scope: FileScope, declared: DeclaredResource, within: str
) -> list[Statement]:
    """Return the module that deploys a resource, and the resource as what exists then."""
    lifted = _Lifted(Reader(scope, declared.node, declared.path))
    template, given, place = hoisted(scope, _template(declared, lifted), declared)
    parameters = template["parameters"]
    names = {key: _free(key, parameters) for key in lifted.values}
    template = _put_back(template, {_mark(key): name for key, name in names.items()})
    for key, name in names.items():
        parameters[name] = lifted.declared(key)
        given[name] = {"value": lifted.values[key]}
    template["parameters"] = parameters
    name = free_file(maker, f"{within}_{declared.symbol}" if within else declared.symbol)
    made = maker.file(template, declared.path[:-2], name, place, scope.level)
    scope.of_modules += [item for item in made.problems if item not in scope.problems]
    maker.texts[f"modules/{name}.bicep"] = made.program
    file = f"{name}.bicep" if within else f"modules/{name}.bicep"
    spelled = parameters_of(template)
    symbol = scope.names.take(f"{declared.symbol}Deployment")

    def body(inside: Reader) -> Object:
        params = tuple(Arguments(inside, spelled).all(given))
        members = [Member("params", Object(params))] if params else []
        waits = waits_of(inside, declared)
        return Object((*members, *([waits] if waits else [])))

    reader = Reader(scope, declared.node, declared.path)
    whole, marks = around(reader, declared, body)
    return [Statement(Module(symbol, file, whole), marks), _existing(reader, declared, symbol)]


def _template(declared: DeclaredResource, lifted: _Lifted) -> dict[str, Any]:
    """Return the template of the module: the resource alone, at the place where it is written."""
    raw = {
        key: lifted.value(item, key, late=key.lower() in DEFERRED)
        for key, item in declared.raw.items()
        if key.lower() not in _OUTSIDE
    }
    if declared.inside is not None:
        raw |= {"type": declared.type, "name": _whole_name(declared)}
    section, step = declared.path[-2:]
    listed: Any = {step: raw} if isinstance(step, str) else [*([None] * step), raw]
    return {str(section): listed}


def _whole_name(declared: DeclaredResource) -> str:
    parts = [piece for segment in declared.names for piece in ("/", *segment)][1:]
    texts = tuple(Text(item) if isinstance(item, str) else item for item in parts)
    return to_text(Call("concat", texts))


@dataclass(slots=True)
class _Lifted:
    """Takes the values out that the module is given, by a name for each.

    They are what only the deployment knows, where Bicep wants to know it before, and texts that
    are too long for Bicep.
    """

    reader: Reader
    values: dict[str, str] = field(default_factory=dict)

    def value(self, raw: Any, key: str, *, late: bool) -> Any:
        """Return a value with marks in the place of what is taken out of it."""
        if isinstance(raw, dict):
            return {name: self.value(item, name, late=late) for name, item in raw.items()}
        if isinstance(raw, list):
            return [self.value(item, key, late=late) for item in raw]
        if not isinstance(raw, str) or not (is_too_long(raw) or (late and asked_in(raw))):
            return raw
        name, number = identifier(key), 2
        while self.values.get(name, raw) != raw:
            name, number = f"{identifier(key)}{number}", number + 1
        self.values[name] = raw
        return _mark(name)

    def declared(self, name: str) -> dict[str, Any]:
        """Declare the parameter for what was taken out; it is secure where it holds a secret."""
        raw = self.values[name]
        expression = parsed(raw)
        if expression is None or not is_expression(raw):
            return {"type": "string"}
        kind = self.reader.kind(expression) or _kind_of_member(name)
        if asks(expression).lower().startswith("list"):
            kind = _SECURE.get(kind, kind)
        made: dict[str, Any] = {"type": kind}
        return {**made, "nullable": True} if nullable(self.reader.shapes, expression) else made


def _kind_of_member(name: str) -> str:
    """Return the type of a member of a `sku` or of `tags`, and of these themselves."""
    word = name.lower().rstrip("0123456789")
    return "object" if word in DEFERRED else "int" if word == "capacity" else "string"


def _mark(name: str) -> str:
    return f"\0{name}"


def _free(name: str, taken: dict[str, Any]) -> str:
    """Return a name that no parameter has yet."""
    lower = {item.lower() for item in taken}
    numbered = (f"{name}{number}" for number in count(2))
    return next(item for item in chain((name,), numbered) if item.lower() not in lower)


def _put_back(raw: Any, names: dict[str, str]) -> Any:
    """Return a value with parameters in the place of the marks."""
    if isinstance(raw, dict):
        return {key: _put_back(item, names) for key, item in raw.items()}
    if isinstance(raw, list):
        return [_put_back(item, names) for item in raw]
    return f"[parameters('{names[raw]}')]" if isinstance(raw, str) and raw in names else raw


def _existing(reader: Reader, declared: DeclaredResource, module: str) -> Statement:
    """Return the resource as an existing one, which is there when the module has been deployed."""

    def body(inside: Reader) -> Object:
        turn = Symbol(inside.loops[-1].index) if inside.loops else None
        wait = Symbol(module) if turn is None else At(Symbol(module), turn)
        members = list(head(inside, declared))
        return Object((*members, Member("dependsOn", Array((Item(wait),)))))

    whole, _ = around(reader, declared, body)
    kind = f"{declared.type}@{declared.version}"
    return Statement(Resource(declared.symbol, kind, whole, existing=True))
