"""The files that a rendering consists of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from generator.language.template import MISSING
from generator.lazy import dataclass

if TYPE_CHECKING:
    from generator.rendering.compose import Composition
    from generator.spec.references import Parameter

DEPLOYMENT, SWAP, IMAGE = "azuredeploy", "azuredeploy.swap", "image/imagetemplate"
"""Names of the files, without their ends."""
SCHEMA_COPY = "scaleset.schema.json"
"""The copy of the schema of specs that 'init --with-schema' writes beside one, for editors."""

_PARAMETERS_SCHEMA = (
    "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#"
)


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file of a rendering: its name below the output folder, and its text."""

    name: str
    text: str


def artifacts(composition: Composition, name: str = DEPLOYMENT) -> list[Artifact]:
    """Return the template and its parameter file."""
    return template_and_values(
        name, composition.template, parameter_values(list(composition.parameters.values()))
    )


def template_and_values(
    name: str, template: dict[str, Any], entries: dict[str, Any]
) -> list[Artifact]:
    """Return a template and a parameter file with these entries."""
    parameters = {
        "$schema": _PARAMETERS_SCHEMA,
        "contentVersion": "1.0.0.0",
        "parameters": entries,
    }
    return [
        Artifact(f"{name}.json", json_text(template)),
        Artifact(parameters_of(name), json_text(parameters)),
    ]


def parameters_of(template: str, environment: str = "") -> str:
    """Return the name of a parameter file, of an environment too; `template` has no end."""
    return ".".join(filter(None, (template, "parameters", environment, "json")))


def parameter_values(parameters: list[Parameter]) -> dict[str, Any]:
    """Return the entries of a parameter file: values, and references to Key Vault for secrets."""
    entries: dict[str, Any] = {}
    for parameter in parameters:
        if parameter.key_vault_id is not None:
            entries[parameter.name] = {"reference": _vault_reference(parameter)}
        elif parameter.value is not MISSING and not parameter.secure:
            entries[parameter.name] = {"value": parameter.value}
    return entries


def _vault_reference(parameter: Parameter) -> dict[str, Any]:
    reference: dict[str, Any] = {
        "keyVault": {"id": parameter.key_vault_id},
        "secretName": parameter.secret_name or parameter.name.replace("_", "-"),
    }
    if parameter.secret_version is not None:
        reference["secretVersion"] = parameter.secret_version
    return reference


def json_text(value: Any) -> str:
    """Write JSON as people keep it in a repository: two spaces, LF, a newline at the end."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
