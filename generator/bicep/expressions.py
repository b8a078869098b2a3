"""Expressions of templates as expressions of Bicep: names, operators, texts with values in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.bicep import calls, resource_calls
from generator.bicep.forms import NULL, TODO, NoForm, member, number
from generator.bicep.nulls import nullable
from generator.bicep.reading import turn_of
from generator.bicep.shapes import Shapes
from generator.bicep.syntax import (
    At,
    FromEnd,
    FunctionCall,
    Get,
    Grouped,
    NonNull,
    String,
    Symbol,
)
from generator.language.expressions.functions import FUNCTIONS
from generator.language.expressions.tree import (
    Call,
    Expression,
    Index,
    Number,
    Property,
    Text,
    to_text,
)
from generator.lazy import dataclass, field, replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.bicep.forms import Loop
    from generator.bicep.scope import FileScope
    from generator.bicep.syntax import Expression as Bicep
    from generator.diagnostics import Path


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads expressions at one place of a template.

    `owner` is who refers to what is named there. The innermost loop is the last one. `lambdas` are
    the names of the variables of lambdas, `elements` what these stand for; `given` is what those of
    a lambda that is an argument here will stand for. `present` is what a condition says not to be
    null.
    """

    scope: FileScope
    owner: str
    path: Path = ()
    loops: tuple[Loop, ...] = ()
    lambdas: Mapping[str, str] = field(default_factory=dict)
    elements: Mapping[str, Any] = field(default_factory=dict)
    given: tuple[Any, ...] = ()
    present: frozenset[str] = frozenset()

    @property
    def names_resources(self) -> bool:
        """Report whether symbols of resources may be used here: not in the default of a parameter.

        Source: BCP072, "Only other parameters can be referenced in parameter default values".
        """
        return not self.owner.startswith("parameter ")

    def at(self, path: Path) -> Reader:
        """Return a reader at another place of the same part."""
        return replace(self, path=path)

    @property
    def shapes(self) -> Shapes:
        """Return what follows expressions to what they may come to."""
        return Shapes(self.scope, self.elements)

    def where(self, present: frozenset[str]) -> Reader:
        """Return a reader where something is not null for certain."""
        return replace(self, present=self.present | present) if present else self

    def inside(self, loop: Loop) -> Reader:
        """Return a reader inside of a loop."""
        return replace(self, loops=(*self.loops, loop))

    def in_lambda(self, names: Mapping[str, str], elements: Mapping[str, Any]) -> Reader:
        """Return a reader inside of a lambda with these variables."""
        lambdas, known = {**self.lambdas, **names}, {**self.elements, **elements}
        return replace(self, given=(), lambdas=lambdas, elements=known)

    def free(self, *wanted: str) -> str:
        """Return a name for the variable of a loop or a lambda that begins here."""
        loops = (word for loop in self.loops for word in (loop.index, loop.item))
        used = {word.lower() for word in (*loops, *self.lambdas.values())}
        return self.scope.names.free(*wanted, used=used)

    def read(self, expression: Expression) -> Bicep:
        """Return the expression in Bicep. Raises NoForm."""
        match expression:
            case Text(value):
                return String((value,) if value else ())
            case Number(digits):
                return number(digits)
            case Call():
                return self._call(expression)
        return self._access(expression)

    def read_or_todo(self, expression: Expression) -> Bicep:
        """Return the expression; what has no form is reported, and becomes a word Bicep refuses."""
        try:
            return self.read(expression)
        except NoForm as error:
            self.scope.problem(self.path, error.message)
            return TODO

    def read_sure(self, expression: Expression) -> Bicep:
        """Return the expression where Bicep takes no null: what may be null is said not to be."""
        made = self.read(expression)
        return NonNull(made) if made != NULL and nullable(self.shapes, expression) else made

    def _call(self, call: Call) -> Bicep:
        name = call.name.lower()
        if call.namespace:
            return self._own(call)
        special = calls.SPECIAL.get(name)
        if name.startswith("list") and name not in FUNCTIONS:
            special = resource_calls.list_call
        if special is not None:
            made = special(self, call)
            if made is not None:
                return made
        return self.plain(call)

    def plain(self, call: Call) -> Bicep:
        """Return a call of a function that is the same function in Bicep."""
        known = FUNCTIONS.get(call.name.lower())
        inside = self
        if any(isinstance(item, Call) and item.name.lower() == "lambda" for item in call.arguments):
            one = self.shapes.elements_of(call.arguments[0])
            summed_up = call.name.lower() == "reduce"
            inside = replace(self, given=(None, one) if summed_up else (one, one))
        arguments = tuple(
            inside.read(item) if known is None or known.may_be_null(at) else inside.read_sure(item)
            for at, item in enumerate(call.arguments)
        )
        return FunctionCall(known.name if known else call.name, arguments)

    def _own(self, call: Call) -> Bicep:
        name = self.scope.functions.get(call.full_name.lower())
        if name is None:
            raise NoForm(f"the function '{call.full_name}' is not declared")
        return FunctionCall(name, tuple(self.read(item) for item in call.arguments))

    def _access(self, expression: Property | Index) -> Bicep:
        made = resource_calls.of_resource(self, expression) or self._item(expression)
        if made is not None:
            return made
        index = Text(expression.name) if isinstance(expression, Property) else expression.index
        return self.member(expression.base, index)

    def member(self, base: Expression, index: Expression, *, safe: bool = False) -> Bicep:
        """Return a member of a value, spelled as where the value is made.

        Bicep refuses one that it knows to be missing, even where it is never asked for.
        """
        made, shown = self.read(base), self.index(index)
        if _is_optional(made) and not safe:
            made = Grouped(made)
        if not safe and nullable(self.shapes, base):
            made = NonNull(made)
        key = self.shapes.key(index)
        if key is None:
            return member(made, shown, safe=safe)
        own, missing = self.shapes.spelled(base, key)
        if own != key and isinstance(shown, String):
            shown = String((str(own),))
        elif own != key or (missing and not (safe and isinstance(key, str))):
            made = FunctionCall("any", (made,))
        return member(made, shown, safe=safe)

    def index(self, index: Expression) -> Bicep:
        """Return what stands between brackets; Bicep's own form of a number from the end too."""
        match index:
            case Call(name, (Text("value"), count, Text("fromEnd"), Call(yes, ()))) if (
                name.lower() == "createobject" and yes.lower() == "true"
            ):
                return FromEnd(self.read(count))
        return self.read(index)

    def _item(self, expression: Property | Index) -> Bicep | None:
        """Return the variable of a loop for the element that it stands for."""
        if isinstance(expression, Index):
            index = expression.index
            for loop in reversed(self.loops):
                if loop.item and to_text(expression.base).lower() == loop.over:
                    turn = turn_of(self, index)
                    if turn is not None and turn == (loop, None):
                        return Symbol(loop.item)
        return None

    def kind(self, expression: Expression) -> str:
        """Return the type of what an expression gives, '' where it cannot be told."""
        return self.shapes.kind(expression)


def _is_optional(base: Bicep) -> bool:
    """Whether a value is asked for by way of something that may be missing."""
    while isinstance(base, (Get, At)):
        if base.safe:
            return True
        base = base.base
    return False
