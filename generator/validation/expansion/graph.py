"""What is wrong with the resources of a template among each other, once it is expanded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.validation.expansion.cycles import cycles
from generator.validation.expansion.duplicates import duplicates
from generator.validation.expansion.missing_dependencies import missing_waits
from generator.validation.expansion.unknown_dependencies import unknown_dependencies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic
    from generator.language.documents.source import Document
    from generator.language.expansion.expanded import ExpandedTemplate


def graph_findings(
    expansion: ExpandedTemplate, document: Document, *, given: bool
) -> Iterator[Diagnostic]:
    """Yield resources that stand twice, and dependencies that cannot be met.

    They are told of each deployment in the document, so not of linked templates. Without values
    that are `given`, names that hang on the defaults of parameters are doubtful.
    """
    for deployed in expansion.deployments:
        if deployed.deployment.source.document is document:
            yield from duplicates(deployed, given=given)
            yield from unknown_dependencies(deployed)
            yield from cycles(deployed)
            yield from missing_waits(deployed)
