"""What differs although the expressions on both sides are the same: secrets, and what is made anew.

A secure parameter stays an expression, so that its value is never shown; that it has another value
on the other side is a change all the same. And a default of utcNow() or newGuid() is another value
at each deployment.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.language.documents.casing import written
from generator.language.expressions.frame import EvaluationError
from generator.language.expressions.tree import Call, Text
from generator.language.expressions.values import Residual
from generator.lazy import dataclass, field, regex

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.language.expansion.instances import Origin
    from generator.language.expressions.frame import Surroundings
    from generator.language.parameters.inputs import Given
    from generator.rollout.changes import Why
    from generator.rollout.side import Side

_PARAMETER = regex(r"\bparameters\s*\(\s*'([^']+)'", re.IGNORECASE)
_ANEW = regex(r"\b(?:utcnow|newguid)\s*\(", re.IGNORECASE)


@dataclass(slots=True)
class Hidden:
    """Compares what the parameters of two sides stand for; values are neither kept nor shown."""

    old: Side
    new: Side
    _found: dict[tuple[int, int], dict[str, Why]] = field(default_factory=dict)

    def between(self, old: Origin, new: Origin) -> Callable[[str], Why] | None:
        """Return what tells it of the expressions of a resource; None where nothing differs."""
        scopes = (old.frame.scope, new.frame.scope)
        key = (id(scopes[0]), id(scopes[1]))
        if key not in self._found:
            reasons = {name: self._why(name, *scopes) for name in scopes[1].parameters}
            self._found[key] = {name: why for name, why in reasons.items() if why}
        known = self._found[key]
        if not known:
            return None

        def differs(text: str) -> Why:
            names = (match[1].lower() for match in _PARAMETER.finditer(text))
            return next((known[name] for name in names if name in known), "")

        return differs

    def _why(self, name: str, old: Surroundings, new: Surroundings) -> Why:
        entry = new.parameters[name]
        if not entry.given and isinstance(entry.raw, str) and _ANEW.search(entry.raw):
            return "anew"
        if name not in old.parameters:
            return ""
        one, other = _given(name, self.old, old), _given(name, self.new, new)
        if (one and one.reference) or (other and other.reference):
            return "secret" if _reference(one) != _reference(other) else ""
        before, after = _value(name, old), _value(name, new)
        if isinstance(before, Residual) or isinstance(after, Residual):
            return ""
        return "secret" if before != after else ""


def _given(name: str, side: Side, scope: Surroundings) -> Given | None:
    """Return what a user gave for a parameter of the template itself."""
    root = side.expansion.deployments[0].deployment.own if side.expansion.deployments else None
    return side.given.get(name) if root is scope else None


def _reference(given: Given | None) -> Any:
    """Return what a parameter file says of a value: of a secret it is where that comes from."""
    value = given.document.value if given and given.document else None
    for step in given.path if given else ():
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(written(value, step))
    reference = value.get(written(value, "reference")) if isinstance(value, dict) else None
    return reference or value


def _value(name: str, scope: Surroundings) -> Any:
    """Return the value of a secure parameter; None for any other, whose changes show anyway."""
    entry = scope.parameters[name]
    if not (entry.secure or entry.veil or entry.secret):
        return None
    unknown = Call("parameters", (Text(entry.name),))
    try:
        return scope.revealed().parameter(entry.name, unknown)
    except EvaluationError:
        return Residual(unknown)
