"""Works out expressions of a template, where Bicep wants a literal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.language.documents.casing import written
from generator.language.expansion.expand import expand
from generator.language.expansion.json_evaluation import as_json
from generator.language.expressions.context import Context, level_of
from generator.language.expressions.evaluate import evaluate
from generator.language.expressions.frame import EvaluationError, Frame, TooExpensive
from generator.language.expressions.tree import ExpressionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.diagnostics import Path
    from generator.language.documents.document import Document


def evaluator(document: Document, base: Path) -> Callable[[str], Any]:
    """Return what works out expressions of the template at a path; what it cannot, stays."""
    schema = document.value.get(written(document.value, "$schema"))
    expansion = expand(document, {}, Context(level=level_of(schema)))
    found = (item.deployment for item in expansion.deployments)
    own = next((each.own for each in found if each.source.path == base), None)
    if own is None:
        return lambda text: text
    frame = Frame(own)

    def work_out(text: str) -> Any:
        try:
            return as_json(evaluate(text, frame))
        except (EvaluationError, ExpressionError, TooExpensive, RecursionError):
            return text

    return work_out
