"""What the rules on resources call an error in a template that was expanded.

A plan judges the new state by them: what a spec refuses and `validate` finds, it tells as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.language.template import Template
from generator.validation.expansion.findings import evaluators_of
from generator.validation.rule import rules_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic
    from generator.language.expansion.expanded import ExpandedTemplate

_SUBJECTS = ("AGW", "BOOT", "EXT", "KVT", "NET", "SCL", "STO", "UPG", "VMS")
"""What Azure or an instance judges; the others are about the text of a template, or secrets."""


def refusals_of(expansion: ExpandedTemplate) -> list[Diagnostic]:
    """Return the errors of a template by which its deployment fails or does harm.

    Of one whose expressions lead too deeply into each other nothing is known.
    """
    try:
        return list(_refusals_of(expansion))
    except RecursionError:
        return []


def _refusals_of(expansion: ExpandedTemplate) -> Iterator[Diagnostic]:
    document = expansion.deployments[0].deployment.source.document
    evaluators = evaluators_of(expansion, document)
    template = Template(document.value, (), evaluators.get((), (None,))[0], evaluators)
    rules = [item for item in rules_for(document.text) if item.rule.id.startswith(_SUBJECTS)]
    for part in (template, *template.nested()):
        for loaded in rules:
            rule = loaded.rule
            for finding in loaded.check(part):
                found = finding.diagnostic(
                    document, kind=rule.id, severity=rule.severity, url=rule.url
                )
                if found.severity is Severity.ERROR:
                    yield found
