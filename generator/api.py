"""The public Python API: what other programs may build on.

    from generator import api

    made = api.to_bicep("azuredeploy.json")
    made.files["main.bicep"]

    result = api.expand("azuredeploy.json", {"adminUsername": "azureops"})
    [resource["name"] for resource in result.resources]

Everything else in this package may move from one version to the next. Nothing is loaded before
it is asked for, and nothing is read from the network.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from generator.lazy import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from generator.diagnostics import Diagnostic
    from generator.language.documents.document import Document

Level = Literal["resourceGroup", "subscription", "managementGroup", "tenant"]
"""Where a template is deployed to."""


@dataclass(frozen=True, slots=True)
class BicepFiles:
    """A template as Bicep.

    `files` are texts by their path relative to one folder, `main.bicep` among them; `remarks` say
    what has no form in Bicep, each with its place in the template.
    """

    files: dict[str, str]
    remarks: list[Diagnostic]


@dataclass(frozen=True, slots=True)
class Expansion:
    """What Azure would deploy.

    `resources` are those of the template and of the templates that it deploys, as JSON with `id`;
    `outputs` are {name: {"type": ..., "value": ...}}. What is not known before the deployment stays
    an expression.
    """

    resources: list[dict[str, Any]]
    outputs: dict[str, Any]
    _check: Callable[[], list[Diagnostic]] = field(repr=False, compare=False)

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """Report what is wrong, each with severity, rule, message and position.

        What the expansion does not come upon itself is looked for when this is asked for.
        """
        return self._check()


def to_bicep(path: str | Path) -> BicepFiles:
    """Return a template file as Bicep.

    Raises `generator.diagnostics.InvalidInput` where the file cannot be read as a template, and
    OSError where it cannot be opened.
    """
    from generator.bicep.layout import program_text
    from generator.bicep.remarks import remarks
    from generator.bicep.template import convert

    document = _document(path)
    made = convert(document)
    files = {"main.bicep": program_text(made.program)}
    files |= {name: program_text(program) for name, program in made.modules.items()}
    return BicepFiles(files, remarks(document, made.problems))


def expand(
    template: str | Path | dict[str, Any],
    values: Mapping[str, Any] | None = None,
    *,
    level: Level | None = None,
    deployment: str = "main",
) -> Expansion:
    """Return what a template comes to with these values of its parameters.

    `template` is a path, or the template as a dict. `values` are plain JSON values by the names of
    parameters, in any casing. `level` is read from the template's `$schema` unless it is given;
    `deployment` is the name that `deployment().name` gives.
    Raises `generator.diagnostics.InvalidInput` where the template cannot be read.
    """
    from generator.language.expansion import expand as expansion
    from generator.language.expressions.context import Context, level_of
    from generator.language.parameters.inputs import Given

    document = _document(template)
    given = {name.lower(): Given(name, value) for name, value in (values or {}).items()}
    schema = next((v for k, v in document.value.items() if k.lower() == "$schema"), None)
    place = Context(level=level or level_of(schema), deployment=deployment)
    result = expansion.expand(document, given, place)
    shown = result.as_json()

    def check() -> list[Diagnostic]:
        from generator.validation.language import errors_beside

        found = (*result.findings, *errors_beside(result, document))
        return sorted(found, key=lambda item: item.sort_key)

    return Expansion(shown["resources"], shown["outputs"], cache(check))


def _document(template: str | Path | dict[str, Any]) -> Document:
    from generator.diagnostics import InvalidInput, Severity
    from generator.language.documents.kind import TEMPLATE, kind_of
    from generator.language.documents.source import read_document, read_json

    if isinstance(template, dict):
        document = read_json(json.dumps(template), "main.json")
    else:
        document = read_document(Path(template))
    if kind_of(document.value) != TEMPLATE:
        message = "this is no deployment template"
        raise InvalidInput([document.diagnostic("file", Severity.ERROR, message)])
    return document
