"""What the built-in functions do with values: a module for each subject.

Functions raise FunctionError where a deployment fails, and Undecided where the result depends on
the culture of the machine or is too rare to be known here. Arity and types of arguments are checked
before, against the table in `generator.language.expressions.functions`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.expressions.builtins import (
    addresses,
    arrays,
    dates,
    encoding,
    formatting,
    hashes,
    logic,
    networks,
    numbers,
    objects,
    resource_ids,
    texts,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.language.expressions.values import Value

BUILTINS: dict[str, Callable[..., Value]] = {
    **addresses.FUNCTIONS,
    **arrays.FUNCTIONS,
    **dates.FUNCTIONS,
    **encoding.FUNCTIONS,
    "format": formatting.format_text,
    **hashes.FUNCTIONS,
    **logic.FUNCTIONS,
    **networks.FUNCTIONS,
    **numbers.FUNCTIONS,
    **objects.FUNCTIONS,
    **resource_ids.FUNCTIONS,
    **texts.FUNCTIONS,
}
"""By name in lower case; what decides itself which arguments are evaluated is not among them."""

COLLECTING = frozenset({"concat", "createarray", "createobject", "min", "max"})
"""Those of which an argument may be unknown as a whole: it becomes a part, or others are wrong."""
STRUCTURAL = frozenset(arrays.STRUCTURAL | objects.STRUCTURAL | COLLECTING | {"join"})
"""Those that take arrays and objects of which some parts are not known."""
