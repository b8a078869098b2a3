"""Templates and parameter files for tests: what every one of them has, around what a test is about."""

from __future__ import annotations

import json

SCHEMAS = "https://schema.management.azure.com/schemas"
LEVELS = {
    "resourceGroup": f"{SCHEMAS}/2019-04-01/deploymentTemplate.json#",
    "subscription": f"{SCHEMAS}/2018-05-01/subscriptionDeploymentTemplate.json#",
    "managementGroup": f"{SCHEMAS}/2019-08-01/managementGroupDeploymentTemplate.json#",
    "tenant": f"{SCHEMAS}/2019-08-01/tenantDeploymentTemplate.json#",
}
"""The schema of a template by the level that it is deployed to."""
SCHEMA = LEVELS["resourceGroup"]
PARAMETERS_SCHEMA = f"{SCHEMAS}/2019-04-01/deploymentParameters.json#"
HEAD = {"$schema": SCHEMA, "contentVersion": "1.0.0.0"}
"""How a template of a resource group begins."""
HEAD_TEXT = json.dumps(HEAD)[1:-1]
"""The same as text, for templates whose lines matter."""


_ORDER = (
    *HEAD, "languageVersion", "definitions", "parameters", "functions", "variables", "resources",
    "outputs",
)  # fmt: skip


def template(*resources: dict, level: str = "resourceGroup", **sections: object) -> dict:
    """Return a template with these resources; `resources=` gives them where they have names."""
    made = {**HEAD, "$schema": LEVELS[level], "resources": list(resources), **sections}
    return {name: made[name] for name in sorted(made, key=_place)}


def _place(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def parameter_file(**values: object) -> dict:
    """Return a parameter file that gives these values."""
    given = {name: {"value": value} for name, value in values.items()}
    return {"$schema": PARAMETERS_SCHEMA, "contentVersion": "1.0.0.0", "parameters": given}


def text(document: dict) -> str:
    """Return a document as a file holds it, a member on a line."""
    return json.dumps(document, indent=1)
