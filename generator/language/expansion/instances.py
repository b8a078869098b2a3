"""The resources that a template makes: one for each iteration of a loop, children after parents."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from generator.azure.resource_types import DEPLOYMENT, POLICY
from generator.kinds import EVALUATION, NAME_SEGMENTS, TEMPLATE_SCHEMA
from generator.language.documents.casing import written
from generator.language.expansion.identity import below, id_of, name_fault, target
from generator.language.expansion.json_evaluation import (
    as_written,
    decision,
    evaluated,
    literal,
    loop_count,
    loop_name,
)
from generator.language.expressions.builtins.resource_ids import is_guid
from generator.language.expressions.frame import EvaluationError, Frame
from generator.language.expressions.places import ZONES
from generator.language.expressions.tree import Call, Text
from generator.language.expressions.values import (
    FunctionError,
    Residual,
    Value,
    certain_kind,
    kind_of,
    residual_text,
)
from generator.language.template import is_expression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.diagnostics import Path
    from generator.language.expansion.json_evaluation import Failed
    from generator.language.expansion.scope import Scope
    from generator.language.expressions.context import Context

_IDENTITY = {"type", "name", "apiversion", "condition", "copy", "dependson", "existing", "comments"}
_LATE = {"properties", "sku", "tags"}
"""What may ask for deployed resources; all else Azure must know before."""

_MODES = {"parallel", "serial"}


@dataclass(frozen=True, slots=True)
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

    @property
    def has_children(self) -> bool:
        """Whether resources stand in it, be it deployed or not: then Azure evaluates it."""
        children, _ = self.member("resources")
        return isinstance(children, (list, dict)) and bool(children)

    def member(self, name: str) -> tuple[Any, Path]:
        """Return what stands at a top-level name (None: nothing), and where."""
        key = written(self.raw, name)
        return self.raw.get(key), (*self.path, key)

    def value(self, name: str, failed: Failed) -> Value:
        """Return the value of what stands at a top-level name and must be known beforehand."""
        raw, path = self.member(name)
        return evaluated(raw, self.frame.before(), path, failed)

    def text(self, name: str, failed: Failed) -> Value:
        """Return the text at a top-level name: what stands there as a number becomes one."""
        found = self.value(name, failed)
        raw, _ = self.member(name)
        return str(found) if isinstance(raw, (bool, int, float)) else found

    def wrong(self, name: str, message: str, rule: str = EVALUATION) -> EvaluationError:
        """Return the error for what stands at a top-level name, or lacks there."""
        _, path = self.member(name)
        return EvaluationError(message, rule=rule).located(self.frame.scope.document, path)


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the instances of a template in a context; what fails is told to `failed`.

    `names` are those that the template means as the document has it. `empty_loops` are the names
    of the loops that make nothing.
    """

    context: Context
    failed: Failed
    names: Scope
    empty_loops: set[str] = field(default_factory=set)

    def all(
        self, listing: Any, frame: Frame, path: Path, original: Any, parent: Instance | None = None
    ) -> Iterator[Instance]:
        """Yield the instances of a list of resources, or of an object by symbolic name."""
        items: Any = ()
        if isinstance(listing, dict):
            items = listing.items()
        elif isinstance(listing, list):
            items = enumerate(listing)
        for step, raw in items:
            if isinstance(raw, dict):
                symbol = step if isinstance(step, str) else ""
                place = (*path, step)
                origin = Origin(raw, place, frame, beside(original, step), self.names, symbol)
                # Of a child Azure takes no notice of a loop.
                iterations = (origin,) if parent is not None else self._iterations(origin)
                for iteration in iterations:
                    yield from self._with_children(iteration, parent)

    def _iterations(self, origin: Origin) -> Iterator[Origin]:
        loop, path = origin.member("copy")
        if not isinstance(loop, dict):
            yield origin
            return
        name = loop_name(loop, origin.frame, path, self.failed)
        count = loop_count(loop, origin.frame, path, self.failed)
        self._check_mode(loop, origin, path)
        if isinstance(count, Residual):
            unknown = Residual(Call("copyIndex", (Text(name),)))
            inside = origin.frame.with_loop(name, unknown)
            yield replace(origin, frame=inside, loop=name, count=count)
            return
        if count == 0:
            self.empty_loops.update((name, origin.symbol))
        for index in range(count):
            inside = origin.frame.with_loop(name, index)
            yield replace(origin, frame=inside, loop=name, index=index)

    def _check_mode(self, loop: dict[str, Any], origin: Origin, path: Path) -> None:
        """Tell a mode that there is not, and a size of batches that no mode or number goes with."""

        def at(name: str) -> Value:
            key = written(loop, name)
            return evaluated(loop.get(key), origin.frame.before(), (*path, key), self.failed)

        mode, size = at("mode"), at("batchSize")
        message, key = "", "batchSize"
        if isinstance(mode, str) and mode.lower() not in _MODES:
            message, key = f"the mode of a copy loop is parallel or serial (is '{mode}')", "mode"
        elif size is not None and not isinstance(size, Residual) and kind_of(size) != "int":
            message = f"'batchSize' must be an integer (is {kind_of(size)})"
        elif isinstance(size, int) and size < 0:
            message = f"'batchSize' must be 0 or more (is {size})"
        elif size is not None and not isinstance(mode, Residual) and str(mode).lower() != "serial":
            message = "'batchSize' goes with mode 'serial' only"
        if message:
            wrong = EvaluationError(message, rule=TEMPLATE_SCHEMA)
            place = (*path, written(loop, key))
            self.failed(wrong.located(origin.frame.scope.document, place), None)

    def _with_children(self, origin: Origin, parent: Instance | None) -> Iterator[Instance]:
        origin.frame.scope.budget.spend(10)
        made = self._made(origin, parent)
        yield made
        if not made.is_deployment:
            children, path = origin.member("resources")
            original = beside(origin.original, "resources")
            yield from self.all(children, origin.frame, path, original, made)

    def _made(self, origin: Origin, parent: Instance | None) -> Instance:
        condition = self._condition(origin)
        # What is not deployed may well lack what its name needs.
        looked_at = condition is not False or origin.has_children
        failed = self.failed if looked_at else unreported

        def value(name: str) -> Value:
            return origin.value(name, failed)

        found = origin.text("type", failed)
        kind = (found if isinstance(found, str) else str(found or "")).rstrip("/")
        short = name = origin.text("name", failed)
        wrong = name_fault(kind, name, child=parent is not None)
        if name is None and is_expression(origin.member("name")[0]):
            wrong = "the name of a resource must be a string (is null)"
        if wrong:
            failed(origin.wrong("name", wrong, NAME_SEGMENTS), None)
        if parent is not None:
            kind, name = below(parent.type, parent.name, kind, name)
        where = self.context
        if kind.lower() == DEPLOYMENT:
            where = self._target(origin, failed)
        existing = value("existing") is True
        made = Instance(kind, name, None, value("apiVersion"), condition, existing, where, origin)
        scope = _scope_of(made, value, parent)
        return replace(made, scope=scope, short=short, id=_id(made, scope))

    def _target(self, origin: Origin, failed: Failed) -> Context:
        """Return where a nested deployment deploys to; tell what Azure does not take of that."""
        subscription = origin.text("subscriptionId", failed)
        if isinstance(subscription, str) and subscription and not is_guid(subscription):
            message = f"'subscriptionId' must be the id of a subscription (is '{subscription}')"
            failed(origin.wrong("subscriptionId", message), None)
        group, scope = origin.text("resourceGroup", failed), origin.value("scope", failed)
        if isinstance(group, str) and "/" in group:
            message = f"'resourceGroup' must be the name of a resource group (is '{group}')"
            failed(origin.wrong("resourceGroup", message), None)
        outside = self.context.level in {"managementGroup", "tenant"}
        if outside and group and not (subscription or scope):
            message = "'resourceGroup' needs a 'subscriptionId' here"
            failed(origin.wrong("resourceGroup", message), None)
        where = target(self.context, subscription or None, group or None, scope)
        place = origin.value("location", failed)
        if where.level == "resourceGroup":
            if place is not None and not isinstance(place, Residual):
                message = "a deployment to a resource group takes no 'location'"
                failed(origin.wrong("location", message), None)
            return where
        if place is None:
            message = "a nested deployment needs a 'location' unless it is to a resource group"
            failed(origin.wrong("location", message), None)
            return where
        return replace(where, location=place)

    def _condition(self, origin: Origin) -> Value:
        raw, path = origin.member("condition")
        if raw is None:
            return True
        try:
            found = decision(raw, origin.frame.before(), path)
        except EvaluationError as error:
            return self.failed(error, raw)
        if isinstance(found, str) and found.lower() in {"true", "false"}:
            return found.lower() == "true"
        if isinstance(found, bool) or certain_kind(found) in {"any", "bool"}:
            return found
        if isinstance(found, Residual) and found.kind == "string":
            return found  # it may be "true"
        message = f"a condition must be true or false (is {certain_kind(found)})"
        return self.failed(origin.wrong("condition", message), raw)


def _id(made: Instance, scope: Value) -> Value:
    if not isinstance(made.name, (str, Residual)) or "/" not in made.type:
        return None
    try:
        return id_of(made.type, made.name, scope)
    except FunctionError:
        return None


def _scope_of(made: Instance, value: Callable[[str], Value], parent: Instance | None) -> Value:
    """Return the id of what a resource belongs to; that of a child is that of its parent."""
    of = None if made.is_deployment else value("scope")
    if of is None and parent is not None:
        return parent.scope
    if isinstance(of, Residual) or (isinstance(of, str) and of.startswith("/")):
        return "" if of == "/" else of
    around = made.target.scope_id
    return residual_text(around, "/providers/", of) if isinstance(of, str) else around
