"""No secret reaches an output, whichever command speaks and wherever the secret stands."""

from __future__ import annotations

import json

import pytest

from generator.redaction import masked, without_keys
from generator.validation.document import validate_text
from tests.support import arm
from tests.support.workspace import MINIMAL

SECRET = "c2VjcmV0c2VjcmV0"
GIVEN_AWAY = [
    f"AccountKey={SECRET}",
    f"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={SECRET}==;EndpointSuffix=x",
    f"Endpoint=sb://a.b/;SharedAccessKeyName=n;SharedAccessKey={SECRET}=",
    f"https://acct.blob.core.windows.net/c/a.sh?sv=2024&sig={SECRET}%3D",
    f"https://acct.blob.core.windows.net/c/a.sh?SIG={SECRET}",
    f"Server=tcp:db;User ID=app;Password={SECRET};Encrypt=True",
    f"https://user:{SECRET}@git.example.com/app.git",
    f"[concat('https://acct/c/a.sh?sig={SECRET}')]",
]


def template(**properties):
    profile = {"storageProfile": {"osDisk": {"createOption": "FromImage"}}}
    return arm.template(
        {
            "type": "Microsoft.Compute/virtualMachineScaleSets",
            "apiVersion": "2025-04-01",
            "name": "web",
            "location": "[resourceGroup().location]",
            "sku": {"name": "Standard_D2s_v5", "capacity": 3},
            "properties": {
                "orchestrationMode": "Uniform",
                "upgradePolicy": {"mode": "Automatic"},
                "virtualMachineProfile": profile,
                **properties,
            },
        }
    )


def at_every_place(value):
    """The template with the value in the place of each of its texts, one at a time."""
    text = json.dumps(template(), indent=1)
    lines = text.split("\n")
    for number, line in enumerate(lines):
        name, colon, _ = line.partition('": ')
        if colon and line.rstrip(",").endswith('"'):
            end = "," * line.endswith(",")
            changed = f"{name}{colon}{json.dumps(value)}{end}"
            yield "\n".join([*lines[:number], changed, *lines[number + 1 :]])


@pytest.mark.parametrize("value", GIVEN_AWAY)
def test_no_message_of_validate_repeats_a_key(value):
    said = [item.message for text in at_every_place(value) for item in validate_text(text, "a")]
    assert "(secret)" in "".join(said)
    assert [message for message in said if SECRET in message] == []


@pytest.mark.parametrize("output", ["text", "json", "sarif", "junit", "github"])
def test_no_format_shows_what_the_message_hides(scaleset, tmp_path, output):
    body = template(orchestrationMode=GIVEN_AWAY[0], zoneBalance=GIVEN_AWAY[3])
    (tmp_path / "a.json").write_text(json.dumps(body, indent=1))
    ran = scaleset("validate", "a.json", "--output", output)
    assert "orchestrationMode" in ran.out
    assert SECRET not in ran.out + ran.err


@pytest.mark.parametrize("value", GIVEN_AWAY)
@pytest.mark.parametrize("key", ["size", "os", "location", "capacity", "upgrade", "orchestration"])
def test_render_repeats_no_key_of_a_spec(folder, key, value):
    kept = "".join(f"{line}\n" for line in MINIMAL.splitlines() if not line.startswith(f"{key}:"))
    found = folder.render(f"{kept}{key}: {json.dumps(value)}\n").findings
    assert [item.message for item in found if SECRET in item.message] == []


def test_a_value_in_quotes_keeps_its_closing_quote(folder):
    (said,) = folder.mistakes(MINIMAL.replace("os: linux", f"os: 'https://a/b?sig={SECRET}'"))
    assert "'https://a/b?sig=(secret)'" in said


@pytest.mark.parametrize("value", GIVEN_AWAY)
def test_plan_shows_no_key(value):
    assert SECRET not in json.dumps(masked({"fileUris": [value], "settings": {"x": value}}))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("./run.sh --password hunter2 -v", "./run.sh --password (secret) -v"),
        ("DB_PASSWORD='hunter2' ./run.sh", "DB_PASSWORD=(secret) ./run.sh"),
        ("echo 'root:hunter2' | sudo chpasswd", "echo 'root:(secret)' | sudo chpasswd"),
        ("echo root:$PW | chpasswd", "echo root:$PW | chpasswd"),
        ("[concat('run -token hunter2 ', parameters('p'))]",
         "[concat('run -token (secret) ', parameters('p'))]"),
        ("[concat('run --password ', parameters('p'))]",
         "[concat('run --password ', parameters('p'))]"),
        ("[listKeys('a', '2024').keys[0].value]", "[listKeys('a', '2024').keys[0].value]"),
    ],
)  # fmt: skip
def test_a_command_line_is_shown_without_what_follows_the_word(value, shown):
    assert masked(value, "commandToExecute") == shown


@pytest.mark.parametrize(
    "text",
    ["a=b", "https://a/b?sv=1&sig=", "user@host", "https://host:8080/a@b", "AccountKeyName=x"],
)
def test_what_is_no_key_stays(text):
    assert without_keys(text) == text


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        ("adminPassword", True), ("storageAccountKey", True), ("apiKey", True),
        ("instrumentationKey", True), ("sasToken", True), ("secretUri", False),
        ("publicKey", False), ("sshKey", False), ("keyData", False), ("path", False),
        ("tokensUrl", False),
    ],
)  # fmt: skip
def test_a_name_tells_a_secret(name, hidden):
    assert (masked("plain", name) == "(secret)") is hidden
