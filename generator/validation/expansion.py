"""What shows only when a template is expanded: values that an expression cannot have, and more.

Parameters have the values that are given for them, or their defaults; what hangs on others is not
known and so no mistake. What the checks of the text find (unknown names, functions, types of
arguments) they find better, so it is left to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.context import Context, level_of
from generator.language.expand import expand
from generator.validation.graph import graph_findings
from generator.validation.problem import written
from generator.validation.resources.expanded import expanded_findings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from generator.diagnostics import Diagnostic
    from generator.language.parameter_inputs import Given
    from generator.language.source import Document

_RULES = {"TPL022", "TPL023", "TPL024", "TPL025", "PAR005"}


def expansion_findings(
    document: Document, given: Mapping[str, Given], told: AbstractSet[tuple[str, str]]
) -> Iterator[Diagnostic]:
    """Go through what is wrong with a template once it is expanded with the values given.

    `told` is what was found in it as it is written: rules and JSON pointers.
    """
    schema = document.value.get(written(document.value, "$schema"))
    expansion = expand(document, given, Context(level=level_of(schema)))
    places = {item.document.path for item in given.values() if item.document is not None}
    places.add(document.path)
    for finding in expansion.findings:
        if finding.rule in _RULES and finding.path in places:
            yield finding
    # They stand in the document: a linked template has its own when it is validated itself.
    yield from graph_findings(expansion, document, given=bool(given))
    yield from expanded_findings(expansion, document, told, given=bool(given))
