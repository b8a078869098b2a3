"""What the values of a template do not choose is held against the schemas too, as a doubt."""

from __future__ import annotations

import json

import pytest

from generator.validation.document import validate_text
from tests.support import arm

SET = "resourceId('Microsoft.Compute/availabilitySets', 'a')"


def found(properties: dict, **members) -> list[tuple[str, str, str]]:
    machine = {
        "type": "Microsoft.Compute/virtualMachines",
        "apiVersion": "2024-03-01",
        "name": "vm",
        "location": "[resourceGroup().location]",
        "properties": {"networkProfile": {"networkInterfaces": []}, **properties},
    }
    text = json.dumps(arm.template(machine, **members), indent=1)
    rules = {"TPL014", "TPL031", "TPL032"}
    return [
        (item.severity.name, item.pointer.removeprefix("/resources/0/properties/"), item.message)
        for item in validate_text(text, "t.json")
        if item.rule in rules
    ]


ZONES = {"zones": {"type": "int", "defaultValue": 1}}
OPEN = {"zones": {"type": "int"}}
NONE = "equals(parameters('zones'), 0)"


@pytest.mark.parametrize("parameters", [ZONES, OPEN])
@pytest.mark.parametrize("nothing", ["null()", "json('null')"])
def test_a_text_in_one_branch_for_an_object(parameters, nothing):
    value = f"[if({NONE}, {SET}, {nothing})]"
    ((severity, place, message),) = found({"availabilitySet": value}, parameters=parameters)
    assert (severity, place) == ("WARNING", "availabilitySet")
    assert "must be an object" in message
    fine = f"[if({NONE}, createObject('id', {SET}), {nothing})]"
    assert found({"availabilitySet": fine}, parameters=parameters) == []


@pytest.mark.parametrize("parameters", [ZONES, OPEN])
@pytest.mark.parametrize(
    "value",
    [
        f"[if({NONE}, variables('win'), json('null'))]",
        f"[if(not({NONE}), null(), variables('win'))]",
        f"[if(equals(parameters('zones'), 2), null(), if({NONE}, variables('win'), null()))]",
        "[variables('chosen')]",
    ],
)
def test_a_misspelled_property_in_a_branch_that_the_values_do_not_choose(parameters, value):
    variables = {
        "win": {"provisionVMAgnt": True},
        "chosen": f"[if({NONE}, variables('win'), null())]",
    }
    profile = {"osProfile": {"windowsConfiguration": value}}
    told = found(profile, parameters=parameters, variables=variables)
    assert [(severity, place) for severity, place, _ in told] == [
        ("WARNING", "osProfile/windowsConfiguration")
    ]
    assert "did you mean 'provisionVMAgent'?" in told[0][2]


def test_the_branch_that_is_chosen_is_told_once():
    variables = {"win": {"provisionVMAgnt": True}}
    value = f"[if({NONE}, null(), variables('win'))]"
    profile = {"osProfile": {"windowsConfiguration": value}}
    ((_, _, message),) = found(profile, parameters=ZONES, variables=variables)
    assert "(with the default of parameter 'zones')" in message


def test_what_a_branch_lacks_is_no_doubt_as_its_own_values_may_bring_it():
    parameters = {"set": {"type": "string", "defaultValue": ""}}
    value = "[if(empty(parameters('set')), null(), createObject('id', parameters('set')))]"
    assert found({"availabilitySet": value}, parameters=parameters) == []


def test_the_elements_that_a_loop_of_unknown_length_makes():
    def subnets(name: str) -> dict:
        loop = {
            "name": "subnets",
            "count": "[length(parameters('names'))]",
            "input": {"name": "[parameters('names')[copyIndex('subnets')]]", "properties": {name: "10.0.0.0/24"}},
        }  # fmt: skip
        network = {
            "type": "Microsoft.Network/virtualNetworks",
            "apiVersion": "2023-09-01",
            "name": "n",
            "location": "westeurope",
            "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": "[variables('subnets')]"},
        }  # fmt: skip
        parameters = {"names": {"type": "array"}}
        return arm.template(network, parameters=parameters, variables={"copy": [loop]})  # fmt: skip

    def said(name: str) -> list[str]:
        told = validate_text(json.dumps(subnets(name)), "t.json")
        return [f"{item.severity.name} {item.message}" for item in told if item.rule == "TPL014"]

    assert said("addressPrefix") == []
    (message,) = said("addressPrefixx")
    assert message.startswith("WARNING 'addressPrefixx' is no property of 'subnets[0].properties'")


def test_a_child_whose_type_has_two_segments_is_held_against_its_schema():
    child = {
        "type": "blobServices/containers",
        "apiVersion": "2023-05-01",
        "name": "default/logs",
        "dependsOn": ["stcase0001"],
        "properties": {"publicAcces": "None"},
    }
    account = {
        "type": "Microsoft.Storage/storageAccounts",
        "apiVersion": "2023-05-01",
        "name": "stcase0001",
        "location": "westeurope",
        "kind": "StorageV2",
        "sku": {"name": "Standard_LRS"},
        "resources": [child],
    }
    told = validate_text(json.dumps(arm.template(account)), "t.json")
    assert [item.pointer for item in told if item.rule == "TPL014"] == [
        "/resources/0/resources/0/properties/publicAcces"
    ]


def test_a_nested_parameter_of_another_type_is_told_once():
    def told(value: str) -> list[str]:
        inner = arm.template(parameters={"x": {"type": "int"}})
        deployment = {
            "type": "Microsoft.Resources/deployments",
            "apiVersion": "2025-04-01",
            "name": "n",
            "properties": {
                "mode": "Incremental",
                "expressionEvaluationOptions": {"scope": "inner"},
                "parameters": {"x": {"value": value}},
                "template": inner,
            },
        }
        template = arm.template(deployment, parameters={"t": {"type": "string"}})
        return [
            item.rule
            for item in validate_text(json.dumps(template), "t.json")
            if item.severity.name == "ERROR"
        ]

    assert told("[parameters('t')]") == ["TPL010"]
    assert told("[toLower(parameters('t'))]") == ["PAR005"]
