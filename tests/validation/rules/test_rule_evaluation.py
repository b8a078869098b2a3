"""Rules see through expressions: functions, variables, defaults, nested templates, given values."""

from __future__ import annotations

import copy
import json

import pytest

from generator.language.documents.source import read_json
from generator.language.parameters.inputs import Given
from generator.validation.document import validate_document
from tests.support import arm
from tests.support.seeds import SEEDS
from tests.validation.rules.test_rule_recall import HOSTS, reported

pytestmark = pytest.mark.slow

GROUP = {
    "type": "Microsoft.Network/networkSecurityGroups",
    "apiVersion": "2024-05-01",
    "name": "nsg",
    "location": "[resourceGroup().location]",
}


def template(port, **sections):
    """Return a template with a rule for a port that everybody may reach."""
    rule = {
        "name": "rule",
        "properties": {
            "priority": 100,
            "direction": "Inbound",
            "access": "Allow",
            "protocol": "Tcp",
            "sourceAddressPrefix": "*",
            "sourcePortRange": "*",
            "destinationAddressPrefix": "*",
            "destinationPortRange": port,
        },
    }
    group = {**GROUP, "properties": {"securityRules": [rule]}}
    return arm.template(group, **sections)


def open_ports(value, **given):
    document = read_json(json.dumps(value), "a.json")
    values = {name: Given(name, item) for name, item in given.items()}
    found = validate_document(document, values)
    return [item.pointer for item in found if item.rule == "NET001"]


AT = "/resources/0/properties/securityRules/0/properties/destinationPortRange"


@pytest.mark.parametrize(
    "port",
    [
        "[string(22)]",
        "[concat('2', '2')]",
        "[variables('ports').ssh]",
        "[if(equals(parameters('os'), 'linux'), '22', '443')]",
        "[format('{0}-{1}', 20, add(parameters('low'), 5))]",
        "[first(split(variables('list'), ','))]",
    ],
)
def test_what_an_expression_comes_to_is_looked_at(port):
    sections = {
        "parameters": {
            "os": {"type": "string", "defaultValue": "linux"},
            "low": {"type": "int", "defaultValue": 20},
        },
        "variables": {"ports": {"ssh": "22"}, "list": "22,443"},
    }
    assert open_ports(template(port, **sections)) == [AT]


def test_what_only_a_deployment_knows_is_left_alone():
    given = {"parameters": {"port": {"type": "string"}}}
    assert open_ports(template("[concat(parameters('port'), '')]", **given)) == []
    assert open_ports(template("[reference('x', '2024-01-01').port]")) == []


def test_a_broken_expression_stops_no_rule():
    assert open_ports(template("[concat('2', nowhere())]")) == []
    assert open_ports(template("[substring('2', 5, 9)]")) == []


def test_nested_templates_have_their_own_names():
    inner = template("[concat(parameters('port'), '')]", parameters={"port": {"type": "string"}})
    properties = {
        "mode": "Incremental",
        "expressionEvaluationOptions": {"scope": "inner"},
        "parameters": {"port": {"value": "[variables('chosen')]"}},
        "template": inner,
    }
    nested = {"type": "Microsoft.Resources/deployments", "apiVersion": "2025-04-01", "name": "n"}
    whole = template("443", variables={"chosen": "3389"})
    whole["resources"].append({**nested, "properties": properties})
    assert open_ports(whole) == [f"/resources/1/properties/template{AT}"]
    whole["variables"]["chosen"] = "443"
    assert open_ports(whole) == []


def test_values_that_are_given_count():
    sections = {"parameters": {"port": {"type": "string"}}}
    value = template("[concat(parameters('port'), '')]", **sections)
    assert open_ports(value, port="22") == [AT]
    assert open_ports(value, port="443") == []


INDIRECT = ["BOOT002", "EXT008", "NET001", "UPG004", "VMS003", "VMS013", "VMS014", "VMS022"]


@pytest.mark.parametrize("rule", INDIRECT)
def test_a_fault_behind_a_function_is_found_in_real_templates(rule):
    results = {}
    for name, value, index in HOSTS:
        whole = copy.deepcopy(value)
        path = SEEDS[rule](whole, index)
        if path is not None:
            _hide(whole, path)
            results[name] = reported(json.dumps(whole, indent=1), rule, path)
    missed = {name: result for name, result in results.items() if result != "there"}
    assert results
    assert len(missed) <= 0.05 * len(results), missed


def _hide(whole, path):
    """Put the value at a path into a variable and two functions."""
    holder = whole
    for step in path[:-1]:
        holder = holder[step]
    value = holder[path[-1]]
    whole.setdefault("variables", {})["seedHidden"] = {"inside": value}
    call = "int" if isinstance(value, int) else "string"
    holder[path[-1]] = f"[{call}(variables('seedHidden').inside)]"


@pytest.mark.parametrize(
    ("end", "found"),
    [
        ("variables('set')", True),
        ("variables('set'), '-2'", False),
        ("'other'", False),
        ("variables('set'), '/virtualMachines/0'", False),
    ],
)
def test_an_id_with_a_name_only_known_in_part_leads_to_its_resource(end, found):
    scale_set = {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "apiVersion": "2024-11-01",
        "name": "[variables('set')]",
        "location": "[resourceGroup().location]",
        "sku": {"name": "Standard_D2s_v5", "capacity": 2},
        "properties": {"singlePlacementGroup": True, "virtualMachineProfile": {}},
    }
    target = f"[concat(resourceGroup().id, '/providers/{scale_set['type']}/', {end})]"
    bounds = {"minimum": "1", "maximum": "400", "default": "1"}
    autoscale = {
        "type": "Microsoft.Insights/autoscaleSettings",
        "apiVersion": "2022-10-01",
        "name": "load",
        "location": "[resourceGroup().location]",
        "properties": {
            "targetResourceUri": target,
            "profiles": [{"name": "load", "capacity": bounds, "rules": []}],
        },
    }
    value = arm.template(
        scale_set,
        autoscale,
        parameters={"prefix": {"type": "string"}},
        variables={"set": "[concat(parameters('prefix'), '-', uniqueString('a'))]"},
    )
    rules = [item.rule for item in validate_document(read_json(json.dumps(value), "a.json"))]
    assert ("SCL005" in rules) is found


@pytest.mark.parametrize(
    ("port", "found"),
    [
        ("[string(copyIndex('groups', 20))]", True),  # 20, 21, 22
        ("[string(copyIndex(21))]", True),
        ("[string(copyIndex('groups', 23))]", False),
        ("[variables('ports')[copyIndex()]]", True),
    ],
)
def test_each_turn_of_a_resource_loop_is_looked_at(port, found):
    value = template(port, variables={"ports": ["443", "80", "3389"]})
    value["resources"][0] |= {"name": "[concat('g', copyIndex())]"}
    value["resources"][0] |= {"copy": {"name": "groups", "count": "[length(variables('ports'))]"}}
    assert open_ports(value) == [AT] * found


@pytest.mark.parametrize(("first", "found"), [(22, True), (23, False)])
def test_each_turn_of_a_property_loop_is_looked_at(first, found):
    value = template("443")
    properties = value["resources"][0]["properties"]
    rule = properties.pop("securityRules")[0]
    rule["properties"]["destinationPortRange"] = f"[string(copyIndex('securityRules', {first}))]"
    properties["copy"] = [{"name": "securityRules", "count": 2, "input": rule}]
    at = "/resources/0/properties/copy/0/input/properties/destinationPortRange"
    assert open_ports(value) == [at] * found


def test_a_variable_made_by_a_loop_is_looked_at():
    loop = {"name": "ports", "count": 3, "input": "[string(copyIndex('ports', 20))]"}
    assert open_ports(template("[variables('ports')[2]]", variables={"copy": [loop]})) == [AT]


@pytest.mark.parametrize("scope", ["inner", "outer"])
def test_nested_templates_in_a_loop_are_looked_at_with_each_turn(scope):
    expression = "[string(copyIndex('n', 20))]"
    inner = template(expression if scope == "outer" else "[parameters('port')]")
    inner["parameters"] = {} if scope == "outer" else {"port": {"type": "string"}}
    properties = {
        "mode": "Incremental",
        "expressionEvaluationOptions": {"scope": scope},
        "parameters": {} if scope == "outer" else {"port": {"value": expression}},
        "template": inner,
    }
    nested = {"type": "Microsoft.Resources/deployments", "apiVersion": "2025-04-01"}
    nested |= {"name": "[concat('n', copyIndex())]", "properties": properties}
    whole = template("443")
    whole["resources"].append(nested | {"copy": {"name": "n", "count": 3}})
    assert open_ports(whole) == [f"/resources/1/properties/template{AT}"]
    whole["resources"][1]["copy"]["count"] = 2
    assert open_ports(whole) == []


def test_a_loop_of_unknown_length_or_without_turns_is_looked_at_as_written():
    value = template("22", parameters={"count": {"type": "int"}})
    value["resources"][0]["copy"] = {"name": "groups", "count": "[parameters('count')]"}
    assert open_ports(value) == [AT]
    assert open_ports(value, count=0) == [AT]


def test_a_value_that_is_given_counts_rather_than_the_default():
    value = template("[parameters('port')]", parameters={"port": {"type": "string"}})
    assert open_ports(value, port="22") == [AT]
    value["parameters"]["port"]["defaultValue"] = "22"
    assert open_ports(value, port="443") == []
