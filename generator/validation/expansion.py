"""What shows only when a template is expanded: values that an expression cannot have, and more.

Parameters have their defaults here; what hangs on others is not known and so no mistake. What the
checks of the text find (unknown names, functions, types of arguments) they find better, so it is
left to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.context import Context, level_of
from generator.language.expand import expand
from generator.validation.problem import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic
    from generator.language.source import Document

_RULES = {"TPL022", "TPL023", "TPL024", "TPL025", "PAR005"}


def expansion_findings(document: Document) -> Iterator[Diagnostic]:
    """Go through what is wrong with a template once it is expanded."""
    schema = document.value.get(written(document.value, "$schema"))
    for finding in expand(document, {}, Context(level=level_of(schema))).findings:
        if finding.rule in _RULES and finding.path == document.path:
            yield finding
