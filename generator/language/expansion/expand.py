"""Expansion: what Azure would deploy for a template, its parameters and a place to deploy to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from generator.azure.limits import limit
from generator.azure.resource_types import RESOURCE_GROUP
from generator.diagnostics import Diagnostic, Severity, json_pointer
from generator.kinds import EXPANSION_COST, FILE_MATCHES_TEMPLATE, LIMITS
from generator.language.expansion.dependencies import depends_on
from generator.language.expansion.deployment import Deployment, Source
from generator.language.expansion.expanded import Deployed, Expanded, ExpandedTemplate
from generator.language.expansion.instances import beside, unreported
from generator.language.expansion.json_evaluation import as_written
from generator.language.expansion.names import looped_variables, plain_variables
from generator.language.expansion.own_functions import own_functions
from generator.language.expansion.parameter_entries import Parameters, parameters_of
from generator.language.expansion.references import resolved
from generator.language.expansion.scope import Scope
from generator.language.expansion.secret_parameters import without_secrets
from generator.language.expressions.frame import (
    Budget,
    EvaluationError,
    Frame,
    TooExpensive,
)
from generator.language.expressions.places import VARIABLES
from generator.language.expressions.tree import Call
from generator.language.expressions.values import Residual, Value, to_expression
from generator.language.template import is_symbolic
from generator.lazy import dataclass, field, replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.diagnostics import Path
    from generator.language.documents.source import Document
    from generator.language.expansion.dependencies import Question
    from generator.language.expansion.instances import Instance
    from generator.language.expressions.context import Context
    from generator.language.parameters.inputs import Given

MOST_RESOURCES = limit("template-resources")
"""How many resources a template may have; source: limits of Azure Resource Manager."""

_A_FAULT = 10
"""What it costs to tell that something cannot be evaluated, in steps."""

_DEEPEST = 16
"""How many deployments may stand in each other; a linked template can name itself."""


def expand(document: Document, given: Mapping[str, Given], context: Context) -> ExpandedTemplate:
    """Expand a template; never raises for what stands in it, which is told in the findings.

    `given` are values of parameters by name in lower case. What they leave open, and whatever
    only a deployment knows, stays an expression.
    """
    result = ExpandedTemplate()
    expander = _Expander(result, Budget(reached=result.reached), document.path)
    if not isinstance(document.value, dict):
        return result
    try:
        source = Source(document, document.value)
        root, parameters = expander.deployment(source, context, given)
        result.missing = parameters.missing
        expander.add(root, 0)
        result.outputs = root.outputs()
    except TooExpensive:
        expander.stopped("expanding this takes too many steps")
    except RecursionError:
        expander.stopped("names and functions lead too deeply into each other here")
    result.findings = sorted(dict.fromkeys(result.findings), key=lambda item: item.sort_key)
    return result


@dataclass(slots=True)
class _Expander:
    """Walks through a deployment and those nested in it; `at` is where it is.

    `locations` are those of the resource groups that are deployed too, by id in lower case. `said`
    is what cannot be evaluated and was told: in a loop it comes again and again.
    """

    result: ExpandedTemplate
    budget: Budget
    home: str
    at: tuple[Document, Path] | None = None
    known: dict[int, Deployment | None] = field(default_factory=dict)
    locations: dict[str, Value] = field(default_factory=dict)
    said: set[tuple[int, Path, str]] = field(default_factory=set)

    def stopped(self, why: str) -> None:
        """Report that the expansion was given up."""
        self.result.whole = False
        if self.at is not None:
            self.report(
                EXPANSION_COST, Severity.ERROR, f"{why}; the expansion was stopped", *self.at
            )

    def report(
        self, rule: str, severity: Severity, message: str, document: Document, path: Path
    ) -> None:
        """Add a finding."""
        self.result.findings.append(document.diagnostic(rule, severity, message, path))

    def failed(self, error: EvaluationError, raw: Any) -> Value:
        """Report what cannot be evaluated, and leave it as it is written."""
        document, path = error.document, error.path
        said = (id(document), path, error.message)
        self.budget.spend(_A_FAULT)
        if document is not None and said not in self.said:
            self.said.add(said)
            position = document.position(path, within=_within(error, document))
            where = json_pointer(path)
            found = Diagnostic(
                error.rule, Severity.ERROR, error.message, document.path, position, where
            )
            self.result.findings.append(found)
            self.result.places[found] = path
        return as_written(raw)

    def deployment(
        self,
        source: Source,
        context: Context,
        given: Mapping[str, Given],
        names: Scope | None = None,
    ) -> tuple[Deployment, Parameters]:
        """Return the deployment of a template; `names` are what it means as the document has it."""
        self.at = (source.document, source.path)
        context = replace(context, template=source.template)
        parameters = parameters_of(source.template, source.path, given, source.document)
        self.result.findings += parameters.findings
        functions, place = source.section("functions")
        definitions, _ = source.section("definitions")
        variables, at = source.section("variables")
        before = Scope(
            source.document, context, parameters.entries, dict(plain_variables(variables, at)),
            dict(own_functions(functions, place)), budget=self.budget,
            definitions=definitions if isinstance(definitions, dict) else {},
            symbolic=is_symbolic(source.template),
        )  # fmt: skip
        frame = Frame(before, place=VARIABLES)
        looped = dict(looped_variables(variables, at, frame, self.failed))
        scope = replace(before, variables={**before.variables, **looped}) if looped else before
        made = Deployment(source, context, scope, names or scope, self.failed)
        scope.referenced = partial(resolved, around=made, nested=self.inside)
        return made, parameters

    def add(self, deployment: Deployment, depth: int, around: Value = True) -> None:
        """Add the resources of a deployment, and those of the deployments in it."""
        for error in deployment.own.failures():
            self.failed(error, None)
        self._count(deployment)
        own = Deployed(deployment, [])
        self.result.deployments.append(own)
        for made in deployment.instances():
            if made.type.lower() == RESOURCE_GROUP:
                self.locations[str(made.id).lower()] = made.origin.value("location", unreported)
        for made in deployment.instances():
            self.at = (made.origin.frame.scope.document, made.origin.path)
            if made.condition is not False and not made.existing:
                self._add(made, own, depth, around)
            elif made.condition is not False or made.origin.has_children:
                made.body(self.failed)  # Azure evaluates it, though nothing is deployed
        deployment.outputs()

    def _add(self, made: Instance, own: Deployed, depth: int, around: Value) -> None:
        """Add a resource, and those of the deployment that it is."""
        deployment = own.deployment
        asks: list[Question] = []
        deployment.asked = asks
        body = made.body(self.failed)
        deployment.asked = []  # what outputs ask for is nothing that a resource waits for
        waits = deployment.waits(made)
        inner = self.inside(made) if made.is_deployment else None
        if inner is not None:
            body = without_secrets(body, inner)
        condition = _both(around, made.condition)
        ids = depends_on(made, waits)
        found = Expanded(made, body, ids, condition, waits, asks, inner is not None)
        own.resources.append(found)
        self.result.resources.append(found)
        if inner is not None and depth >= _DEEPEST:
            self.stopped(f"deployments stand in each other more than {_DEEPEST} deep")
        elif inner is not None:
            self.add(inner, depth + 1, condition)

    def _count(self, deployment: Deployment) -> None:
        """Report more resources than a template may have, which its loops count towards."""
        count = sum(not made.existing for made in deployment.instances())
        if count > MOST_RESOURCES:
            _, path = deployment.source.section("resources")
            message = f"a template has at most {MOST_RESOURCES} resources (has {count} with loops)"
            self.report(LIMITS, Severity.ERROR, message, deployment.source.document, path)

    def inside(self, made: Instance) -> Deployment | None:
        """Return what a nested deployment deploys; None where its template is not here."""
        key = id(made)
        if key not in self.known:
            self.known[key] = None  # one that leads back to itself is not known yet
            self.known[key] = self._inside(made)
        return self.known[key]

    def _inside(self, made: Instance) -> Deployment | None:
        from generator.language.expansion.nested import Nested

        nested = Nested(made, self.failed, self.report)
        source = nested.source(self.home)
        if source is None:
            return None
        context = replace(made.target, deployment=made.name)
        if context.level == "resourceGroup":
            place = self.locations.get(str(context.group_id).lower(), context.location)
            context = replace(context, location=place)
        before = self.at
        given = nested.given(source)
        deployment, parameters = self.deployment(source, context, given, nested.names(source))
        self.at = before
        for message, path in nested.misfits(parameters, given):
            self.report(
                FILE_MATCHES_TEMPLATE,
                Severity.ERROR,
                message,
                made.origin.frame.scope.document,
                path,
            )
        return deployment


def _within(error: EvaluationError, document: Document) -> tuple[int, int] | None:
    """Return the offsets of what fails in the text that the document has at the place.

    That has one bracket more where a nested deployment evaluates what the one around it left.
    """
    value = document.value
    for step in error.path:
        value = beside(value, step)
    if error.within is None or not error.text or value == error.text:
        return error.within
    start, end = error.within
    return (start + 1, end + 1) if value == f"[{error.text}" else None


def _both(one: Value, other: Value) -> Value:
    """Return the condition that two conditions come to, neither of which is false."""
    if one is True or other is True:
        return other if one is True else one
    return Residual(Call("and", (to_expression(one), to_expression(other))))
