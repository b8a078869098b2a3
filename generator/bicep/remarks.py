"""What is said of a template of which a part has no form in Bicep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.bicep.scope import Problem
    from generator.language.documents.document import Document

RULE = "bicep-form"
"""The rule of all remarks."""


def remarks(document: Document, problems: Iterable[Problem]) -> list[Diagnostic]:
    """Return a warning for each problem, at its place in the template."""
    return [
        document.diagnostic(RULE, Severity.WARNING, item.message, item.path) for item in problems
    ]
