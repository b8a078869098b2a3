"""What an expression rests on, through variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.expressions.tree import Call, Text
from generator.language.template import is_expression
from generator.validation.expressions.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.expressions.tree import Expression
    from generator.language.template import Template


_LONGEST_CHAIN = 16
"""Variables may name variables; a longer chain is a cycle or as good as one."""


def behind(template: Template, node: Expression) -> Expression:
    """Return what a variable holds where an expression is nothing but its name, or itself."""
    for _ in range(_LONGEST_CHAIN):
        name = node.arguments[0] if isinstance(node, Call) and len(node.arguments) == 1 else None
        if not isinstance(node, Call) or node.name.lower() != "variables":
            return node
        value = template.root.at("variables", name.value).value if isinstance(name, Text) else None
        if not isinstance(value, str):
            return node
        held = read(value).expression if is_expression(value) else Text(value)
        if held is None:
            return node
        node = held
    return node


def calls_behind(template: Template, text: str) -> Iterator[Call]:
    """Yield the calls in an expression, and in those of the variables that it looks up."""
    waiting = [text]
    followed: set[str] = set()
    while waiting:
        reading = read(waiting.pop())
        yield from reading.calls
        for name in reading.variables:
            if name in followed:
                continue
            followed.add(name)
            value = template.root.at("variables", name).value
            if isinstance(value, str) and is_expression(value):
                waiting.append(value)
