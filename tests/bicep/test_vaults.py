"""The Key Vault that a parameter of a nested deployment takes a secret from, as an existing resource."""

from __future__ import annotations

import json

import pytest

from generator.bicep.layout import program_text
from generator.bicep.template import convert
from generator.language.documents.source import read_json
from tests.support import arm

SUBSCRIPTION = "11111111-1111-1111-1111-111111111111"
BELOW = "providers/Microsoft.KeyVault/vaults/v"


def printed(vault: str, **members: object) -> list[str]:
    """Return the statements of a template whose nested deployment takes a secret of a vault."""
    nested = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": "inner",
        "properties": {
            "mode": "Incremental",
            "expressionEvaluationOptions": {"scope": "inner"},
            "parameters": {"p": {"reference": {"keyVault": {"id": vault}, "secretName": "s"}}},
            "template": arm.template(parameters={"p": {"type": "securestring"}}),
        },
        **members,
    }
    template = arm.template(nested, parameters={"vaultId": {"type": "string"}})
    made = convert(read_json(json.dumps(template), "a.json"))
    assert made.problems == []
    return program_text(made.program).rstrip("\n").split("\n\n")[1:]


@pytest.mark.parametrize(
    ("vault", "symbol", "members"),
    [
        ("[resourceId('Microsoft.KeyVault/vaults', 'v')]", "v", ["  name: 'v'"]),
        (
            "[resourceId('other', 'Microsoft.KeyVault/vaults', 'v')]",
            "v",
            ["  scope: resourceGroup('other')", "  name: 'v'"],
        ),
        (
            f"/subscriptions/{SUBSCRIPTION}/resourceGroups/g/{BELOW}",
            "v",
            [f"  scope: resourceGroup('{SUBSCRIPTION}', 'g')", "  name: 'v'"],
        ),
        (
            "[parameters('vaultId')]",
            "vault",
            [
                "  scope: resourceGroup(split(vaultId, '/')[2], split(vaultId, '/')[4])",
                "  name: last(split(vaultId, '/'))",
            ],
        ),
    ],
)
def test_a_vault_is_declared_where_it_is(vault, symbol, members):
    declared, module = printed(vault)
    head = f"resource {symbol} 'Microsoft.KeyVault/vaults@2023-07-01' existing = {{"
    assert declared.splitlines() == [head, *members, "}"]
    assert module.splitlines() == [
        "module inner 'modules/inner.bicep' = {",
        "  name: 'inner'",
        "  params: {",
        f"    p: {symbol}.getSecret('s')",
        "  }",
        "}",
    ]


def test_in_a_loop_each_module_has_its_own_vault():
    vault = "[resourceId('Microsoft.KeyVault/vaults', concat('v', copyIndex()))]"
    loop = {"name": "l", "count": 2}
    declared, module = printed(vault, name="[concat('i', copyIndex())]", copy=loop)
    assert declared.splitlines() == [
        "resource v 'Microsoft.KeyVault/vaults@2023-07-01' existing = [",
        "  for j in range(0, 2): {",
        "    name: 'v${j}'",
        "  }",
        "]",
    ]
    assert "p: v[j].getSecret('s')" in module
