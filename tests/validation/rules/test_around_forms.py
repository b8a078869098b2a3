"""What is told of a template is told of each form of it: symbolic, nested, by variables, by loops."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.diagnostics import Severity
from generator.language.documents.source import read_json
from generator.validation.document import examine
from tests.support import arm
from tests.support.surroundings import changed
from tests.validation.rules.test_around_the_set import ROWS

PARAMETERS = {
    "location": {"type": "string", "defaultValue": "[resourceGroup().location]"},
    "sshKey": {"type": "string"},
}
LISTS = {
    "securityRules", "subnets", "frontendIPConfigurations", "probes", "loadBalancingRules",
    "networkInterfaceConfigurations", "requestRoutingRules", "backendAddressPools",
    "accessPolicies", "httpListeners",
}  # fmt: skip
Resources = "dict[str, dict[str, Any]]"


def symbolic(made: Resources) -> dict[str, Any]:
    return arm.template(resources=made, languageVersion="2.0", parameters=PARAMETERS)


def nested(made: Resources) -> dict[str, Any]:
    given = {name: {"value": f"[parameters('{name}')]"} for name in PARAMETERS}
    properties = {
        "mode": "Incremental",
        "expressionEvaluationOptions": {"scope": "inner"},
        "parameters": given,
        "template": arm.template(*made.values(), parameters=PARAMETERS),
    }
    return _deployed(properties)


def nested_outer(made: Resources) -> dict[str, Any]:
    return _deployed({"mode": "Incremental", "template": arm.template(*made.values())})


def _deployed(properties: dict[str, Any]) -> dict[str, Any]:
    deployment = {
        "type": "Microsoft.Resources/deployments", "apiVersion": "2025-04-01", "name": "n",
        "properties": properties,
    }  # fmt: skip
    return arm.template(deployment, parameters=PARAMETERS)


def by_variables(made: Resources) -> dict[str, Any]:
    """Return a template whose texts and ids are variables."""
    variables: dict[str, str] = {}

    def written(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: written(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [written(item) for item in value]
        plain = isinstance(value, str) and value and not value.startswith("[")
        if key == "name" or not (plain or str(value).startswith("[resourceId(")):
            return value
        name = f"v{len(variables)}"
        variables[name] = value
        return f"[variables('{name}')]"

    resources = [body | {"properties": written(body["properties"])} for body in made.values()]
    return arm.template(*resources, parameters=PARAMETERS, variables=variables)


def by_loops(made: Resources) -> dict[str, Any]:
    """Return a template whose lists are made by property loops."""
    variables: dict[str, Any] = {}

    def written(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        kept, loops = {}, []
        for key, item in value.items():
            if key not in LISTS or not item:
                kept[key] = written(item)
                continue
            name = f"v{len(variables)}"
            variables[name] = item
            each = f"[variables('{name}')[copyIndex('{key}')]]"
            loops.append({"name": key, "count": f"[length(variables('{name}'))]", "input": each})
        return kept | ({"copy": loops} if loops else {})

    resources = [body | {"properties": written(body["properties"])} for body in made.values()]
    return arm.template(*resources, parameters=PARAMETERS, variables=variables)


def rules(template: dict[str, Any]) -> set[str]:
    found = examine(read_json(json.dumps(template), "azuredeploy.json"), {}).findings
    return {item.rule for item in found if item.severity >= Severity.WARNING}


FORMS = [symbolic, nested, nested_outer, by_variables, by_loops]


@pytest.mark.parametrize(("bad", "said", "good"), ROWS[::6])
@pytest.mark.parametrize("form", FORMS)
def test_each_form_of_a_template_is_told_the_same(form, bad, said, good):
    assert rules(form(changed(bad))) == {item.split()[1] for item in said}
    assert rules(form(changed(good))) == set()
