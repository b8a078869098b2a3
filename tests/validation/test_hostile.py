"""Templates that lead on and on are checked all the same."""

import json

import pytest

from generator.validation.document import validate_text
from tests.support.budget import cpu_budget

_LENGTH, _SYNTAX = "TPL011", "TPL018"


def findings(value, **parts):
    template = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": [],
        **parts,
        "outputs": {"x": {"type": "string", "value": value}},
    }
    with cpu_budget(6):
        found = validate_text(json.dumps(template), "t.json")
    return [(item.rule, item.message) for item in found]


@pytest.mark.parametrize("link", ["[variables('{}')]", "[toLower(variables('{}'))]"])
def test_a_chain_of_variables_is_followed_to_the_secret_at_its_end(link):
    variables = {"v0": "[parameters('p')]"}
    for index in range(1, 1_000):
        variables[f"v{index}"] = link.format(f"v{index - 1}")
    parameters = {"p": {"type": "securestring"}}
    found = findings("[variables('v999')]", variables=variables, parameters=parameters)
    assert [item for item in found if item[0].startswith("SEC")] == [
        (
            "SEC005",
            "the secure parameter 'p' is recorded in the deployment history by output 'x'; "
            "remove it, or fetch the secret where it is used",
        )
    ]


@pytest.mark.parametrize("count", [10_000, 100_000])
@pytest.mark.parametrize(
    ("opened", "closed", "message"),
    [
        ("concat(", ")", "nested deeper than 1000 levels; move a part into a variable"),
        ("variables('x')[", "]", "nested deeper than 1000 levels; move a part into a variable"),
        ("(", ")", "an expression is missing before this ("),
        ("(", "", "an expression is missing before this ("),
    ],
)
def test_an_expression_of_any_depth_is_one_finding(opened, closed, message, count):
    text = f"[{opened * count}'a'{closed * count}]"
    length = (_LENGTH, f"an expression has at most 24,576 characters (has {len(text):,})")
    found = findings(text, variables={"x": [1]})
    assert [item for item in found if item[0] in {_SYNTAX, _LENGTH}] == [
        *([length] if len(text) > 24_576 else []),
        (_SYNTAX, f"malformed expression: {message}"),
    ]


def test_a_thousand_security_rules_are_compared_with_each_other():
    rules = [
        {
            "name": f"r{index}",
            "properties": {
                "priority": 100 + index,
                "direction": "Inbound",
                "access": "Deny" if index % 2 else "Allow",
                "protocol": "Tcp",
                "sourceAddressPrefix": "Internet",
                "sourcePortRange": "*",
                "destinationAddressPrefix": "*",
                "destinationPortRange": f"{index}",
            },
        }
        for index in range(1_000)
    ]
    group = {
        "type": "Microsoft.Network/networkSecurityGroups",
        "apiVersion": "2024-05-01",
        "name": "nsg",
        "location": "[resourceGroup().location]",
        "properties": {"securityRules": rules},
    }
    found = findings("x", resources=[group])
    assert [item for item in found if item[0] == "NET013"] == []
