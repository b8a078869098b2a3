"""What shows only when a template is expanded: values that an expression cannot have, and more.

Parameters have the values that are given for them, or their defaults; what hangs on others is not
known and so no mistake. What the checks of the text find (unknown names, functions, types of
arguments) they find better, so it is left to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.language.context import Context, level_of
from generator.language.evaluation import evaluate
from generator.language.expand import expand
from generator.language.expressions import ExpressionError
from generator.language.frame import EvaluationError, Frame, TooExpensive
from generator.language.json_evaluation import as_json
from generator.validation.graph import graph_findings
from generator.validation.problem import written
from generator.validation.resources.expanded import expanded_findings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from generator.diagnostics import Diagnostic, Path
    from generator.language.expand import Expansion
    from generator.language.parameter_inputs import Given
    from generator.language.scope import Scope
    from generator.language.source import Document
    from generator.validation.resources.expanded import Told

_RULES = {"TPL022", "TPL023", "TPL024", "TPL025", "TPL026", "PAR005"}
_LINKED = "TPL026"


def expansion_of(document: Document, given: Mapping[str, Given]) -> Expansion:
    """Expand a template with the values given, for a deployment at the level of its schema."""
    schema = document.value.get(written(document.value, "$schema"))
    return expand(document, given, Context(level=level_of(schema)))


def expansion_findings(
    expansion: Expansion,
    document: Document,
    given: Mapping[str, Given],
    told: Told,
) -> Iterator[Diagnostic]:
    """Go through what is wrong with a template once it is expanded with the values given.

    `told` is what was found in it as it is written.
    """
    sources = {item.document.path for item in given.values() if item.document is not None}
    for finding in expansion.findings:
        elsewhere = finding.rule == _LINKED and finding.severity is Severity.INFO
        if finding.rule in _RULES and finding.path in {document.path, *sources} and not elsewhere:
            yield finding
    # They stand in the document: a linked template has its own when it is validated itself.
    yield from graph_findings(expansion, document, given=bool(given))
    yield from expanded_findings(expansion, document, told, given=bool(given))


def evaluators_of(expansion: Expansion, document: Document) -> dict[Path, Callable[[str], Any]]:
    """Give what evaluates the expressions of each template in a document, by its path there.

    What only a deployment knows, or what fails, stays the expression that it is.
    """
    return {
        item.deployment.source.path: _evaluator(item.deployment.own)
        for item in expansion.deployments
        if item.deployment.source.document is document
    }


def _evaluator(scope: Scope) -> Callable[[str], Any]:
    known: dict[str, Any] = {}
    frame = Frame(scope)

    def evaluator(text: str) -> Any:
        if text not in known:
            try:
                known[text] = as_json(evaluate(text, frame))
            except (EvaluationError, ExpressionError, TooExpensive, RecursionError):
                known[text] = text
        return known[text]

    return evaluator


def linked_paths(expansion: Expansion, document: Document) -> tuple[str, ...]:
    """Give the paths of the templates that a template links to and that lie beside it."""
    paths = (item.deployment.source.document.path for item in expansion.deployments)
    return tuple(dict.fromkeys(path for path in paths if path != document.path))
