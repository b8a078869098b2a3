"""Secrets in all that a repository can hold, and what every command says and writes of them."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest

from tests.support.workspace import KEY

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/"


def mark(kind: str) -> str:
    """A secret that is found again in any form."""
    return f"Mark{kind}+/Zq9"


KINDS = [
    "Default", "Object", "Admin", "Command", "Script", "Glued", "Spoken", "Signature", "Account",
    "Storage", "Given", "Plain", "Nested", "Linked", "Packed", "Lines", "Number", "Vault", "Shell",
    "Cloud", "Spec",
]  # fmt: skip


def forms(secret: str) -> set[str]:
    """A text as it is, in lower case, in base64 and as it stands in a URL."""
    packed = base64.b64encode(secret.encode()).decode()
    return {secret, secret.lower(), packed, quote(secret, safe=""), secret.replace("/", "\\/")}


def shown(text: str) -> list[str]:
    """The kinds of secrets that can be read in a text."""
    lower = text.lower()
    found = [kind for kind in KINDS if any(form.lower() in lower for form in forms(mark(kind)))]
    return sorted({*found, *(kind for kind in KINDS if f"mark{kind}".lower() in lower)})


def template(version: str) -> dict:
    """A template with secrets at every place; of two versions everything differs."""
    script = base64.b64encode(f"#!/bin/sh\nx --password {mark('Packed')}\n".encode()).decode()
    nested = {
        "$schema": f"{SCHEMA}deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {"hidden": {"type": "secureString"}},
        "resources": [],
    }
    settings = {
        "commandToExecute": f"mysql -uroot -p{mark('Glued')} && x --password {mark('Spoken')} {version}",
        "storageAccountKey": mark("Storage"),
        "fileUris": [f"https://a.blob.core.windows.net/c/i.sh?sv=1&sig={mark('Signature')}"],
        "unknown": version,
    }
    protected = {
        "commandToExecute": f"{mark('Command')} {version}",
        "script": f"{mark('Script')}",
        "more": f"first\n{mark('Lines')}\nlast",
        "deep": [{"any": f"[concat('{mark('Vault')}', parameters('hidden'))]"}],
        "Number": 7,
    }
    handler = {"publisher": "Microsoft.Azure.Extensions", "type": "CustomScript"}
    extension = {
        **handler, "typeHandlerVersion": "2.1", "settings": settings,
        "protectedSettings": protected, "odd": version,
    }  # fmt: skip
    profile = {
        "osProfile": {
            "computerNamePrefix": "web", "adminUsername": "op", "adminPassword": mark("Admin"),
            "customData": script + version,
        },
        "extensionProfile": {"extensions": [{"name": "cs", "properties": extension}]},
        "badMember": version,
    }  # fmt: skip
    key = f"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={mark('Account')};x=y"
    return {
        "$schema": f"{SCHEMA}deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {
            "hidden": {"type": "securestring", "defaultValue": mark("Default")},
            "object": {"type": "secureObject", "defaultValue": {"a": mark("Object")}},
            "adminPassword": {"type": "string"},
            "given": {"type": "secureString"},
        },
        "variables": {"connectionString": key},
        "resources": [
            {
                "type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01",
                "name": "web", "location": "westeurope",
                "tags": {"db": key, "v": version, "p": "[parameters('adminPassword')]"},
                "sku": {"name": "Standard_D2s_v5", "capacity": 3},
                "properties": {"upgradePolicy": {"mode": "Manual"}, "virtualMachineProfile": profile},
            },
            {
                "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "in",
                "properties": {
                    "mode": "Incremental", "expressionEvaluationOptions": {"scope": "inner"},
                    "parameters": {"hidden": {"value": mark("Nested")}}, "template": nested,
                },
            },
            {
                "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "link",
                "properties": {
                    "mode": "Incremental", "templateLink": {"relativePath": "linked.json"},
                },
            },
        ],
    }  # fmt: skip


def linked() -> dict:
    """A template that the other leads to."""
    vm = {
        "type": "Microsoft.Compute/virtualMachines", "apiVersion": "2024-07-01", "name": "vm",
        "location": "westeurope",
        "properties": {"osProfile": {"adminPassword": mark("Linked"), "odd": 1}},
    }  # fmt: skip
    return {
        "$schema": f"{SCHEMA}deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": [vm],
    }


def given() -> dict:
    """A parameter file."""
    values = {
        "given": mark("Given"),
        "adminPassword": mark("Plain"),
        "object": {"a": mark("Object")},
    }
    return {
        "$schema": f"{SCHEMA}deploymentParameters.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {name: {"value": value} for name, value in values.items()},
    }


SPEC = f"""\
name: web
os: linux
size: Standard_D2s_v5
admin: {{user: azureops, sshKey: {KEY}, password: {mark("Spec")}}}
"""
GOOD = f"""\
name: web
os: linux
size: Standard_D2s_v5
admin: {{user: azureops, sshKey: {KEY}}}
deliver:
  - cloudInit: {{file: c.yaml}}
  - customScript: {{script: good.sh}}
  - extension:
      publisher: P
      type: T
      typeHandlerVersion: "1.0"
      protectedSettings: {{anything: "{mark("Command")}", commandToExecute: "x"}}
"""
BROKEN = GOOD.replace("good.sh", "broken.sh")
SHELL = f"#!/bin/bash\nmysql --password={mark('Shell')} $x\n"
NOT_SHELL = f'#!/bin/bash\nif echo "--password {mark("Shell")}" ( x {mark("Shell")}\n'
CLOUD = f"""\
#cloud-config
chpasswd: {{list: "root:{mark("Cloud")}"}}
users: [{{name: x, passwd: {mark("Cloud")}, oddKey: 1}}]
runcmd: ["mysql -p{mark("Cloud")}"]
"""
GALLERY = f"/subscriptions/{'1' * 8}-1111-1111-1111-{'1' * 12}/resourceGroups/g/providers/Microsoft.Compute/galleries/apps/images/web"  # fmt: skip


@pytest.fixture
def planted(tmp_path):
    """A folder with secrets in templates, parameter files, specs and what they name."""
    files: dict[str, str] = {
        "old.json": json.dumps(template("1"), indent=1),
        "new.json": json.dumps(template("2"), indent=1),
        "one.json": json.dumps(template("1")),
        "two.json": json.dumps(template("2")),
        "linked.json": json.dumps(linked()),
        "new.parameters.json": json.dumps(given(), indent=1),
        "one.parameters.json": json.dumps(given()).replace("object", "unknown"),
        "broken.parameters.json": json.dumps(given(), indent=1).replace('Zq9"', "Zq9"),
        "good/scaleset.yaml": GOOD,
        "broken/scaleset.yaml": BROKEN,
        "wrong/scaleset.yaml": SPEC,
    }
    for folder in ("good", "broken", "wrong"):
        files |= {f"{folder}/c.yaml": CLOUD, f"{folder}/good.sh": SHELL}
        files |= {f"{folder}/broken.sh": NOT_SHELL}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


FORMATS = ("text", "json", "sarif", "junit", "github", "markdown")
PARAMETERS = ("-p", "new.parameters.json", "--allow-missing")
COMMANDS = [
    *(["validate", "--full", "--notes", ".", "-o", form] for form in FORMATS),
    *(["validate", name] for name in ("one.json", "one.parameters.json", "broken.parameters.json")),
    *(["check", "--notes", ".", "-o", form] for form in FORMATS),
    *(["check", "--notes", name] for name in ("good", "broken", "wrong")),
    *(["plan", "old.json", "new.json", "-o", form] for form in ("text", "json", "markdown")),
    *(["plan", "one.json", "two.json", "-p", name] for name in ("new.parameters.json",)),
    ["plan", "new.json", "--scale-out", "2"],
    ["plan", "good", "new.json"],
    *(["expand", name, *PARAMETERS] for name in ("old.json", "one.json", "linked.json")),
    ["expand", "old.json", *PARAMETERS, "-o", "table"],
    ["expand", "old.json", "-p", "broken.parameters.json"],
    ["bicep", "new.json", "-p", "new.parameters.json"],
    ["bicep", "new.json", "-p", "new.parameters.json", "-o", "json", "--force"],
    ["validate", "--profile", "arm-ttk", "new.json", "one.parameters.json"],
    *(["render", name, *option]
      for name in ("good", "broken", "wrong")
      for option in ([], ["-o", "json"], ["-o", "github"], ["--explain-defaults"])),
    *(["image", name, "--gallery-image", GALLERY] for name in ("good", "broken")),
    ["settings", "good"],
    ["settings", "broken"],
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_says_a_secret(planted, scaleset, command):
    ran = scaleset(*command, cwd=planted)
    assert (shown(ran.out), shown(ran.err)) == ([], [])
    assert ran.out + ran.err
    assert "internal error" not in ran.err


@pytest.mark.parametrize("form", ["text", "json", "github"])
@pytest.mark.parametrize("files", ["*.json", "*.bicep", "*.bicepparam"])
def test_what_is_not_up_to_date_is_shown_without_secrets(planted, scaleset, form, files):
    assert scaleset("render", "good", cwd=planted).code == 0
    for path in (planted / "good").glob(files):
        old = path.read_text(encoding="utf-8")
        path.write_text(old.replace("Mark", "OldMark").replace("azureops", "op"), encoding="utf-8")
    ran = scaleset("render", "good", "--check", "-o", form, cwd=planted)
    assert ran.code == 1
    assert (shown(ran.out), shown(ran.err)) == ([], [])


def test_a_difference_still_shows_the_rest(planted, scaleset):
    assert scaleset("render", "good", cwd=planted).code == 0
    path = planted / "good" / "azuredeploy.json"
    path.write_text(path.read_text().replace("azureops", "op").replace("Mark", "Old"))
    lines = scaleset("render", "good", "--check", cwd=planted).out.splitlines()
    changed = [
        line.strip("+-, ") for line in lines if line[:1] in "+-" and line[:3] not in "+++---"
    ]
    assert '"anything": "***"' in changed
    assert changed.count('"defaultValue": "op"') == changed.count('"defaultValue": "azureops"') == 1


@pytest.mark.parametrize(
    ("command", "files"),
    [
        (["validate", ".", "--write-baseline", "b.json"], ["b.json"]),
        (["check", ".", "--write-baseline", "b.json"], ["b.json"]),
        (["validate", ".", "--also", "sarif=s.sarif", "--also", "markdown=s.md"], ["s.sarif", "s.md"]),
        (["bicep", "new.json", "-p", "new.parameters.json"], ["new.parameters.bicepparam"]),
        (["settings", "good", "-d", "out"], ["out/customScript.settings.json"]),
    ],
    ids=lambda item: " ".join(item[:2]),
)  # fmt: skip
def test_no_file_but_those_of_the_deployment_holds_a_secret(planted, scaleset, command, files):
    scaleset(*command, cwd=planted)
    assert {name: shown((planted / name).read_text(encoding="utf-8")) for name in files} == {
        name: [] for name in files
    }


def test_a_secret_that_bicep_holds_too_is_told(planted, scaleset):
    ran = scaleset("bicep", "new.json", cwd=planted)
    told = [line.partition(" warning ")[2] for line in ran.err.splitlines() if "default of" in line]
    assert told == [
        f"bicep-form the default of '{name}' is a secret, which the Bicep file holds now too: "
        "remove it from both"
        for name in ("hidden", "object")
    ]


def test_a_value_called_like_a_secret_is_not_copied(planted, scaleset):
    ran = scaleset("bicep", "new.json", "-p", "new.parameters.json", cwd=planted)
    text = (planted / "new.parameters.bicepparam").read_text(encoding="utf-8")
    assert "param adminPassword = readEnvironmentVariable('ADMIN_PASSWORD')" in text
    assert "the value of 'adminPassword' is a secret and is not written here" in ran.err


def test_expand_says_that_something_is_not_shown(planted, scaleset):
    ran = scaleset("expand", "old.json", *PARAMETERS, cwd=planted)
    assert "What is or may be a secret is shown as (secret).\n" in ran.err
    first = json.loads(ran.out)["resources"][0]
    extension = first["properties"]["virtualMachineProfile"]["extensionProfile"]["extensions"][0]
    assert extension["properties"]["protectedSettings"]["script"] == "(secret)"
    assert first["sku"] == {"name": "Standard_D2s_v5", "capacity": 3}
    assert first["tags"]["v"] == "1"


def test_of_a_broken_script_neither_line_nor_word_is_repeated(planted, scaleset):
    ran = scaleset("check", "broken", cwd=planted)
    told = [line for line in ran.out.splitlines() if "bash -n" in line]
    assert told[0].startswith("broken/broken.sh:2:1: error SPC")
    assert "syntax error near unexpected token" in told[0]
