"""Secrets in plain text by the name of what they stand at: where, how bad, and what is none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.language.documents.source import read_json
from generator.validation.document import examine
from tests.support import arm
from tests.support.rule_blocks import broken_by, template_of
from tests.validation.rules.test_handlers import SET, a_set, ext

PLAIN = "is in plain text in the template; take it from a secureString parameter or a Key Vault"
PUBLIC = "is in plain text and can be read by anyone in"
SECRET = "hunter2Hunter2"


def found(block: Any) -> list[str]:
    said = broken_by(template_of(block)).items()
    return sorted(f"{how.name} {text}" for text, how in said if text.startswith("SEC040"))


def settings(**given: Any) -> Any:
    return a_set("linux", ext("Contoso/Agent", settings=given))


def site(**properties: Any) -> Any:
    return {"type": "Microsoft.Web/sites", "apiVersion": "2023-12-01", "name": "s"} | {
        "properties": properties
    }


@pytest.mark.parametrize(
    "name",
    [
        *("password", "Password", "dbPwd", "passphrase", "clientSecret", "authToken", "PATToken"),
        *("apiKey", "workspaceKey", "StorageAccountKey1", "validation_key", "SHARED_ACCESS_KEY"),
        *("registrationKey", "secretValue", "DB_PASSWORD"),
    ],
)
def test_a_secret_in_public_settings_of_any_extension_is_an_error(name: str) -> None:
    said = [
        f"ERROR SEC040 '{name}' {PUBLIC} 'settings'; move it to 'protectedSettings', from a "
        "secureString parameter"
    ]
    assert found(settings(**{name: SECRET})) == said
    assert found(settings(deep=[{"er": {name: SECRET}}])) == said


def test_a_handler_says_itself_what_is_secret_to_it():
    handler = "Microsoft.Azure.AzureDefenderForServers/MDE.Linux"
    block = a_set(
        "linux", ext(handler, settings={"defenderForEndpointOnboardingScript": "IyEvYmlu"})
    )
    (said,) = found(block)
    assert said.startswith(f"ERROR SEC040 'defenderForEndpointOnboardingScript' {PUBLIC}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("passwordAuthentication", "false"),
        ("disablePasswordAuthentication", True),
        ("password", False),
        ("secretName", "web-certificate"),
        ("keyVaultUri", "https://v.vault.azure.net"),
        ("publicKey", "ssh-rsa AAAAB3NzaC1yc2E"),
        ("sshKey", "ssh-rsa AAAAB3NzaC1yc2E"),
        ("key", "color"),
        ("tokenType", "Bearer"),
        ("storageKeyType", "SharedAccessKey"),
        ("instrumentationKey", "00000000-0000-0000-0000-000000000000"),
        ("password", "[parameters('joinPassword')]"),
        ("password", ""),
        ("password", "<your password>"),
        ("password", "changeme"),
        ("password", "REPLACE_ME"),
        ("password", "$(PASSWORD)"),
        ("password", "${DB_PASSWORD}"),
        ("password", "PrivateSettingsRef:AdminPassword"),
        ("password", "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/p)"),
        ("password", {"reference": {"keyVault": {"id": "/v"}, "secretName": "p"}}),
        ("connectionString", "Server=tcp:s;Authentication=Active Directory Default"),
        ("password", "password"),
    ],
)
def test_what_only_looks_like_a_secret_is_none(name: str, value: Any) -> None:
    assert found(settings(**{name: value})) == []
    assert found([site(**{name: value})]) == []


NESTED = {
    "type": "Microsoft.Resources/deployments",
    "apiVersion": "2024-03-01",
    "name": "n",
    "properties": {
        "mode": "Incremental",
        "template": {"resources": []},
        "parameters": {"adminPassword": {"value": SECRET}},
    },
}


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ({"variables": {"db": {"password": SECRET}}}, [f"WARNING SEC040 'password' {PLAIN}"]),
        (
            [site(siteConfig={"appSettings": [{"name": "DB_PASSWORD", "value": SECRET}]})],
            [f"WARNING SEC040 'DB_PASSWORD' {PLAIN}"],
        ),
        ([site(administratorLoginPassword=SECRET)],
         [f"WARNING SEC040 'administratorLoginPassword' {PLAIN}"]),
        ([NESTED], [f"WARNING SEC040 'adminPassword' {PLAIN}"]),
        (
            {"parameters": {"apiKey": {"type": "string", "defaultValue": SECRET}}},
            [f"WARNING SEC040 the default of parameter 'apiKey' {PLAIN}"],
        ),
        ({"parameters": {"apiKey": {"type": "secureString", "defaultValue": SECRET}}}, []),
        ({"parameters": {"apiKey": {"type": "string", "defaultValue": "GEN-KEY"}}}, []),
        (
            [site(environmentVariables=[{"name": "A", "secureValue": SECRET}])],
            [f"WARNING SEC040 'secureValue' {PLAIN}"],
        ),
        (
            [site() | {"tags": {"apiKey": SECRET}}],
            [f"ERROR SEC040 'apiKey' {PUBLIC} 'tags'; remove it"],
        ),
        (
            {"outputs": {"adminPassword": {"type": "string", "value": SECRET}}},
            [f"ERROR SEC040 'adminPassword' {PUBLIC} the outputs of the deployment; remove it"],
        ),
        (
            [{"type": "Microsoft.KeyVault/vaults/secrets", "apiVersion": "2023-07-01",
              "name": "v/s", "properties": {"value": SECRET}}],
            [f"WARNING SEC040 the value of a Key Vault secret {PLAIN}"],
        ),
        (
            a_set("linux", ext("Contoso/Agent", protectedSettings={"password": SECRET})),
            [f"WARNING SEC040 'password' {PLAIN}"],
        ),
        (
            [site(connectionString="Server=s;User Id=u;Password=hunter2Hunter2")],
            [f"WARNING SEC040 'connectionString' {PLAIN}"],
        ),
        (
            settings(commandToExecute="sh a.sh --password hunter2Hunter2"),
            ["WARNING SEC040 the command has a secret in it, which can be read by anyone in "
             "'settings'; move it to 'protectedSettings'"],
        ),
        (settings(commandToExecute="sh a.sh --password $PASSWORD --token-file /run/t"), []),
        (settings(commandToExecute="sh a.sh --token-url https://x --secret db-password"), []),
    ],
)  # fmt: skip
def test_a_secret_is_found_wherever_it_stands(block: Any, said: list[str]) -> None:
    assert found(block) == said


def test_a_variable_that_reaches_public_settings_is_an_error_there_and_told_once_where_it_is():
    block = settings(password="[variables('p')]")
    resources = template_of(block).value["resources"]
    said = found({"variables": {"p": SECRET}, "resources": resources})
    assert [item.split(" is in plain")[0] for item in said] == ["ERROR SEC040 'password'"]


def test_settings_that_a_variable_holds_are_read_and_those_of_a_parameter_are_not():
    kept = {"variables": {"s": {"password": SECRET}}}
    for expression, said in (("[variables('s')]", ["ERROR", "WARNING"]), ("[parameters('s')]", [])):
        block = a_set("linux", ext("Contoso/Agent", settings=expression))
        resources = template_of(block).value["resources"]
        declared = {"parameters": {"s": {"type": "object", "defaultValue": {"password": SECRET}}}}
        given = kept if said else declared
        assert [item.split()[0] for item in found({**given, "resources": resources})] == said


def by_default(value: str, kind: str = "string", **settings: Any) -> list[Any]:
    """Return a set whose settings name a parameter, and the parameter with its default."""
    parameters = {"given": {"type": kind, "defaultValue": value}}
    handler = ext("Contoso/Agent", settings=settings)
    body = {"type": SET, "apiVersion": "2024-07-01", "name": "web", "location": "l"}
    whole = arm.template(body | a_set("linux", handler), parameters=parameters)
    said = examine(read_json(json.dumps(whole), "azuredeploy.json"), {}).findings
    return sorted(
        f"{item.severity.name} {item.rule}" for item in said if item.rule in {"SEC040", "SEC007"}
    )


GIVEN = "[parameters('given')]"
SIGNED = "https://crew.example/a.sh?sv=2024-11-04&sig=abc%3D"


@pytest.mark.parametrize(
    ("value", "settings", "expected"),
    [
        (SECRET, {"Password": GIVEN}, ["WARNING SEC040"]),
        (SIGNED, {"fileUris": [GIVEN]}, ["WARNING SEC007"]),
        (SIGNED, {"fileUris": ["[concat(parameters('given'), '')]"]}, ["WARNING SEC007"]),
        ("", {"Password": GIVEN}, []),
        ("<password>", {"Password": GIVEN}, []),
        ("change-me", {"Password": GIVEN}, []),
        (SECRET, {"User": GIVEN}, []),
        ("https://crew.example/a.sh", {"fileUris": [GIVEN]}, []),
    ],
)
def test_a_secret_by_default_is_one_in_plain_text(
    value: str, settings: dict[str, Any], expected: list[str]
) -> None:
    assert by_default(value, **settings) == expected


def test_what_a_secure_parameter_has_is_said_once():
    assert by_default(SECRET, "securestring", Password=GIVEN) == ["ERROR SEC007"]
