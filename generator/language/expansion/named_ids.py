"""The ids that a resource names in its body, as steps that can be compared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.language.expansion.identity import segments
from generator.language.expressions.values import Residual, flat_text
from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.language.expressions.values import Value

_MARK = regex("/providers/|/resourceGroups/", re.IGNORECASE)
_NO_NEED = {"tags", "comments", "metadata", "containedresources", "referencedresources"}
"""What may name a resource that does not exist yet. A solution lists what belongs to it."""


def texts_of(body: dict[str, Value]) -> Iterator[tuple[Value, Path]]:
    """Yield the texts and names in a body, as far as they may be ids."""
    waiting: list[tuple[Value, Path]] = [(body, ())]
    while waiting:
        value, path = waiting.pop()
        if isinstance(value, dict):
            yield from ((key, (*path, key)) for key in value if _MARK.search(key))
            waiting += [
                (item, (*path, key)) for key, item in value.items() if key.lower() not in _NO_NEED
            ]
        elif isinstance(value, list):
            waiting += [(item, (*path, index)) for index, item in enumerate(value)]
        else:
            yield value, path


def steps_of(value: Value) -> tuple[str, ...]:
    """Return the steps of an id in lower case; nothing where the value is none."""
    if isinstance(value, str):
        return tuple(value.lower().strip("/").split("/")) if _MARK.search(value) else ()
    if isinstance(value, Residual):
        steps = tuple(flat_text(step) for step in segments(value))
        return steps[1:] if steps[:1] == ("",) else steps
    return ()
