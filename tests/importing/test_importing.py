"""`scaleset import`: what renders from the spec is what the template had."""

from __future__ import annotations

import base64
import copy
import json

import pytest

from generator.importing.ids import with_resource_id
from tests.support import arm
from tests.support.neighborhood import resource
from tests.support.workspace import OUTPUT, ROOT

STARTERS = ROOT / "templates" / "starters"
SECRET = "Hunter2-never-written"


def imported(scaleset, tmp_path, template, *arguments):
    """Import a template; return what ran, and the files by name."""
    (tmp_path / "t.json").write_text(json.dumps(template))
    ran = scaleset("import", str(tmp_path / "t.json"), "-d", str(tmp_path / "made"), *arguments)
    made = tmp_path / "made"
    files = {path.name: path.read_text() for path in made.iterdir()} if made.is_dir() else {}
    return ran, files


def no_change(scaleset, tmp_path, *arguments):
    """Whether a plan from the template to the spec has nothing to do."""
    made = str(tmp_path / "made")
    ran = scaleset("plan", str(tmp_path / "t.json"), made, "--exit-code", *arguments)
    return ran.code == 0 and "No change" in ran.out


@pytest.mark.parametrize(
    ("starter", "files"),
    {
        "linux-script": {"customScript.sh": "install.sh"},
        "cloud-init": {"cloud-init.yaml": "cloud-init.yaml"},
        "existing-network": {},
        "spot-mix": {},
        "uniform-probe": {},
        "windows-dsc": {},
        "gallery-image": {},
    }.items(),
)
def test_what_was_rendered_comes_back(scaleset, tmp_path, starter, files):
    template = json.loads((OUTPUT / starter / "azuredeploy.json").read_text())
    ran, made = imported(scaleset, tmp_path, template)
    assert (ran.code, "differs" in ran.err) == (0, False), ran.err
    for name, own in files.items():
        assert made[name] == (STARTERS / starter / own).read_text()


def test_a_plan_from_the_template_to_the_spec_has_nothing_to_do(scaleset, tmp_path):
    template = json.loads((OUTPUT / "linux-script" / "azuredeploy.json").read_text())
    imported(scaleset, tmp_path, template)
    assert no_change(scaleset, tmp_path, "-p", "sshPublicKey=ssh-ed25519 AAAA x")


def hand_written():
    """Return a set as people write one, with names of their own and a network beside it."""
    subnet = "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'nodes')]"
    nic = {
        "name": "card0",
        "properties": {
            "primary": True,
            "ipConfigurations": [{"name": "ip0", "properties": {"subnet": {"id": subnet}}}],
        },
    }
    network = resource(
        "Network/virtualNetworks", "net", "2024-05-01", location="[resourceGroup().location]",
        properties={"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]},
         "subnets": [{"name": "nodes", "properties": {"addressPrefix": "10.1.0.0/24"}}]},
    )  # fmt: skip
    scale_set = {
        **resource(
            "Compute/virtualMachineScaleSets", "nodes", "2024-07-01", location="[resourceGroup().location]",
            properties={"upgradePolicy": {"mode": "Manual"},
             "virtualMachineProfile": {
                "osProfile": {"computerNamePrefix": "nodes", "adminUsername": "ops",
                              "linuxConfiguration": {"disablePasswordAuthentication": True, "ssh": {"publicKeys": [
                                  {"path": "/home/ops/.ssh/authorized_keys", "keyData": "ssh-ed25519 AAAA ops"}]}}},
                "storageProfile": {"imageReference": {
                    "publisher": "Canonical", "offer": "ubuntu-24_04-lts", "sku": "server", "version": "latest"}},
                "networkProfile": {"networkInterfaceConfigurations": [nic]}}},
        ),
        "sku": {"name": "Standard_D2s_v5", "capacity": 2},
        "dependsOn": ["net"],
    }  # fmt: skip
    return arm.template(network, scale_set), scale_set


def test_a_set_that_people_wrote_comes_back(scaleset, tmp_path):
    template, _ = hand_written()
    ran, made = imported(scaleset, tmp_path, template)
    assert ran.code == 0, ran.err
    assert "It renders to the same scale set." in ran.out
    assert "type: Microsoft.Network/virtualNetworks" in made["scaleset.yaml"]
    assert no_change(scaleset, tmp_path)


def extensions(scale_set, *items):
    """Put extensions into a set."""
    profile = scale_set["properties"]["virtualMachineProfile"]
    profile["extensionProfile"] = {"extensions": list(items)}


def extension(name, publisher, kind, **more):
    """Return an extension."""
    version = {"typeHandlerVersion": "2.1"}
    return {"name": name, "properties": {"publisher": publisher, "type": kind, **version, **more}}


def test_secrets_become_parameters(scaleset, tmp_path):
    template, scale_set = hand_written()
    profile = scale_set["properties"]["virtualMachineProfile"]["osProfile"]
    profile["adminPassword"] = SECRET
    profile.pop("linuxConfiguration", None)
    extensions(
        scale_set,
        extension(
            "run", "Microsoft.Azure.Extensions", "CustomScript",
            protectedSettings={"commandToExecute": "./i.sh", "storageAccountKey": SECRET},
        ),
    )  # fmt: skip
    ran, made = imported(scaleset, tmp_path, template)
    assert made, ran.err
    assert SECRET not in "".join([ran.out, ran.err, *made.values()])
    assert "secret: adminPassword" in made["scaleset.yaml"]
    assert "secret: runStorageAccountKey" in made["scaleset.yaml"]


def test_a_script_in_base64_and_custom_data_become_files(scaleset, tmp_path):
    template, scale_set = hand_written()
    script, config = "#!/bin/sh\necho hi\n", "#cloud-config\npackages: [nginx]\n"
    encoded = {
        name: base64.b64encode(text.encode()).decode()
        for name, text in (("script", script), ("config", config))
    }
    scale_set["properties"]["virtualMachineProfile"]["osProfile"]["customData"] = encoded["config"]
    extensions(
        scale_set,
        extension(
            "run", "Microsoft.Azure.Extensions", "CustomScript",
            autoUpgradeMinorVersion=True, protectedSettings={"script": encoded["script"]},
        ),
    )  # fmt: skip
    ran, made = imported(scaleset, tmp_path, template)
    assert (made["run.sh"], made["cloud-init.yaml"]) == (script, config), ran.err


def test_expressions_keep_their_parameters(scaleset, tmp_path):
    template, scale_set = hand_written()
    template["parameters"] = {"prefix": {"type": "string"}, "over": {"type": "Bool"}}
    scale_set["tags"] = {"owner": "[concat(parameters('prefix'), '-web')]"}
    scale_set["properties"]["overprovision"] = "[parameters('over')]"
    ran, made = imported(scaleset, tmp_path, template)
    assert "- parameter: over\n  type: bool\n- parameter: prefix\n" in made["scaleset.yaml"], (
        ran.err
    )
    assert "concat(parameters(''prefix''), ''-web'')" in made["scaleset.yaml"]


def test_of_several_sets_one_is_named(scaleset, tmp_path):
    template, scale_set = hand_written()
    other = copy.deepcopy(scale_set)
    other["name"] = "other"
    template["resources"].append(other)
    ran, made = imported(scaleset, tmp_path, template)
    assert (ran.code, made) == (2, {})
    assert "there are 2 scale sets: say which with --name" in ran.err
    ran, made = imported(scaleset, tmp_path, template, "--name", "OTHER")
    assert "name: other" in made["scaleset.yaml"]
    assert "no scale set has that name" in imported(scaleset, tmp_path, template, "-n", "x")[0].err


def test_files_that_are_there_stay(scaleset, tmp_path):
    template, _ = hand_written()
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "scaleset.yaml").write_text("mine")
    ran, made = imported(scaleset, tmp_path, template)
    assert (ran.code, made) == (2, {"scaleset.yaml": "mine"})
    assert imported(scaleset, tmp_path, template, "--force")[1]["scaleset.yaml"] != "mine"


def test_a_template_without_a_set_says_so(scaleset, tmp_path):
    ran, made = imported(scaleset, tmp_path, {**arm.template(), "resources": []})
    assert (ran.code, made) == (2, {})
    assert "there is no scale set in this template" in ran.err


def test_json_names_files_and_differences(scaleset, tmp_path):
    template, _ = hand_written()
    ran, made = imported(scaleset, tmp_path, template, "-o", "json")
    said = json.loads(ran.out)
    assert sorted(said) == ["differences", "files", "findings", "leftOut", "secrets"]
    assert [name.rpartition("/")[2] for name in said["files"]] == list(made)


def answer(**more):
    """Return what `az vmss show` prints of a set, with what only Azure sets."""
    _, scale_set = hand_written()
    vnet = "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net"
    profile = scale_set["properties"]["virtualMachineProfile"]
    nic = profile["networkProfile"]["networkInterfaceConfigurations"][0]["properties"]
    nic["ipConfigurations"][0]["properties"]["subnet"]["id"] = f"{vnet}/subnets/nodes"
    return {
        "id": "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/nodes",
        "name": "nodes", "type": "Microsoft.Compute/virtualMachineScaleSets", "location": "westeurope",
        "sku": {"name": "Standard_D2s_v5", "tier": "Standard", "capacity": 2},
        "etag": '"1"', "provisioningState": "Succeeded", "uniqueId": "u", "timeCreated": "2026-01-01T00:00:00Z",
        "upgradePolicy": {"mode": "Manual"}, "virtualMachineProfile": profile, **more,
    }  # fmt: skip


def test_a_set_that_runs_becomes_a_spec(scaleset, tmp_path):
    ran, made = imported(scaleset, tmp_path, answer(tags={"note": "[not an expression]"}))
    assert ran.code == 0, ran.err
    spec = made["scaleset.yaml"]
    assert "location: westeurope" in spec
    assert "subnetId: /subscriptions/s1/resourceGroups/rg/" in spec
    assert "note: '[not an expression]'" in spec
    assert [word for word in ("Succeeded", "uniqueId", "etag", "timeCreated") if word in spec] == []


def test_a_command_that_azure_does_not_answer_is_a_parameter(scaleset, tmp_path):
    shown = answer()
    run = extension("run", "Microsoft.Azure.Extensions", "CustomScript")
    shown["virtualMachineProfile"]["extensionProfile"] = {"extensions": [run]}
    ran, made = imported(scaleset, tmp_path, shown)
    assert "secret: runCommandToExecute" in made["scaleset.yaml"], ran.err


@pytest.mark.parametrize("value", [[], {}, {"value": []}, {"vmss": {"virtualMachineProfile": {}}}])
def test_half_an_answer_says_so(scaleset, tmp_path, value):
    ran, made = imported(scaleset, tmp_path, value)
    assert (ran.code, made) == (2, {})
    assert "give what 'az vmss show' or 'az group export' prints" in ran.err


HERE = "'/subscriptions/', subscription().subscriptionId, '/resourceGroups/'"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (
            f"[concat({HERE}, resourceGroup().name, '/providers/Microsoft.Network/publicIPs/', 'a')]",
            "[resourceId('Microsoft.Network/publicIPs', 'a')]",
        ),
        (
            f"[concat({HERE}, parameters('g'), '/providers/A.B/c/', parameters('n'), '-x/d/e')]",
            "[resourceId(parameters('g'), 'A.B/c/d', concat(parameters('n'), '-x'), 'e')]",
        ),
        (f"[concat({HERE}, 'net', '/providers/A.B/c/d')]", "[resourceId('net', 'A.B/c', 'd')]"),
        ("[concat('a', parameters('b'))]", "[concat('a', parameters('b'))]"),
        (f"[concat({HERE}, resourceGroup().name)]", f"[concat({HERE}, resourceGroup().name)]"),
        ("[broken(", "[broken("),
    ],
)
def test_ids_are_written_as_people_write_them(text, written):
    assert with_resource_id(text) == written
