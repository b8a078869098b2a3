"""The template that a deployment deploys: the one that stands in it, or the file beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.bicep.names import output_names, parameter_names
from generator.diagnostics import InvalidInput
from generator.files.reading import root_of
from generator.language.documents.casing import member_of
from generator.language.documents.source import read_document
from generator.language.template import is_expression

if TYPE_CHECKING:
    from generator.bicep.scope import FileScope


def link_of(properties: Any) -> str:
    """Return the path of a file that is deployed, as Bicep writes it; '' where there is none."""
    raw = member_of(member_of(properties, "templateLink"), "relativePath")
    if not isinstance(raw, str) or is_expression(raw):
        return ""
    return raw.replace("\\", "/").lstrip("/")


def read_beside(shown: str, link: str) -> Any:
    """Read a template by its path from the one that names it; None where it cannot be read."""
    try:
        return read_document(Path(shown).parent / link, root=root_of(shown)).value
    except (InvalidInput, OSError):
        return None


def parameters_of(template: Any) -> dict[str, str]:
    """Return the names of a deployed template's parameters, by their names in lower case."""
    declared = member_of(template, "parameters")
    return parameter_names(declared if isinstance(declared, dict) else ())


def spelled_in(template: Any) -> dict[str, str]:
    """Return the parameters of a template that stays JSON as it spells them, by lower case."""
    declared = member_of(template, "parameters")
    return {name.lower(): name for name in (declared if isinstance(declared, dict) else ())}


def outputs_of(scope: FileScope, raw: dict[str, Any]) -> dict[str, str]:
    """Return what the outputs of a deployment are called, by their names in lower case."""
    properties = member_of(raw, "properties")
    link = link_of(properties)
    template = scope.linked(link) if link else member_of(properties, "template")
    declared = member_of(template, "outputs")
    return output_names(declared if isinstance(declared, dict) else ())
