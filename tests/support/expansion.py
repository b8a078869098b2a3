"""Small templates, expanded: what comes of them, and what is said about them."""

from __future__ import annotations

import json

from generator.language.documents.source import read_json
from generator.language.expansion.expand import expand
from generator.language.expressions.context import Context, level_of
from generator.language.parameters.inputs import Given

GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/example-rg"


def expanded(template: dict, given: dict | None = None, context: Context | None = None):
    document = read_json(json.dumps(template, indent=1), "t.json")
    context = context or Context(level=level_of(template.get("$schema")))
    values = {
        name.lower(): Given(name, value, document, (), reference=False)
        for name, value in (given or {}).items()
    }
    return expand(document, values, context)


def resources(template: dict, given: dict | None = None, context: Context | None = None) -> list:
    result = expanded(template, given, context)
    assert [item.message for item in result.findings] == []
    return result.as_json()["resources"]


def errors(template: dict, given: dict | None = None) -> list[str]:
    return [item.message for item in expanded(template, given).findings]


def output(text, **members):
    """Return what an output with this value comes to."""
    template = {"resources": [], **members, "outputs": {"o": {"value": text}}}
    result = expanded(template)
    assert [item.message for item in result.findings] == []
    return result.as_json()["outputs"]["o"]["value"]


def disk(**members) -> dict:
    return {"type": "Microsoft.Compute/disks", "apiVersion": "2023-04-02", "name": "d", **members}


def module(template: dict, name: str = "m", scope: str = "inner", **members) -> dict:
    parameters = members.pop("parameters", None)
    properties = {
        "mode": "Incremental",
        "expressionEvaluationOptions": {"scope": scope},
        "template": {"resources": [], **template},
    }
    if parameters is not None:
        properties["parameters"] = parameters
    return {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": name,
        "properties": properties,
        **members,
    }


def faults(template: dict, given: dict | None = None) -> list[tuple[str, str, str]]:
    """Return the rule, the place and the message of every finding."""
    found = expanded(template, given).findings
    return [(item.rule, item.pointer, item.message) for item in found]


def loop(name: str, value, count=2) -> dict:
    """Return a copy loop of values."""
    return {"name": name, "count": count, "input": value}
