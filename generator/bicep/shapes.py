"""What an expression comes to as the template stands: which members that has, as they are spelled.

Azure Resource Manager takes a member in any casing, Bicep only as it is written where the value is
made; and Bicep refuses a member that it knows to be missing, on a branch that is never taken too.
"""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING

from generator.bicep.pieces import parsed
from generator.bicep.sources import (
    LISTED,
    SCALARS,
    TEXT,
    Choice,
    Many,
    Typed,
    by_function,
    holding,
    of_context,
)
from generator.bicep.value_members import ValueMembers
from generator.language.documents.casing import member_of
from generator.language.expressions.functions import FUNCTIONS
from generator.language.expressions.tree import Call, Index, Number, Property, Text
from generator.language.template import is_expression
from generator.lazy import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from generator.bicep.scope import FileScope
    from generator.bicep.sources import Source, Sources
    from generator.language.expressions.tree import Expression

_MOST = 40
"""How many values are followed that an expression may come to."""
_DEEPEST = 40
"""How many variables are followed that one leads to through the others."""
_DEEPEST_VALUES = 60
"""How many values are looked into that stand in each other, or lead to each other."""
_LONGEST = 200
"""How long a text may get that is put together; no name of a member is longer."""
_OF_FIRST = {"skip", "take", "sort", "distinct", "filter", "array", "reverse"}
"""Functions that give some of the elements of their first argument."""


@dataclass(slots=True)
class Shapes:
    """Follows the expressions of a template to what they may come to.

    `elements` are what the variables of the lambdas around stand for, `depth` how many variables
    led here.
    """

    scope: FileScope
    elements: Mapping[str, Source] = field(default_factory=dict)
    depth: int = 0

    @property
    def members(self) -> ValueMembers:
        """Return what tells the members of values in this template."""
        return ValueMembers(self.scope.template)

    def opened(self, source: Source) -> Sources | None:
        """Return the values that a source may come to; None where that cannot be told."""
        if self.scope.opening >= _DEEPEST_VALUES:
            return None
        self.scope.opening += 1
        try:
            return self._opened(source)
        finally:
            self.scope.opening -= 1

    def _opened(self, source: Source) -> Sources | None:
        if isinstance(source, str) and is_expression(source):
            return self._read(parsed(source))
        if isinstance(source, Choice):
            return self._all(source.options)
        if isinstance(source, (Text, Number, Call, Property, Index)):
            return self._read(source)
        return (source,)

    def _read(self, expression: Expression | None) -> Sources | None:
        match expression:
            case Text(value):
                return (value,)
            case Number(digits):
                return (int(digits),) if digits.lstrip("-").isdigit() else None
            case Call(_, _, ""):
                return self._call(expression)
            case Property(base, name):
                return self._below(self.opened(base), name)
            case Index(base, index):
                return self._below(self.opened(base), self.key(index))
        return None

    def spelled(self, base: Expression, key: str | int) -> tuple[str | int, bool]:
        """Return a member as written where its object is made, and whether it is missing there."""
        found = self.opened(base)
        if not found:
            return key, False
        spellings = [own for value in found if (own := self.members.own(value, key)) is not None]
        if spellings:
            return (key if key in spellings else spellings[0]), False
        return key, all(self.members.is_without(value, key) for value in found)

    def key(self, index: Expression) -> str | int | None:
        """Return an index where it is the same whatever happens; None where it is not."""
        found = self.opened(index)
        value = found[0] if found and len(found) == 1 else None
        return value if isinstance(value, (str, int)) and not isinstance(value, bool) else None

    def names(self, source: Source) -> set[str]:
        """Return the names of the members that a value may have, as far as it is known."""
        found = self.opened(source) or ()
        return {name for value in found for name in self.members.named(value) or ()}

    def elements_of(self, source: Source) -> Source:
        """Return what an element of an array may be, or the value of a member of an object."""
        found = self.opened(source) or ()
        return Choice(tuple(item for value in found for item in self.members.elements(value) or ()))

    def kind(self, source: Source) -> str:
        """Return the type of a value; '' where it cannot be told."""
        kinds = {self.members.kind(value) for value in self.opened(source) or (None,)}
        return kinds.pop() if len(kinds) == 1 else ""

    def _all(self, sources: Iterable[Source]) -> Sources | None:
        found: list[Source] = []
        for source in sources:
            values = self.opened(source)
            if values is None:
                return None
            found += [value for value in values if value not in found]
        return tuple(found) if len(found) <= _MOST else None

    def _call(self, call: Call) -> Sources | None:
        name = call.name.lower()
        given = of_context(name)
        if given is not None:
            return (given,)
        if name in _OF_FIRST and call.arguments:
            found = self.elements_of(call.arguments[0])
            return (Many(found.options),) if found.options else None
        if name.startswith("list") and name not in FUNCTIONS:
            return (LISTED,)
        follow = _FOLLOWED.get(name)
        found = follow(self, call.arguments) if follow else None
        return found or by_function(name)

    def variable(self, arguments: tuple[Expression, ...]) -> Sources | None:
        """Follow a variable; one that leads to itself is not known."""
        match arguments:
            case (Text(name),):
                own, table = name.lower(), self.scope.opened
                if own not in table and self.depth < _DEEPEST:
                    table[own] = None
                    table[own] = self._variable(own)
                known: Sources | None = table.get(own)
                return known
        return None

    def _variable(self, name: str) -> Sources | None:
        raw = self.scope.variable(name)
        if name in self.scope.variable_loops:
            return (Many((member_of(raw, "input"),)),)
        return None if raw is None else Shapes(self.scope, depth=self.depth + 1).opened(raw)

    def parameter(self, arguments: tuple[Expression, ...]) -> Sources | None:
        """Return what the type of a parameter says of it."""
        match arguments:
            case (Text(name),):
                declared = self.scope.raw_parameters.get(name.lower())
                return (Typed(declared),) if isinstance(declared, dict) else None
        return None

    def lambda_variable(self, arguments: tuple[Expression, ...]) -> Sources | None:
        """Return what the variable of a lambda stands for."""
        match arguments:
            case (Text(name),) if name.lower() in self.elements:
                return self.opened(self.elements[name.lower()])
        return None

    def chosen(self, arguments: tuple[Expression, ...]) -> Sources | None:
        """Follow both sides of if()."""
        return self._all(arguments[1:])

    def first_known(self, arguments: tuple[Expression, ...]) -> Sources | None:
        """Follow all that coalesce() may give."""
        return self._all(arguments)

    def joined(self, arguments: tuple[Expression, ...]) -> Sources | None:
        """Put objects, arrays or texts together, where each of them is known."""
        found = [self.opened(item) for item in arguments]
        values = [one[0] for one in found if one and len(one) == 1]
        whole = len(values) == len(arguments)
        if whole and all(isinstance(value, str) for value in values):
            text = "".join(values)
            return (text if len(text) <= _LONGEST else TEXT,)
        if len(arguments) > 1 and any(self._is_scalar(one) for one in found):
            return (TEXT,)  # only texts are put together with texts and numbers
        if whole and all(isinstance(value, dict) for value in values):
            return ({key: item for value in values for key, item in value.items()},)
        if not whole or not all(isinstance(value, (list, Many)) for value in values):
            return None
        elements = (item for value in values for item in self.members.elements(value) or ())
        return (Many(tuple(islice(elements, _MOST))),)

    def _is_scalar(self, values: Sources | None) -> bool:
        return bool(values) and all(self.members.kind(value) in SCALARS for value in values or ())

    def lowered(self, arguments: tuple[Expression, ...]) -> Sources | None:
        """Return a text that is known in lower case."""
        found = self.joined(arguments)
        return (found[0].lower(),) if found and isinstance(found[0], str) else None

    def raised(self, arguments: tuple[Expression, ...]) -> Sources | None:
        """Return a text that is known in upper case."""
        found = self.lowered(arguments)
        return (found[0].upper(),) if found else None

    def made_object(self, arguments: tuple[Expression, ...]) -> Sources | None:
        """Return the object that createObject() makes."""
        keys = [self.opened(item) for item in arguments[::2]]
        if not all(key and len(key) == 1 and isinstance(key[0], str) for key in keys):
            return None
        return ({key[0]: item for key, item in zip(keys, arguments[1::2], strict=False) if key},)

    def made_array(self, arguments: tuple[Expression, ...]) -> Sources | None:
        """Return the array that createArray() makes."""
        return (list(arguments),)

    def one_element(self, arguments: tuple[Expression, ...]) -> Sources | None:
        """Follow first() and last() to the elements of an array."""
        return self._below(self.opened(arguments[0]), None) if arguments else None

    def read_json(self, arguments: tuple[Expression, ...]) -> Sources | None:
        """Return what a text that json() reads holds."""
        match arguments:
            case (Text(value),):
                try:
                    return (json.loads(value),)
                except (ValueError, RecursionError):
                    return None
        return None

    def listed(self, arguments: tuple[Expression, ...]) -> Sources | None:
        """Return the pairs that items() makes of an object."""
        found = self.elements_of(arguments[0]) if arguments else None
        return (Many(({"key": "", "value": found},)),) if found and found.options else None

    def deployed(self, arguments: tuple[Expression, ...]) -> Sources | None:
        """Return what the template of a deployment declares of its outputs."""
        identifier = self.scope.id_of(arguments[0]) if arguments else None
        found = self.scope.found(identifier) if identifier else None
        found = found or (self.scope.named(arguments[0]) if arguments else None)
        properties = member_of(found.declared.raw, "properties") if found else None
        outputs = member_of(member_of(properties, "template"), "outputs")
        if not isinstance(outputs, dict):
            return None
        values = {name: holding(value=declared) for name, declared in outputs.items()}
        return (Typed(holding(outputs=holding(**values))),)

    def _below(self, values: Sources | None, key: str | int | None) -> Sources | None:
        """Follow a member of values; all of their members where it is not known which."""
        found: list[Source] = []
        for value in values or ():
            if key is None:
                found += self.members.elements(value) or ()
            elif (own := self.members.own(value, key)) is not None:
                found.append(self.members.at(value, own))
        return self._all(found) if found else None


_FOLLOWED: dict[str, Callable[[Shapes, tuple[Expression, ...]], Sources | None]] = {
    "variables": Shapes.variable,
    "parameters": Shapes.parameter,
    "lambdavariables": Shapes.lambda_variable,
    "if": Shapes.chosen,
    "coalesce": Shapes.first_known,
    "union": Shapes.joined,
    "concat": Shapes.joined,
    "tolower": Shapes.lowered,
    "toupper": Shapes.raised,
    "createobject": Shapes.made_object,
    "createarray": Shapes.made_array,
    "first": Shapes.one_element,
    "last": Shapes.one_element,
    "json": Shapes.read_json,
    "items": Shapes.listed,
    "null": lambda *_: (None,),
    "reference": Shapes.deployed,
}
"""How calls are followed to what they give."""
