"""`scaleset expand`: print what Azure would deploy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.commands.reporting import count, say_findings, say_json
from generator.commands.specs import TEMPLATES, named_file, no_template
from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.language.documents.casing import written
from generator.language.documents.kind import TEMPLATE, kind_of
from generator.language.documents.source import Document, read_document
from generator.language.expansion.expand import expand
from generator.language.expressions.context import Context, level_of
from generator.language.parameters.inputs import read_parameters
from generator.lazy import dataclass
from generator.redaction import is_secret_name, without_secret_values, without_texts
from generator.validation.language import errors_beside
from generator.wording.printable import printable
from generator.wording.saying import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from generator.language.expansion.expanded import ExpandedTemplate


_SHORTEST = 4
"""A shorter value would be found in anything."""


@dataclass(frozen=True, slots=True)
class ExpandRequest:
    """What is asked for, besides the template; `place` holds what is known of the Context."""

    parameters: Sequence[str]
    place: dict[str, str]
    allow_missing: bool = False
    quiet: bool = False
    output: str = "json"


def run(template: Path, request: ExpandRequest) -> int:
    """Expand a template onto standard output; give the exit code."""
    report: list[Diagnostic] = []
    template = named_file(template, TEMPLATES)
    document = _template(template, report)
    declared, definitions = _section(document, "parameters"), _section(document, "definitions")
    inputs = read_parameters(request.parameters, declared, definitions)
    schema = document.value.get(written(document.value, "$schema"))
    place = {"deployment": template.stem, **request.place}
    result = expand(document, inputs.values, Context(level=level_of(schema), **place))
    wrong = [*result.findings, *errors_beside(result, document)]
    findings = [*report, *inputs.report, *wrong, *_missing(document, result, request)]
    say_findings(sorted(findings, key=lambda item: item.sort_key))
    if not result.whole:
        return 1
    whole = result.as_json()
    shown = without_texts(without_secret_values(whole), _secret_texts(inputs.values))
    if shown != whole and not request.quiet:
        say("What is or may be a secret is shown as (secret).", error=True)
    if request.output == "json":
        say_json(shown)
    else:
        say(table(shown["resources"]))
    if not request.quiet:
        say(_summary(result, request.place), error=True)
    return 1 if any(item.severity is Severity.ERROR for item in findings) else 0


def _secret_texts(values: dict[str, Any]) -> list[str]:
    """Return the values of the parameters that are called like a secret, be they secure or not."""
    given = ((name, value) for name, value in values.items() if is_secret_name(name))
    texts = (getattr(value, "value", value) for _, value in given)
    return [text for text in texts if isinstance(text, str) and len(text) >= _SHORTEST]


def _template(path: Path, report: list[Diagnostic]) -> Document:
    document = read_document(path, report=report)
    if kind_of(document.value) != TEMPLATE:
        message = no_template(path, document.value)
        raise InvalidInput([document.diagnostic("file", Severity.ERROR, message)])
    return document


def _section(document: Document, name: str) -> dict[str, Any]:
    found = document.value.get(written(document.value, name))
    return found if isinstance(found, dict) else {}


def _missing(
    document: Document, result: ExpandedTemplate, request: ExpandRequest
) -> list[Diagnostic]:
    """Describe which parameters have no value; raises InvalidInput where that is not allowed.

    It always is for secure ones, whose values do not show anyway.
    """
    if not result.missing:
        return []
    names = ", ".join(entry.name for entry in result.missing)
    path = ("parameters",)
    if request.allow_missing or all(entry.secure for entry in result.missing):
        message = f"no value is given for {names}: what depends on it stays an expression"
        return [document.diagnostic("PAR005", Severity.INFO, message, path)]
    message = (
        f"values are missing for {names}: give a parameter file or NAME=VALUE with -p, "
        "or leave them open with --allow-missing"
    )
    found = document.diagnostic("PAR005", Severity.ERROR, message, path)
    raise InvalidInput([*result.findings, found])


def _summary(result: ExpandedTemplate, place: dict[str, str]) -> str:
    said = f"Expanded to {count(len(result.resources), 'resource')}"
    if not place:
        said += "; resource group, location and subscription are stand-ins (see --help)"
    return f"{said}."


_COLUMNS = ("Type", "Name", "ApiVersion", "Location", "Condition")


def table(resources: Sequence[dict[str, Any]]) -> str:
    """Return a line for each resource, in columns, with a heading."""
    if not resources:
        return "No resources."
    rows = [_COLUMNS, tuple("-" * len(name) for name in _COLUMNS)]
    rows += [_row(item) for item in resources]
    used = [index for index in range(len(_COLUMNS)) if any(row[index] for row in rows[2:])]
    widths = [max(len(row[index]) for row in rows) for index in used]
    lines = (
        "  ".join(row[index].ljust(width) for index, width in zip(used, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def _row(resource: dict[str, Any]) -> tuple[str, ...]:
    folded = {key.lower(): value for key, value in resource.items()}
    return tuple(printable(str(folded.get(name.lower(), ""))) for name in _COLUMNS)
