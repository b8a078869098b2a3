"""What only the deployment knows: where Azure takes it, and where it comes too early.

Source: Azure's deployment engine, asked for each member of a resource.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.bicep.pieces import parsed
from generator.language.expressions.functions import FUNCTIONS
from generator.language.expressions.tree import Call, walk
from generator.language.template import is_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.bicep.scope import FileScope
    from generator.diagnostics import Path
    from generator.language.expressions.tree import Expression

DEFERRED = frozenset({"sku", "tags"})
"""Members that Azure takes such a value for, and Bicep only a value from before."""
_LATE = DEFERRED | {"properties", "comments", "metadata", "resources"}


def asks(expression: Expression) -> str:
    """Return the name of a function in an expression whose result only the deployment knows."""
    calls = (part for part in walk(expression) if isinstance(part, Call) and not part.namespace)
    return next((call.name for call in calls if _is_late(call.name.lower())), "")


def _is_late(name: str) -> bool:
    listed = name.startswith("list") and name not in FUNCTIONS
    return listed or name in {"reference", "references"}


def asked_in(raw: Any) -> str:
    """Return the name of such a function anywhere in a value of a template; '' for none."""
    if isinstance(raw, str):
        expression = parsed(raw) if is_expression(raw) else None
        return "" if expression is None else asks(expression)
    parts = raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else ()
    return next(filter(None, map(asked_in, parts)), "")


def is_deferred(raw: dict[str, Any]) -> bool:
    """Return whether a resource has a member that Bicep wants to know before the deployment."""
    return any(asked_in(item) for key, item in raw.items() if key.lower() in DEFERRED)


def too_early(raw: dict[str, Any], path: Path) -> Iterator[tuple[Path, str]]:
    """Yield the places of a resource where Azure refuses such a function, and say so."""
    for key, item in raw.items():
        if key.lower() not in _LATE:
            name = asked_in(item)
            if name:
                yield (*path, key), _refusal(name, key)
    for place, count in _counts(raw.get("properties"), (*path, "properties")):
        name = asked_in(count)
        if name:
            yield place, _refusal(name, "count")


def tell_too_early(scope: FileScope, raw: Any, path: Path) -> None:
    """Report a value that depends on the deployment where it has to be known before."""
    name = asked_in(raw)
    if name:
        scope.problem(path, _refusal(name, str(path[-1])))


def _counts(raw: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield the counts of the loops in a value."""
    if isinstance(raw, dict):
        for key, item in raw.items():
            for at, loop in enumerate(item if key == "copy" and isinstance(item, list) else ()):
                if isinstance(loop, dict):
                    yield (*path, key, at, "count"), loop.get("count")
            yield from _counts(item, (*path, key))
    elif isinstance(raw, list):
        for at, item in enumerate(raw):
            yield from _counts(item, (*path, at))


def _refusal(name: str, key: str) -> str:
    return (
        f"{name}() is known only during the deployment, and '{key}' before it; Azure refuses this, "
        "so does Bicep: give the value by a parameter"
    )
