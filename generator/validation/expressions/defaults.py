"""Which values hang on the default of a parameter: many defaults are there to be replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.language.template import is_expression
from generator.validation.expressions.reading import read

if TYPE_CHECKING:
    from generator.language.expansion.scope import Scope


def default_in(raw: Any, scope: Scope) -> str:
    """Return the name of a parameter that a value hangs on; empty where there is none."""
    waiting: list[Any] = [raw]
    seen: set[str] = set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, (dict, list)):
            waiting += value.values() if isinstance(value, dict) else value
        elif isinstance(value, str) and is_expression(value):
            reading = read(value)
            for name in reading.parameters:
                return scope.parameters[name].name if name in scope.parameters else name
            for name in reading.variables.keys() - seen:
                seen.add(name)
                entry = scope.variables.get(name)
                if entry is not None:
                    waiting.append(entry.loop if entry.loop is not None else entry.raw)
    return ""
