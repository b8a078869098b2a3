"""The resources that a template makes: one for each iteration of a loop, children after parents."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from generator.language.documents.casing import written
from generator.language.expansion.identity import below, id_of, target
from generator.language.expansion.json_evaluation import as_written, decision, evaluated, loop_count
from generator.language.expressions.frame import EvaluationError, Frame
from generator.language.expressions.tree import Call, Text
from generator.language.expressions.values import (
    FunctionError,
    Residual,
    Value,
    kind_of,
    residual_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.diagnostics import Path
    from generator.language.expansion.json_evaluation import Failed
    from generator.language.expressions.context import Context

_DEPLOYMENT = "microsoft.resources/deployments"
_IDENTITY = {"type", "name", "apiversion", "condition", "copy", "dependson", "existing", "comments"}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an instance comes from: the source, what it sees there, its loop and its index.

    `count` is that of a loop whose length is not known yet; the instance then stands for all.
    """

    raw: dict[str, Any]
    path: Path
    frame: Frame
    symbol: str = ""
    loop: str = ""
    index: int = 0
    count: Residual | None = None

    def member(self, name: str) -> tuple[Any, Path]:
        """Give what stands at a top-level name (None: nothing), and where."""
        key = written(self.raw, name)
        return self.raw.get(key), (*self.path, key)

    def value(self, name: str, failed: Failed) -> Value:
        """Give the value of what stands at a top-level name."""
        raw, path = self.member(name)
        return evaluated(raw, self.frame, path, failed)


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
        return self.type.lower() == _DEPLOYMENT

    def body(self, failed: Failed) -> dict[str, Value]:
        """Give its members with their expressions evaluated, but for those that identify it.

        What a nested deployment deploys is not among them.
        """
        result = {}
        for key, value in self.origin.raw.items():
            name = key.lower()
            if name in _IDENTITY or (name == "resources" and not self.is_deployment):
                continue
            if name == "properties" and self.is_deployment and isinstance(value, dict):
                own = {k: item for k, item in value.items() if k.lower() != "template"}
            else:
                own = value
            path = (*self.origin.path, key)
            result[key] = evaluated(own, self.origin.frame, path, failed)
        return result


def unreported(_: EvaluationError, raw: Any) -> Value:
    """Leave what cannot be evaluated as it is written, and say nothing."""
    return as_written(raw)


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the instances of a template in a context; what fails is told to `failed`.

    `empty_loops` are the names of the loops that make nothing.
    """

    context: Context
    failed: Failed
    empty_loops: set[str] = field(default_factory=set)

    def all(
        self, listing: Any, frame: Frame, path: Path, parent: Instance | None = None
    ) -> Iterator[Instance]:
        """Go through the instances of a list of resources, or of an object by symbolic name."""
        items: Any = ()
        if isinstance(listing, dict):
            items = listing.items()
        elif isinstance(listing, list):
            items = enumerate(listing)
        for step, raw in items:
            if isinstance(raw, dict):
                symbol = step if isinstance(step, str) else ""
                for origin in self._iterations(Origin(raw, (*path, step), frame, symbol)):
                    yield from self._with_children(origin, parent)

    def _iterations(self, origin: Origin) -> Iterator[Origin]:
        loop, path = origin.member("copy")
        if not isinstance(loop, dict):
            yield origin
            return
        key = written(loop, "name")
        name = str(loop.get(key))
        count: int | Residual = Residual(Call("copyIndex"))
        try:
            name = str(evaluated(loop.get(key), origin.frame, (*path, key)))
            count = loop_count(loop, origin.frame, path)
        except EvaluationError as error:
            self.failed(error, loop)
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

    def _with_children(self, origin: Origin, parent: Instance | None) -> Iterator[Instance]:
        origin.frame.scope.budget.spend(10)
        made = self._made(origin, parent)
        yield made
        if not made.is_deployment:
            children, path = origin.member("resources")
            yield from self.all(children, origin.frame, path, made)

    def _made(self, origin: Origin, parent: Instance | None) -> Instance:
        condition = self._condition(origin)
        # What is not deployed may well lack what its name needs.
        failed = self.failed if condition is not False else unreported

        def value(name: str) -> Value:
            return origin.value(name, failed)

        found = value("type")
        kind = found if isinstance(found, str) else str(found or "")
        short = name = value("name")
        if parent is not None:
            kind, name = below(parent.type, parent.name, kind, name)
        where = self.context
        if kind.lower() == _DEPLOYMENT:
            where = target(where, value("subscriptionId"), value("resourceGroup"), value("scope"))
            place = value("location")
            if where.level != "resourceGroup" and place is not None:
                where = replace(where, location=place)
        existing = value("existing") is True
        made = Instance(kind, name, None, value("apiVersion"), condition, existing, where, origin)
        scope = _scope_of(made, value, parent)
        return replace(made, scope=scope, short=short, id=self._id(made, failed, scope))

    def _condition(self, origin: Origin) -> Value:
        raw, path = origin.member("condition")
        if raw is None:
            return True
        try:
            found = decision(raw, origin.frame, path)
        except EvaluationError as error:
            return self.failed(error, raw)
        if isinstance(found, str) and found.lower() in {"true", "false"}:
            return found.lower() == "true"
        if isinstance(found, (bool, Residual)):
            return found
        message = f"a condition must be true or false (is {kind_of(found)})"
        wrong = EvaluationError(message).located(origin.frame.scope.document, path)
        return self.failed(wrong, raw)

    def _id(self, made: Instance, failed: Failed, scope: Value) -> Value:
        if not isinstance(made.name, (str, Residual)) or "/" not in made.type:
            return None
        try:
            return id_of(made.type, made.name, scope)
        except FunctionError as error:
            raw, path = made.origin.member("name")
            wrong = EvaluationError(str(error), rule="TPL024")
            failed(wrong.located(made.origin.frame.scope.document, path), raw)
            return None


def _scope_of(made: Instance, value: Callable[[str], Value], parent: Instance | None) -> Value:
    """Give the id of what a resource belongs to; that of a child is that of its parent."""
    of = None if made.is_deployment else value("scope")
    if of is None and parent is not None:
        return parent.scope
    if isinstance(of, Residual) or (isinstance(of, str) and of.startswith("/")):
        return "" if of == "/" else of
    around = made.target.scope_id
    return residual_text(around, "/providers/", of) if isinstance(of, str) else around
