"""What shows of the resources of a template only when it is expanded.

Parameters have the values that are given for them, or their defaults; what hangs on others is not
known and so no mistake.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.language.documents.casing import written
from generator.language.expansion.expand import expand
from generator.language.expansion.json_evaluation import as_json, loop_count
from generator.language.expressions.context import Context, level_of
from generator.language.expressions.evaluate import evaluate
from generator.language.expressions.frame import EvaluationError, Frame, TooExpensive
from generator.language.expressions.tree import ExpressionError
from generator.language.expressions.values import Residual
from generator.validation.expansion.graph import graph_findings
from generator.validation.resources.expanded import expanded_findings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.diagnostics import Diagnostic, Path
    from generator.language.documents.source import Document
    from generator.language.expansion.expanded import ExpandedTemplate
    from generator.language.expressions.values import Value
    from generator.language.parameters.inputs import Given
    from generator.validation.resources.expanded import Told

_MOST_TURNS = 24
"""How many iterations of a loop the rules look at; of a longer one the first ones and the last."""


def expansion_of(document: Document, given: Mapping[str, Given]) -> ExpandedTemplate:
    """Expand a template with the values given, for a deployment at the level of its schema."""
    schema = document.value.get(written(document.value, "$schema"))
    return expand(document, given, Context(level=level_of(schema)))


def expansion_findings(
    expansion: ExpandedTemplate, document: Document, told: Told, *, given: bool
) -> Iterator[Diagnostic]:
    """Yield what is wrong with the resources of a template once it is expanded.

    `told` is what was found in it is written; `given` tells that it has values.
    """
    # They stand in the document: a linked template has its own when it is validated itself.
    yield from graph_findings(expansion, document, given=given)
    yield from expanded_findings(expansion, document, told, given=given)


def evaluators_of(
    expansion: ExpandedTemplate, document: Document
) -> dict[Path, list[FindingEvaluator]]:
    """Return what evaluates the expressions of each template in a document, by its path there.

    A nested template in a loop has one for each turn.
    """
    found: dict[Path, list[FindingEvaluator]] = {}
    for item in expansion.deployments:
        source = item.deployment.source
        same = found.setdefault(source.path, []) if source.document is document else []
        if len(same) < _MOST_TURNS:
            same.append(FindingEvaluator(Frame(item.deployment.own)))
    return found


class FindingEvaluator:
    """Evaluates expressions in a frame.

    What only a deployment knows, or what fails, stays the expression that it is.
    """

    def __init__(self, frame: Frame) -> None:
        """Evaluate in a frame."""
        self._frame = frame
        self._known: dict[str, Any] = {}

    def __call__(self, text: str) -> Any:
        """Return the value of an expression, or the expression."""
        if text not in self._known:
            try:
                self._known[text] = as_json(self._value(text))
            except (EvaluationError, ExpressionError, TooExpensive, RecursionError):
                self._known[text] = text
        return self._known[text]

    def _value(self, text: str) -> Value:
        """Return what the expansion made of an expression, or evaluate it."""
        known = {} if self._frame.loops else self._frame.scope.known
        return known[text] if text in known else evaluate(text, self._frame)

    def turns(self, loop: dict[str, Any], *, of_values: bool) -> list[FindingEvaluator] | None:
        """Return what evaluates each turn of a copy loop; of a long one, not all of them."""
        name = str(self(str(loop.get(written(loop, "name")))))
        try:
            count = loop_count(loop, self._frame, ())
        except (EvaluationError, TooExpensive, RecursionError):
            return None
        if isinstance(count, Residual):
            return None
        indexes = [*range(min(count, _MOST_TURNS) - 1), count - 1] if count else []
        inside = self._frame.with_property_loop if of_values else self._frame.with_loop
        return [FindingEvaluator(inside(name, index)) for index in indexes]


def linked_paths(expansion: ExpandedTemplate, document: Document) -> tuple[str, ...]:
    """Return the paths of the templates that a template links to and that lie beside it."""
    paths = (item.deployment.source.document.path for item in expansion.deployments)
    return tuple(dict.fromkeys(path for path in paths if path != document.path))
