"""Whether the names of two resources may come to the same, where one is an expression."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.language.expressions.tree import Call, Text
from generator.language.expressions.values import Residual, texts_joined

if TYPE_CHECKING:
    from generator.language.expressions.tree import Expression
    from generator.language.expressions.values import Value
    from generator.rollout.side import PlannedResource

_HASHED = {"guid", "uniquestring", "newguid"}
"""Functions that give another text for other arguments."""


def may_be_named(one: PlannedResource, other: PlannedResource) -> bool:
    """Whether two resources with different keys may have one name all the same."""
    if not (one.expanded and other.expanded):
        return False
    names = one.expanded.made.name, other.expanded.made.name
    parts = [_parts(name) for name in names]
    if not any(isinstance(part, Residual) for found in parts for part in found):
        return False
    if all(_is_hashed(found) for found in parts):
        return False
    holes = [[repr(part) for part in found if isinstance(part, Residual)] for found in parts]
    texts = [[part for part in found if isinstance(part, str)] for found in parts]
    if all(holes) and holes[0] == holes[1]:
        return texts[0] == texts[1]
    if all(holes):
        return True
    open_ = parts[0] if holes[0] else parts[1]
    known = "".join(texts[1] if holes[0] else texts[0])
    form = "".join(".*" if isinstance(part, Residual) else re.escape(part) for part in open_)
    return re.fullmatch(form, known, re.IGNORECASE | re.DOTALL) is not None


def _parts(name: Value) -> list[str | Residual]:
    """Return what a name is joined of: texts, and what only the deployment knows."""
    if not isinstance(name, Residual):
        return [str(name or "").lower()]
    found: list[str | Residual] = []
    waiting: list[Expression] = [name.expression]
    while waiting:
        node = waiting.pop()
        joined = texts_joined(node)
        if joined is not None:
            waiting.extend(reversed(joined))
        else:
            found.append(node.value.lower() if isinstance(node, Text) else Residual(node))
    return found


def _is_hashed(parts: list[str | Residual]) -> bool:
    node = parts[0].expression if len(parts) == 1 and isinstance(parts[0], Residual) else None
    return isinstance(node, Call) and node.name.lower() in _HASHED
