"""What one expression says, whatever template it stands in: names, calls, its own mistakes.

The same expressions stand in template after template, so each text is read once.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from generator.azure.limits import limit
from generator.findings import Finding
from generator.language.expressions.builtins.resource_ids import check_id_arguments, type_argument
from generator.language.expressions.evaluate import parsed
from generator.language.expressions.functions import FUNCTIONS, Function, function
from generator.language.expressions.tree import Call, Expression, ExpressionError, Text, walk
from generator.language.expressions.values import FunctionError
from generator.lazy import dataclass, field, regex, replace
from generator.validation.expressions.value_types import (
    ANYTHING,
    Wanted,
    lookup_of,
    lookups,
    misfits,
    severity_of,
    types_of,
)
from generator.wording.kinds import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPE = regex(r"[A-Za-z0-9]+(\.[A-Za-z0-9]+)+(/[A-Za-z0-9._-]+)+/?")

_SURE_ARGUMENTS = {"if": 1, "and": 1, "or": 1, "coalesce": 1, "lambda": 1}
"""How many arguments Azure evaluates for sure; a lambda waits for something to be applied to.

Source: the engine of Azure deployments in the Bicep CLI.
"""

LONGEST = limit("expression-characters")
"""Characters of an expression (best practices for templates)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an expression says.

    `parameters` and `variables` are the names that it looks up, in lower case. A table in
    `computed` is looked up by a name that is known only on deployment. `placed` are calls that do
    not work everywhere, `own` those of functions with a namespace. `typed` are arguments whose type
    only the template tells. `gives` are the types of the value, "any" where the text does not tell;
    `looks_up` is the table and the name of an expression that is nothing but a lookup. `calls` are
    those of built-in functions; `expression` is the whole, None where it is malformed. `unsure` are
    the offsets of the parts that Azure evaluates only where it comes to that.
    """

    found: list[Finding] = field(default_factory=list)
    parameters: dict[str, Text] = field(default_factory=dict)
    variables: dict[str, Text] = field(default_factory=dict)
    computed: set[str] = field(default_factory=set)
    placed: list[tuple[Function, Call]] = field(default_factory=list)
    own: list[Call] = field(default_factory=list)
    typed: list[Wanted] = field(default_factory=list)
    gives: frozenset[str] = ANYTHING
    looks_up: tuple[str, str] | None = None
    unsure: tuple[tuple[int, int], ...] = ()
    calls: list[Call] = field(default_factory=list)
    expression: Expression | None = None

    @property
    def needs_a_look(self) -> bool:
        """Whether there is more to it than the names that it looks up."""
        return bool(self.found or self.placed or self.own or self.typed)

    def is_sure(self, found: Finding) -> bool:
        """Return whether what is wrong shows whenever the expression is evaluated."""
        return found.shows == "evaluated" or not self._is_unsure(start_of(found))

    def _is_unsure(self, offset: int) -> bool:
        return any(start <= offset < end for start, end in self.unsure)

    def note_lookup(self, table: str, name: Text) -> None:
        """Remember a name that is looked up, at the place where it counts most."""
        names = self.table(table)
        before = names.get(name.value.lower())
        if before is None or (self._is_unsure(before.start) and not self._is_unsure(name.start)):
            names[name.value.lower()] = name

    @property
    def looped(self) -> Iterator[Call]:
        """Iterate over the calls that need a copy loop around them."""
        return (call for found, call in self.placed if found.name == "copyIndex")

    def table(self, name: str) -> dict[str, Text]:
        """Return the names that are looked up among the parameters or the variables."""
        return self.parameters if name == "parameters" else self.variables


@lru_cache(maxsize=16_384)
def read(text: str) -> Reading:
    """Return what an expression says; it must not be changed."""
    too_long = []
    if len(text) > LONGEST:
        message = f"an expression has at most {LONGEST:,} characters (has {len(text):,})"
        too_long.append(
            Finding((), message, kind="TPL011", within=(0, len(text)), shows="evaluated")
        )
    try:
        expression = parsed(text)
    except ExpressionError as error:
        message = f"malformed expression: {error.message}"
        malformed = Finding(
            (), message, kind="TPL018", within=(error.offset, error.offset + 1), shows="evaluated"
        )
        return Reading([*too_long, malformed])
    reading = Reading(
        too_long,
        gives=types_of(expression),
        looks_up=lookup_of(expression),
        unsure=tuple(_unsure(expression)),
        expression=expression,
    )
    for node in walk(expression):
        if isinstance(node, Call):
            _note(reading, node)
    return reading


def _unsure(expression: Expression) -> Iterator[tuple[int, int]]:
    for node in walk(expression):
        if isinstance(node, Call) and not node.namespace:
            first = _SURE_ARGUMENTS.get(node.name.lower(), len(node.arguments))
            yield from ((item.start, item.end) for item in node.arguments[first:])


def _note(reading: Reading, call: Call) -> None:
    if call.namespace:
        reading.own.append(call)
        return
    reading.calls.append(call)
    found = function(call.name)
    if found is None:
        hint = did_you_mean(call.name, (known.name for known in FUNCTIONS.values()))
        message = f"unknown function '{call.name}'{hint}"
        reading.found.append(at_name("TPL019", message, call))
        return
    wrong = wrong_count(found.name, found.least, found.most, len(call.arguments))
    if found.name == "createObject" and len(call.arguments) % 2:
        wrong = f"createObject() takes alternating names and values (has {len(call.arguments)})"
    if wrong:
        reading.found.append(replace(at_name("TPL020", wrong, call), severity=severity_of(found)))
    else:
        _note_types(reading, found, call)
        if found.name.endswith("esourceId"):
            _note_id(reading, found, call)
    if found.place != "everywhere":
        reading.placed.append((found, call))
    if found.name in {"parameters", "variables"} and call.arguments:
        _note_lookup(reading, found.name, call)


def _note_types(reading: Reading, found: Function, call: Call) -> None:
    reading.found.extend(
        Finding((), message, severity_of(found), kind="TPL020", within=(node.start, node.end))
        for message, node in misfits(found, call)
    )
    reading.typed.extend(lookups(found, call))


def _note_id(reading: Reading, found: Function, call: Call) -> None:
    """Note a wrong number of names for a type that stands there in words.

    The evaluation says the same in the same words, but not where it does not come.
    """
    texts = [node.value if isinstance(node, Text) else "?" for node in call.arguments]
    if not _TYPE.fullmatch(type_argument(found.name.lower(), texts)):
        return
    try:
        check_id_arguments(found.name.lower(), texts)
    except FunctionError as error:
        message = f"{found.name}(): {error}"
        reading.found.append(Finding((), message, kind="TPL022", within=(call.start, call.end)))


def _note_lookup(reading: Reading, table: str, call: Call) -> None:
    name = call.arguments[0]
    if isinstance(name, Text):
        reading.note_lookup(table, name)
    else:
        reading.computed.add(table)


def start_of(found: Finding) -> int:
    """Return the offset at which what is wrong begins in its expression."""
    return found.within[0] if found.within else 0


def at_name(rule: str, message: str, call: Call) -> Finding:
    """Return what is wrong at the name of a call."""
    return Finding((), message, kind=rule, within=(call.start, call.start + len(call.full_name)))


def wrong_count(name: str, least: int, most: int | None, count: int) -> str:
    """Describe how many arguments a function takes where these are not as many; else nothing."""
    if least <= count and (most is None or count <= most):
        return ""
    if most is None:
        takes = f"at least {least}"
    elif most == least:
        takes = str(least) if least else "no"
    else:
        takes = f"{least} to {most}"
    noun = "argument" if takes in {"1", "at least 1"} else "arguments"
    return f"{name}() takes {takes} {noun} (has {count})"
