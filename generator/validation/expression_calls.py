"""The functions that the value of an expression rests on, through variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.template import is_expression
from generator.validation.expression_reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.expressions import Call
    from generator.language.template import Template


def calls_behind(template: Template, text: str) -> Iterator[Call]:
    """Go through the calls in an expression, and in those of the variables that it looks up."""
    waiting = [text]
    followed: set[str] = set()
    while waiting:
        reading = read(waiting.pop())
        yield from reading.calls
        for name in reading.variables.keys() - followed:
            followed.add(name)
            value = template.root.at("variables", name).value
            if isinstance(value, str) and is_expression(value):
                waiting.append(value)
