"""A resource that a template makes: where it comes from, and what it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.resource_types import DEPLOYMENT, POLICY
from generator.kinds import EVALUATION
from generator.language.documents.casing import written
from generator.language.expansion.json_evaluation import (
    as_written,
    evaluated,
    literal,
)
from generator.language.expressions.frame import EvaluationError, Frame
from generator.language.expressions.places import ZONES
from generator.lazy import dataclass, field, replace

if TYPE_CHECKING:
    from generator.diagnostics import Path
    from generator.language.expansion.json_evaluation import Failed
    from generator.language.expansion.scope import Scope
    from generator.language.expressions.context import Context
    from generator.language.expressions.values import (
        Residual,
        Value,
    )

_IDENTITY = {"type", "name", "apiversion", "condition", "copy", "dependson", "existing", "comments"}
_LATE = {"properties", "sku", "tags"}
"""What may ask for deployed resources; all else Azure must know before."""


@dataclass(slots=True)
class Origin:
    """Where an instance comes from: the source, what it sees there, its loop and its index.

    `count` is that of a loop whose length is not known yet; the instance then stands for all.
    `original` is the source as the document has it, and `names` are those it means there; they
    are others than `raw` and those of the frame only in a nested template of outer scope.
    """

    raw: dict[str, Any]
    path: Path
    frame: Frame
    original: Any
    names: Scope
    symbol: str = ""
    loop: str = ""
    index: int = 0
    count: Residual | None = None
    _keys: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note how the names are written: each is asked for several times, most in vain."""
        self._keys = {key.lower(): key for key in reversed(self.raw)}

    @property
    def has_children(self) -> bool:
        """Whether resources stand in it, be it deployed or not: then Azure evaluates it."""
        children, _ = self.member("resources")
        return isinstance(children, (list, dict)) and bool(children)

    def member(self, name: str) -> tuple[Any, Path]:
        """Return what stands at a top-level name (None: nothing), and where."""
        key = name if name in self.raw else self._keys.get(name.lower(), name)
        return self.raw.get(key), (*self.path, key)

    def value(self, name: str, failed: Failed) -> Value:
        """Return the value of what stands at a top-level name and must be known beforehand."""
        raw, path = self.member(name)
        return None if raw is None else evaluated(raw, self.frame.before(), path, failed)

    def text(self, name: str, failed: Failed) -> Value:
        """Return the text at a top-level name: what stands there as a number becomes one."""
        found = self.value(name, failed)
        raw, _ = self.member(name)
        return str(found) if isinstance(raw, (bool, int, float)) else found

    def wrong(self, name: str, message: str, rule: str = EVALUATION) -> EvaluationError:
        """Return the error for what stands at a top-level name, or lacks there."""
        _, path = self.member(name)
        return EvaluationError(message, rule=rule).located(self.frame.scope.document, path)


@dataclass(slots=True)
class Instance:
    """A resource as the template makes it, with what says which one it is.

    `condition` is true, false, or an expression that only the deployment can decide. `target` is
    where a nested deployment deploys to; for any other resource it is where it is deployed itself.
    `scope` is the id of what it belongs to, `short` its name as it is written, below its parent.
    """

    type: str
    name: Value
    id: Value
    api_version: Value
    condition: Value
    existing: bool
    target: Context
    origin: Origin = field(repr=False)
    scope: Value = ""
    short: Value = ""

    @property
    def is_deployment(self) -> bool:
        """Whether it deploys another template."""
        return self.type.lower() == DEPLOYMENT

    @property
    def written_type(self) -> str:
        """Return the type with the slash at its end that some templates write, and Azure keeps."""
        raw, _ = self.origin.member("type")
        return f"{self.type}/" if isinstance(raw, str) and raw.endswith("/") else self.type

    def body(self, failed: Failed) -> dict[str, Value]:
        """Return its members with their expressions evaluated, but for those that identify it.

        What a nested deployment deploys is not among them.
        """
        result = {}
        origin = self.origin
        for key, raw in origin.raw.items():
            name = key.lower()
            if name in _IDENTITY or (name == "resources" and not self.is_deployment):
                continue
            if name == "metadata":
                found = literal(raw)
            elif name == "properties":
                found = self._properties(raw, (*origin.path, key), failed)
            else:
                frame = origin.frame if name in _LATE else origin.frame.before()
                frame = replace(frame, place=ZONES) if name == "zones" else frame
                found = evaluated(raw, frame, (*origin.path, key), failed)
            if found is not None:
                result[key] = found
        return result

    def _properties(self, raw: Any, path: Path, failed: Failed) -> Value:
        """Return the properties, but for the template that a deployment deploys.

        The expressions in the rule of a policy are those of Azure Policy, and languageVersion 2.0
        leaves them to it.
        """
        frame = self.origin.frame
        raw = _without(raw, "template") if self.is_deployment else raw
        if frame.scope.symbolic and self.type.lower() == POLICY and isinstance(raw, dict):
            rule = written(raw, "policyRule")
            kept = {rule: literal(raw[rule])} if rule in raw else {}
            return {**evaluated(_without(raw, rule), frame, path, failed), **kept}
        found = evaluated(raw, frame, path, failed)
        return _without(found, "template") if self.is_deployment else found


def _without(value: Value, name: str) -> Value:
    """Return an object without a member of a name."""
    if not isinstance(value, dict):
        return value
    return {key: item for key, item in value.items() if key.lower() != name.lower()}


def unreported(_: EvaluationError, raw: Any) -> Value:
    """Leave what cannot be evaluated as it is written, and say nothing."""
    return as_written(raw)


def beside(original: Any, step: str | int) -> Any:
    """Return what stands at a name or a number in an original; nothing where it is none such."""
    if isinstance(original, dict):
        return original.get(written(original, str(step)))
    if isinstance(original, list) and isinstance(step, int) and step < len(original):
        return original[step]
    return None
