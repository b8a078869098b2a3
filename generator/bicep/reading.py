"""What the forms of single functions ask of the reader that reads their arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from generator.bicep.forms import text_of
from generator.bicep.lines import fits_in_text
from generator.bicep.pieces import format_parts
from generator.bicep.syntax import At, Symbol
from generator.language.expressions.tree import Call, Expression, Number, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.bicep.declared import Found
    from generator.bicep.forms import Loop
    from generator.bicep.scope import FileScope
    from generator.bicep.syntax import Expression as Bicep


class ReaderAtPlace(Protocol):
    """A reader of expressions at one place of a template, as `expressions.Reader` is."""

    @property
    def scope(self) -> FileScope:
        """Return the template that it reads."""

    @property
    def owner(self) -> str:
        """Return who refers to what is named there."""

    @property
    def loops(self) -> tuple[Loop, ...]:
        """Return the loops around the place, the innermost last."""

    @property
    def lambdas(self) -> Mapping[str, str]:
        """Return the names of the variables of lambdas."""

    @property
    def given(self) -> tuple[Any, ...]:
        """Return what the variables of a lambda that is an argument here will stand for."""

    @property
    def present(self) -> frozenset[str]:
        """Return what a condition says not to be null."""

    @property
    def names_resources(self) -> bool:
        """Report whether symbols of resources may be used here."""

    def read(self, expression: Expression) -> Bicep:
        """Return the expression in Bicep. Raises NoForm."""

    def read_sure(self, expression: Expression) -> Bicep:
        """Return the expression where Bicep takes no null."""

    def member(self, base: Expression, index: Expression, *, safe: bool = False) -> Bicep:
        """Return a member of a value."""

    def index(self, index: Expression) -> Bicep:
        """Return what stands between brackets."""

    def kind(self, expression: Expression) -> str:
        """Return the type of what an expression gives, '' where it cannot be told."""

    def free(self, *wanted: str) -> str:
        """Return a name for the variable of a loop or a lambda that begins here."""

    def where(self, present: frozenset[str]) -> ReaderAtPlace:
        """Return a reader where something is not null for certain."""

    def in_lambda(self, names: Mapping[str, str], elements: Mapping[str, Any]) -> ReaderAtPlace:
        """Return a reader inside of a lambda with these variables."""


def turn_of(reader: ReaderAtPlace, expression: Expression) -> tuple[Loop, Expression | None] | None:
    """Read copyIndex(): the loop that it means, and what is added to its index."""
    if not isinstance(expression, Call) or expression.name.lower() != "copyindex":
        return None
    named = [item.value.lower() for item in expression.arguments if isinstance(item, Text)]
    offsets = [item for item in expression.arguments if not isinstance(item, Text)]
    # Without a name it is the loop of the resource, which is around all loops of values.
    around = reversed(reader.loops) if named else reader.loops[:1]
    for loop in around:
        if not named or loop.name.lower() == named[0]:
            plain = not offsets or (isinstance(offsets[0], Number) and offsets[0].digits == "0")
            return loop, None if plain else offsets[0]
    return None


def symbol_of(reader: ReaderAtPlace, found: Found | None) -> Bicep | None:
    """Return the symbol of a resource, where the owner may refer to it."""
    if found is None or not reader.names_resources:
        return None
    if not reader.scope.graph.add(reader.owner, found.declared.node):
        return None
    symbol = Symbol(found.declared.symbol)
    return symbol if found.index is None else At(symbol, reader.read(found.index))


def interpolated(
    reader: ReaderAtPlace, pattern: str, values: tuple[Expression, ...]
) -> Bicep | None:
    """Return a text for a format string, where it has no form of its own for a value."""
    parts = format_parts(pattern, len(values))
    if parts is None:
        return None
    made = [reader.read(value) for value in values]
    if not all(fits_in_text(made[part]) for part in parts if isinstance(part, int)):
        return None
    if parts == [0] and reader.kind(values[0]) == "string":
        return made[0]
    return text_of([part if isinstance(part, str) else made[part] for part in parts])
