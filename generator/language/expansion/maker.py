"""The resources that a template makes: one for each iteration of a loop, children after parents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.resource_types import DEPLOYMENT
from generator.kinds import NAME_SEGMENTS, TEMPLATE_SCHEMA
from generator.language.documents.casing import written
from generator.language.expansion.identity import below, id_of, name_fault, target
from generator.language.expansion.instances import Instance, Origin, beside, unreported
from generator.language.expansion.json_evaluation import (
    decision,
    evaluated,
    loop_count,
    loop_name,
)
from generator.language.expressions.builtins.resource_ids import is_guid
from generator.language.expressions.frame import EvaluationError, Frame
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
from generator.lazy import dataclass, field, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.diagnostics import Path
    from generator.language.expansion.json_evaluation import Failed
    from generator.language.expansion.scope import Scope
    from generator.language.expressions.context import Context


_MODES = {"parallel", "serial"}
_A_RESOURCE = 60
"""What it costs to make a resource besides evaluating what stands in it, in steps."""


@dataclass(slots=True)
class Maker:
    """Makes the instances of a template in a context; what fails is told to `failed`.

    `names` are those that the template means as the document has it. `empty_loops` are the names
    of the loops that make nothing. Of a template with symbolic names, `loops` are the names of its
    loops in lower case, and `symbols` what its resources are called, each iteration on its own.
    """

    context: Context
    failed: Failed
    names: Scope
    empty_loops: set[str] = field(default_factory=set)
    loops: set[str] = field(default_factory=set)
    symbols: set[str] = field(default_factory=set)

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
                    self._check_symbol(iteration)
                    yield from self._with_children(iteration, parent)

    def _iterations(self, origin: Origin) -> Iterator[Origin]:
        loop, path = origin.member("copy")
        if not isinstance(loop, dict):
            yield origin
            return
        raw = loop.get(written(loop, "name"))  # a number that stands there becomes a text
        loop = {**loop, written(loop, "name"): str(raw)} if isinstance(raw, (int, float)) else loop
        name = loop_name(loop, origin.frame, path, self.failed)
        self._check_loop(name, origin, (*path, written(loop, "name")))
        count = loop_count(loop, origin.frame, path, self.failed)
        if count != 0:
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

    def _check_loop(self, name: str, origin: Origin, path: Path) -> None:
        """Report a second loop of one name, which Azure refuses beside symbolic names."""
        if not origin.frame.scope.symbolic:
            return
        if name.lower() in self.loops:
            message = f"another copy loop of this template is named '{name}': rename one of them"
            wrong = EvaluationError(message)
            self.failed(wrong.located(origin.frame.scope.document, path), None)
        self.loops.add(name.lower())

    def _check_symbol(self, origin: Origin) -> None:
        """Report a symbolic name that an iteration of a loop, such as a[0], has as well."""
        index = origin.frame.loops.get("")  # a child is called like its parent
        if not origin.symbol or isinstance(index, Residual):
            return
        symbol = origin.symbol if index is None else f"{origin.symbol}[{index}]"
        if symbol in self.symbols:
            message = f"another resource of this template is named '{symbol}': rename one of them"
            wrong = EvaluationError(message)
            self.failed(wrong.located(origin.frame.scope.document, origin.path), None)
        self.symbols.add(symbol)

    def _check_mode(self, loop: dict[str, Any], origin: Origin, path: Path) -> None:
        """Report an unknown mode, and a batch size that does not go with the mode."""
        said = {}
        for name in ("mode", "batchSize"):
            key = written(loop, name)
            if loop.get(key) is not None:
                place = (*path, key)
                said[name] = evaluated(loop[key], origin.frame.before(), place, self.failed)
        name, message = _mode_fault(said)
        if message:
            wrong = EvaluationError(message, rule=TEMPLATE_SCHEMA)
            place = (*path, written(loop, name))
            self.failed(wrong.located(origin.frame.scope.document, place), None)

    def _with_children(self, origin: Origin, parent: Instance | None) -> Iterator[Instance]:
        origin.frame.scope.budget.spend(_A_RESOURCE)
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
        elif parent is None and "" in kind.split("/") and "/" in kind.strip("/"):
            empty = f"there is an empty part in type '{kind}'"
            self.failed(origin.wrong("type", empty, NAME_SEGMENTS), None)
        if parent is not None:
            kind, name = below(parent.type, parent.name, kind, name)
        self._texts(origin, failed, kind.lower() == DEPLOYMENT)
        where = self.context
        if kind.lower() == DEPLOYMENT:
            where = self._target(origin, failed)
        existing = value("existing") is True
        made = Instance(
            kind, name, None, value("apiVersion"), condition, existing, where, origin, short=short
        )
        made.scope = _scope_of(made, value, parent)
        made.id = _id(made, made.scope)
        return made

    @staticmethod
    def _texts(origin: Origin, failed: Failed, deploys: bool) -> None:
        """Report expressions that give no text where Azure wants one."""
        version = ("apiVersion",) if deploys else ()
        for name in ("scope", "subscriptionId", "resourceGroup", *version):
            found = origin.value(name, failed) if is_expression(origin.member(name)[0]) else None
            if found is not None and not isinstance(found, (str, Residual)):
                message = f"'{name}' must be a string (is {kind_of(found)})"
                failed(origin.wrong(name, message), None)

    def _target(self, origin: Origin, failed: Failed) -> Context:
        """Return where a nested deployment deploys to; tell what Azure does not take of that.

        Where it does not deploy, Azure makes its id all the same.
        """
        subscription = origin.text("subscriptionId", failed)
        if isinstance(subscription, str) and subscription and not is_guid(subscription):
            message = f"'subscriptionId' must be the id of a subscription (is '{subscription}')"
            self.failed(origin.wrong("subscriptionId", message), None)
        group, scope = origin.text("resourceGroup", failed), origin.value("scope", failed)
        if isinstance(group, str) and "/" in group:
            message = f"'resourceGroup' must be the name of a resource group (is '{group}')"
            self.failed(origin.wrong("resourceGroup", message), None)
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


def _mode_fault(said: dict[str, Value]) -> tuple[str, str]:
    """Return which member of a loop is wrong, and why: its mode or its batch size."""
    mode, size = said.get("mode", "parallel"), said.get("batchSize", 0)
    message = ""
    if not isinstance(mode, Residual) and str(mode).lower() not in _MODES:
        found = "null" if mode is None else f"'{mode}'"
        return "mode", f"the mode of a copy loop is parallel or serial (is {found})"
    if isinstance(size, Residual):
        pass
    elif kind_of(size) != "int":
        message = f"'batchSize' must be an integer (is {kind_of(size)})"
    elif size < 0:
        message = f"'batchSize' must be 0 or more (is {size})"
    if not message and "batchSize" in said and str(mode).lower() == "parallel":
        message = "'batchSize' goes with mode 'serial' only"
    return "batchSize", message


def _id(made: Instance, scope: Value) -> Value:
    if not isinstance(made.name, (str, Residual)) or "/" not in made.type:
        return None
    try:
        return id_of(made.type, made.name, scope)
    except FunctionError:
        return None


def _scope_of(made: Instance, value: Callable[[str], Value], parent: Instance | None) -> Value:
    """Return the id of what a resource belongs to; that of a child is that of its parent.

    An empty text counts as none.
    """
    of = None if made.is_deployment else value("scope")
    if of in (None, "") and parent is not None:
        return parent.scope
    if isinstance(of, Residual) or (isinstance(of, str) and of.startswith("/")):
        return "" if of == "/" else of
    around = made.target.scope_id
    return residual_text(around, "/providers/", of) if isinstance(of, str) and of else around
