"""The values that `validate -p` gives: a template is checked as it is deployed with them.

A single template must have a parameter for each value, and a value for each parameter, as for a
deployment. Of several templates each takes the values that it has parameters for; a value that
none of them has a parameter for is a mistake, and what else they need may come from a template
that deploys them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.language.documents.casing import written
from generator.language.expansion.parameter_entries import parameters_of
from generator.language.parameters.arguments import mistake
from generator.language.parameters.inputs import sort_parameters
from generator.lazy import dataclass, replace
from generator.validation.parameters.file import is_placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.diagnostics import Diagnostic
    from generator.language.documents.source import Document
    from generator.language.parameters.inputs import Inputs


@dataclass(frozen=True, slots=True)
class Fit:
    """How a template goes with the values, which it does not hold, as they may be secrets.

    `unknown` are the findings on values that it has no parameter for, by name; `missing` are
    those on parameters without a value.
    """

    takes_some: bool
    unknown: dict[str, Diagnostic]
    missing: list[Diagnostic]


def values_for(document: Document, texts: Sequence[str]) -> Inputs:
    """Read the values of the command line for a template; may raise InvalidInput.

    What a pipeline fills in before it deploys is as good as unknown.
    """
    declared, definitions = _section(document, "parameters"), _section(document, "definitions")
    inputs = sort_parameters(texts, declared, definitions)
    for name, given in inputs.values.items():
        if is_placeholder(given.value):
            inputs.values[name] = replace(given, value=None, reference=True)
    return inputs


def fit_of(document: Document, inputs: Inputs) -> Fit:
    """Return how a template goes with the values that were read for it."""
    return Fit(bool(inputs.values), inputs.unknown, list(_missing(document, inputs)))


def fit_findings(fits: Sequence[Fit]) -> Iterator[Diagnostic]:
    """Yield the values and parameters that are left over, of one template or several.

    Raises InvalidInput where there is no template to take the values.
    """
    if not fits:
        raise mistake("no template that could take values is among the files")
    yield from _unknown(fits)
    for fit in fits:
        for finding in fit.missing:
            if len(fits) == 1:
                yield finding
            elif fit.takes_some:
                yield replace(finding, severity=Severity.INFO)


def _unknown(fits: Sequence[Fit]) -> Iterator[Diagnostic]:
    first, *others = fits
    for name, finding in first.unknown.items():
        if all(name in fit.unknown for fit in others):
            more = " (nor has any other here)" if others else ""
            yield replace(finding, message=f"{finding.message}{more}")


def _missing(document: Document, inputs: Inputs) -> Iterator[Diagnostic]:
    """Find parameters without a value; secure ones are often given only to the deployment."""
    entries = parameters_of(document.value, (), inputs.values, document).missing
    if entries:
        names = ", ".join(entry.name for entry in entries)
        severity = Severity.ERROR
        message = f"no value is given for {names}: a deployment without fails; use -p NAME=VALUE"
        if all(entry.secure for entry in entries):
            severity = Severity.INFO
            message = f"no value is given for {names}: what depends on it is not checked"
        path = (written(document.value, "parameters"),)
        yield document.diagnostic("PAR005", severity, message, path, key=True)


def _section(document: Document, name: str) -> dict[str, Any]:
    found = document.value.get(written(document.value, name))
    return found if isinstance(found, dict) else {}
