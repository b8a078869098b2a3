"""Which values hang on the default of a parameter, or on where a template is deployed.

Many defaults are there to be replaced, and of the place nobody knows more than its form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.language.expressions.tree import Call, walk
from generator.language.template import is_expression
from generator.validation.expressions.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.language.expansion.names import Entry
    from generator.language.expansion.scope import Scope
    from generator.validation.expressions.reading import Reading


_OF_PLACE = {
    *("resourcegroup", "subscription", "managementgroup", "tenant", "deployment", "deployer"),
    "environment",
}
_OF_KNOWN_FORM = {"uniquestring", "guid"}
"""What these give has one length and form, whatever they are given."""


def hangs_on_place(raw: Any, scope: Scope, *, nested: bool) -> bool:
    """Whether the text that a value gives may hang on where its template is deployed.

    What a `nested` template is given comes from the one around it, and may be anything.
    """
    return any(
        _asks_for_place(reading) or (nested and any(entry.given for entry in asked))
        for reading, asked in _followed(raw, scope)
    )


def default_in(raw: Any, scope: Scope) -> str:
    """Return the name of a parameter that a value hangs on; empty where there is none."""
    for reading, _ in _followed(raw, scope):
        for name in reading.parameters:
            return scope.parameters[name].name if name in scope.parameters else name
    return ""


def _followed(raw: Any, scope: Scope) -> Iterator[tuple[Reading, list[Entry]]]:
    """Yield the expressions in a value and in all that they look up, with what each asks first."""
    waiting: list[Any] = [raw]
    seen: set[Path] = set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, (dict, list)):
            waiting += value.values() if isinstance(value, dict) else value
        elif isinstance(value, str) and is_expression(value):
            reading = read(value)
            asked = [item for item in _entries(reading, scope) if item.path not in seen]
            seen |= {entry.path for entry in asked}
            yield reading, asked
            waiting += (entry.raw if entry.loop is None else entry.loop for entry in asked[::-1])


def _entries(reading: Reading, scope: Scope) -> Iterator[Entry]:
    """Yield the parameters and the variables that an expression looks up, as far as there are."""
    for names, entries in (
        (reading.parameters, scope.parameters),
        (reading.variables, scope.variables),
    ):
        yield from (entries[name] for name in names if name in entries)


def _asks_for_place(reading: Reading) -> bool:
    if reading.expression is None:
        return True
    calls = [node for node in walk(reading.expression) if isinstance(node, Call)]
    formed = {
        id(inner) for call in calls if call.name.lower() in _OF_KNOWN_FORM for inner in walk(call)
    }
    return any(call.name.lower() in _OF_PLACE and id(call) not in formed for call in calls)
