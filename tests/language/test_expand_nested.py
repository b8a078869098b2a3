"""Nested deployments as the deployment engine reads them: scopes, templates by expression, place.

What is expected was asked of the engine that Azure deploys with.
"""

from __future__ import annotations

import json

import pytest

from tests.support import arm
from tests.support.expansion import GROUP, disk, expanded, faults, loop, module, resources

TOP = {"p": {"type": "string", "defaultValue": "top"}}
OWN = {"p": {"type": "string", "defaultValue": "own"}}
LEVELS = {
    "a": "[parameters('p')]",
    "b": "[[parameters('p')]",
    "c": "[[[parameters('p')]",
}


def tags_of(template: dict) -> dict:
    (found,) = (item for item in resources(template) if item["name"] == "d")
    return found["tags"]


def with_scope(template: dict, scope: str | None, **members) -> dict:
    made = module(template, **members)
    options = {} if scope is None else {"expressionEvaluationOptions": {"scope": scope}}
    del made["properties"]["expressionEvaluationOptions"]
    made["properties"].update(options)
    return made


@pytest.mark.parametrize(
    ("scope", "tags"),
    [
        ("inner", {"a": "own", "b": "[[parameters('p')]", "c": "[[[parameters('p')]"}),
        ("outer", {"a": "top", "b": "own", "c": "[[parameters('p')]"}),
        (None, {"a": "top", "b": "own", "c": "[[parameters('p')]"}),
        ("NotSpecified", {"a": "top", "b": "own", "c": "[[parameters('p')]"}),
    ],
)
def test_each_scope_takes_one_bracket_more_for_its_own_names(scope, tags):
    inner = {"parameters": OWN, "resources": [disk(tags=LEVELS)]}
    assert tags_of({"parameters": TOP, "resources": [with_scope(inner, scope)]}) == tags


@pytest.mark.parametrize(
    ("outer", "inner", "tags"),
    [
        ("outer", "inner", {"a": "top", "b": "deep", "c": "[[parameters('p')]"}),
        ("outer", "outer", {"a": "top", "b": "mid", "c": "deep"}),
        ("inner", "outer", {"a": "mid", "b": "deep", "c": "[[parameters('p')]"}),
    ],
)
def test_scopes_within_scopes(outer, inner, tags):
    deep = {
        "parameters": {"p": {"type": "string", "defaultValue": "deep"}},
        "resources": [disk(tags=LEVELS)],
    }
    mid = {
        "parameters": {"p": {"type": "string", "defaultValue": "mid"}},
        "resources": [module(deep, "m", inner)],
    }
    assert tags_of({"parameters": TOP, "resources": [module(mid, "n", outer)]}) == tags


def test_all_of_a_template_of_outer_scope_is_evaluated_by_the_one_around_it():
    inner = {
        "parameters": {"p": {"type": "string", "defaultValue": "[parameters('p')]"}},
        "variables": {"v": "[[div(1, 0)]", "w": "[div(2, 0)]"},
        "resources": [
            disk(tags={"t": "[[parameters('p')]"}),
            disk(name="off", condition=False, tags={"t": "[div(3, 0)]"}),
        ],
        "outputs": {"o": {"type": "int", "condition": False, "value": "[div(4, 0)]"}},
    }
    result = expanded({"parameters": TOP, "resources": [module(inner, scope="outer")]})
    start = "/resources/0/properties/template"
    assert {item.pointer.removeprefix(start) for item in result.findings} == {
        "/variables/v",
        "/variables/w",
        "/resources/1/tags/t",
        "/outputs/o/value",
    }
    assert result.as_json()["resources"][1]["tags"] == {"t": "top"}


def test_the_place_of_a_fault_counts_the_bracket_that_keeps_an_expression_for_later():
    inner = {"resources": [disk(tags={"t": "[[concat(1, int('x'))]"})]}
    template = {"resources": [module(inner, scope="outer")]}
    (found,) = expanded(template).findings
    line = next(line for line in _lines(template) if "int('x')" in line)
    assert line[found.position.column - 1 : found.position.end_column - 1] == "int('x')"


def _lines(template: dict) -> list[str]:
    return json.dumps(template, indent=1).split("\n")


def test_a_resource_loop_of_outer_scope_has_its_index_only_in_double_brackets():
    def inner(name):
        return {"resources": [disk(name=name, copy={"name": "l", "count": 2})]}

    late = {"resources": [module(inner("[[concat('x', copyIndex())]"), scope="outer")]}
    assert [item["name"] for item in resources(late)] == ["m", "x0", "x1"]
    early = {"resources": [module(inner("[concat('x', copyIndex())]"), scope="outer")]}
    assert "no copy loop around it" in faults(early)[0][2]
    around = module(
        inner("[[concat('x', copyIndex())]"),
        "[concat('m', copyIndex())]",
        "outer",
        copy={"name": "l", "count": 2},
    )
    assert len(resources({"resources": [around]})) == 6


def test_a_property_loop_of_outer_scope_is_unrolled_around_it():
    inner = {"resources": [disk(properties={"copy": [loop("q", "[copyIndex('q')]")]})]}
    _, found = resources({"resources": [module(inner, scope="outer")]})
    assert found["properties"] == {"q": [0, 1]}


def test_functions_of_the_place_mean_the_deployment_that_evaluates_them():
    tags = {
        "a": "[resourceGroup().name]",
        "b": "[[resourceGroup().name]",
        "c": "[deployment().name]",
        "d": "[[deployment().name]",
    }
    inner = {"resources": [disk(tags=tags)]}
    template = {"resources": [module(inner, scope="outer", resourceGroup="other")]}
    assert tags_of(template) == {"a": "example-rg", "b": "other", "c": "azuredeploy", "d": "m"}


@pytest.mark.parametrize("scope", ["outer", None])
@pytest.mark.parametrize(
    ("given", "tags"),
    [(None, {"a": "top", "b": "own"}), ({"p": {"value": "given"}}, {"a": "top", "b": "given"})],
)
def test_a_template_may_be_given_by_an_expression(scope, given, tags):
    held = arm.template(
        disk(tags={"a": "[parameters('p')]", "b": "[[parameters('p')]"}), parameters=OWN
    )
    template = {"parameters": TOP, "variables": {"t": held}}
    made = with_scope({}, scope, parameters=given)
    made["properties"]["template"] = "[variables('t')]"
    assert tags_of({**template, "resources": [made]}) == tags
    part = with_scope({"parameters": OWN, "resources": "[variables('t').resources]"}, scope, parameters=given)  # fmt: skip
    assert tags_of({**template, "resources": [part]}) == tags


def test_a_template_that_an_expression_gives_has_all_that_one_needs():
    made = module({}, scope="outer")
    made["properties"]["template"] = "[createObject('resources', createArray())]"
    (found,) = faults({"resources": [made]})
    assert "the nested template has no '$schema'" in str(found)


def test_a_template_that_a_parameter_or_all_properties_give():
    held = arm.template(disk(tags={"t": "[concat('a', 'b')]"}))
    made = module({})
    made["properties"] = {"mode": "Incremental", "template": "[parameters('t')]"}
    declared = {"t": {"type": "object"}}
    given = {"t": held}
    found = resources({"parameters": declared, "resources": [made]}, given)
    assert found[1]["tags"] == {"t": "ab"}
    made["properties"] = "[createObject('mode', 'Incremental', 'template', parameters('t'))]"
    deployment, disk_made = resources({"parameters": declared, "resources": [made]}, given)
    assert deployment["properties"] == {"mode": "Incremental"}
    assert disk_made["tags"] == {"t": "ab"}


def test_a_template_by_expression_that_azure_does_not_take():
    made = module({}, scope="inner")
    made["properties"]["template"] = "[variables('t')]"
    template = {"variables": {"t": {"resources": []}}, "resources": [made]}
    ((rule, place, _),) = faults(template)
    assert (rule, place) == ("TPL002", "/resources/0/properties/template")
    made["properties"]["expressionEvaluationOptions"] = {"scope": "outer"}
    ((rule, place, said),) = faults({**template, "variables": {"t": "text"}})
    assert (rule, place) == ("TPL002", "/resources/0/properties/template")
    assert "must be an object (string)" in said


def test_language_version_2_knows_inner_scope_only():
    inner = {"parameters": OWN, "resources": [disk(tags={"t": "[parameters('p')]"})]}
    template = {"languageVersion": "2.0", "parameters": TOP}
    _, found = resources({**template, "resources": {"m": with_scope(inner, None)}})
    assert found["tags"] == {"t": "own"}
    ((rule, place, _),) = faults({**template, "resources": {"m": with_scope({}, "outer")}})
    assert (rule, place) == ("TPL002", "/resources/m/properties/expressionEvaluationOptions/scope")


def test_a_scope_that_there_is_not():
    ((rule, place, said),) = faults({"resources": [with_scope({}, "middle")]})
    assert (rule, place) == ("TPL002", "/resources/0/properties/expressionEvaluationOptions/scope")
    assert "'middle'" in said


@pytest.mark.parametrize("copies", [[loop("value", "[createObject('n', parameters('nics')[copyIndex('value')])]", "[length(parameters('nics'))]")]])  # fmt: skip
def test_a_parameter_that_a_loop_gives_is_not_lost_for_a_secret_beside_it(copies):
    inner = {
        "parameters": {"ip": {"type": "array"}},
        "resources": [
            disk(
                name="[concat('d', copyIndex())]",
                copy={"name": "l", "count": "[length(parameters('ip'))]"},
                tags={"t": "[parameters('ip')[copyIndex()].n]"},
            )
        ],
    }
    template = {
        "parameters": {"nics": {"type": "array"}, "s": {"type": "securestring", "defaultValue": ""}},
        "resources": [module(inner, parameters={"ip": {"copy": copies}})],
    }  # fmt: skip
    assert faults(template) == []
    found = resources(template, {"nics": ["a", "b"]})
    assert [item["tags"]["t"] for item in found[1:]] == ["a", "b"]


def test_a_parameter_that_is_no_object_is_not_known():
    inner = {
        "parameters": {"p": {"type": "string"}},
        "resources": [disk(tags={"t": "[parameters('p')]"})],
    }
    assert tags_of({"resources": [module(inner, parameters={"p": "x"})]}) == {
        "t": "[parameters('p')]"
    }


@pytest.mark.parametrize(
    ("members", "schema", "place"),
    [
        ({"location": "eastus"}, None, "location"),
        ({"location": ""}, None, "location"),
        ({"resourceGroup": "g", "location": "eastus"}, arm.LEVELS["subscription"], "location"),
        ({}, arm.LEVELS["subscription"], "location"),
        ({"subscriptionId": "11111111-1111-1111-1111-111111111111"}, None, "location"),
        ({"subscriptionId": "abc", "resourceGroup": "g"}, None, "subscriptionId"),
        ({"resourceGroup": "g"}, arm.LEVELS["managementGroup"], "resourceGroup"),
    ],
)
def test_where_a_nested_deployment_cannot_go(members, schema, place):
    head = {} if schema is None else {"$schema": schema}
    ((rule, where, _),) = faults({**head, "resources": [module({}, **members)]})
    assert rule == "TPL022"
    assert where == f"/resources/0/{place}"


@pytest.mark.parametrize(
    ("members", "schema"),
    [
        ({"location": None}, None),
        ({"location": "[null()]"}, None),
        ({"location": "[parameters('where')]"}, None),
        ({"resourceGroup": "", "subscriptionId": "[string('')]"}, None),
        ({"location": "[parameters('where')]"}, arm.LEVELS["subscription"]),
        ({"resourceGroup": "g"}, arm.LEVELS["subscription"]),
        (
            {"resourceGroup": "g", "subscriptionId": "11111111-1111-1111-1111-111111111111"},
            arm.LEVELS["managementGroup"],
        ),
        ({"condition": False, "location": "eastus"}, None),
    ],
)
def test_where_a_nested_deployment_can_go(members, schema):
    head = {} if schema is None else {"$schema": schema}
    template = {"parameters": {"where": {"type": "string"}}, "resources": [module({}, **members)]}
    assert faults({**head, **template}) == []


def test_an_empty_group_is_the_one_around():
    inner = {"resources": [disk()]}
    template = {"resources": [module(inner, resourceGroup="", subscriptionId="")]}
    assert resources(template)[1]["id"] == f"{GROUP}/providers/Microsoft.Compute/disks/d"
