"""`scaleset import`: what renders from the spec is what the template had."""

from __future__ import annotations

import base64
import copy
import json

import pytest
import yaml

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


EMPTY = "the answer is empty"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([], EMPTY),
        ({}, EMPTY),
        ({"value": []}, EMPTY),
        (
            {"vmss": {"virtualMachineProfile": {}}},
            "give what 'az vmss show' or 'az group export' prints",
        ),
    ],
)
def test_half_an_answer_says_so(scaleset, tmp_path, value, said):
    ran, made = imported(scaleset, tmp_path, value)
    assert (ran.code, made) == (2, {})
    assert said in ran.err


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


def encoded(text):
    """Return a text in base64."""
    return base64.b64encode(text.encode()).decode()


def script(settings, **more):
    """Return a change of a set: it gets a custom script."""
    run = extension("run", "Microsoft.Azure.Extensions", "CustomScript", **settings, **more)
    return lambda template, scale_set: extensions(scale_set, run)


def in_set(**more):
    """Return a change of a set: members that it gets."""
    return lambda template, scale_set: scale_set.update(more)


def in_os_profile(**more):
    """Return a change of a set: members that its OS profile gets."""
    return lambda template, scale_set: scale_set["properties"]["virtualMachineProfile"][
        "osProfile"
    ].update(more)


def beside(kind, name, **properties):
    """Return a change of a template: a resource that waits for the set."""
    item = resource(kind, name, "2023-07-01", properties=properties)
    return lambda template, scale_set: template["resources"].append(
        {**item, "dependsOn": ["nodes"]}
    )


def of_secure_object(template, scale_set):
    """Take the password from a member of a secure object."""
    template["parameters"] = {"all": {"type": "secureObject", "defaultValue": {"password": SECRET}}}
    in_os_profile(adminPassword="[parameters('all').password]")(template, scale_set)


@pytest.mark.parametrize(
    ("place", "change"),
    {
        "tags.password (nodesPassword)": in_set(tags={"password": SECRET}),
        "protectedSettings.commandToExecute (runCommandToExecute)": script(
            {"protectedSettings": {"commandToExecute": f"mysql -p{SECRET} -e x"}}
        ),
        "settings.commandToExecute (runCommandToExecute)": script(
            {"settings": {"commandToExecute": f"[concat('mysql -p{SECRET} ', parameters('x'))]"}}
        ),
        "settings.fileUris[0] (runFileUris)": script(
            {"settings": {"fileUris": [f"https://x.net/a.sh?sig={SECRET}"], "commandToExecute": "sh a.sh"}}
        ),
        "protectedSettings.script (runScript)": script(
            {"protectedSettings": {"script": encoded(f"#!/bin/sh\nexport DB_PASSWORD={SECRET}\n")}}
        ),
        "osProfile.customData (customData)": in_os_profile(
            customData=encoded(f"#cloud-config\nchpasswd:\n  list: |\n    root:{SECRET}\n")
        ),
        "properties.administratorLoginPassword (sqlAdministratorLoginPassword)": beside(
            "Sql/servers", "sql", administratorLoginPassword=SECRET
        ),
        "properties.value (sValue)": beside("KeyVault/vaults/secrets", "v/s", value=SECRET),
        "properties.environmentVariables[P].secureValue (dsSecureValue)": beside(
            "Resources/deploymentScripts", "ds", environmentVariables=[{"name": "P", "secureValue": SECRET}]
        ),
        "osProfile.adminPassword (adminPassword)": of_secure_object,
    }.items(),
)  # fmt: skip
def test_no_file_gets_a_secret(scaleset, tmp_path, place, change):
    template, scale_set = hand_written()
    template["parameters"] = {"x": {"type": "string"}}
    change(template, scale_set)
    ran, made = imported(scaleset, tmp_path, template, "-o", "json")
    said = json.loads(ran.out)
    everything = "".join([ran.out, ran.err, *made.values()])
    assert [SECRET in everything, encoded(SECRET)[:16] in everything] == [False, False]
    assert list(made) == ["scaleset.yaml"]
    assert f"secret: {place.partition('(')[2][:-1]}" in made["scaleset.yaml"]
    assert [found.endswith(place) for found in said["secrets"]] == [True]
    assert said["differences"] == []


def test_a_secure_parameter_stays_one(scaleset, tmp_path):
    template, scale_set = hand_written()
    template["parameters"] = {"key": {"type": "secureString", "defaultValue": SECRET}}
    extensions(
        scale_set,
        extension(
            "run", "Microsoft.Azure.Extensions", "CustomScript",
            protectedSettings={"commandToExecute": "[concat('sh i.sh ', parameters('key'))]"},
        ),
    )  # fmt: skip
    ran, made = imported(scaleset, tmp_path, template)
    assert ran.code == 0, ran.err
    assert "parameters:\n- secret: key\n" in made["scaleset.yaml"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"sku": {"name": 5}}, "t.json:1:1: error import no spec says this: the spec lacks 'size'"),
        ({"properties": {"virtualMachineProfile": {"extensionProfile": {"extensions": [
            {"name": "x"}, {"name": "y", "properties": 5}, 5, None]}}}}, "must be an object"),
    ],
)  # fmt: skip
def test_a_wrong_type_is_a_sentence_at_the_template(scaleset, tmp_path, wrong, said):
    template, scale_set = hand_written()
    scale_set.update(wrong)
    ran, _ = imported(scaleset, tmp_path, template)
    assert said in ran.err
    assert [word for word in ("internal error", "/tmp/tmp") if word in ran.err] == []


def test_scripts_of_like_names_are_files_of_their_own(scaleset, tmp_path):
    template, scale_set = hand_written()
    named = {name: f"#!/bin/sh\necho {name}\n" for name in ("run!", "run")}
    extensions(
        scale_set,
        *(
            extension(
                name, "Microsoft.Azure.Extensions", "CustomScript",
                protectedSettings={"script": encoded(text)}, autoUpgradeMinorVersion=True,
            )
            for name, text in named.items()
        ),
    )  # fmt: skip
    _, made = imported(scaleset, tmp_path, template)
    assert {made[file] for file in made if file.endswith(".sh")} <= set(named.values())
    assert {file for file in made if f"./{file}" not in made["scaleset.yaml"]} == {"scaleset.yaml"}


def test_all_that_waits_for_a_set_comes_along(scaleset, tmp_path):
    template, scale_set = hand_written()
    scale_set["tags"] = {"long": "x" * 256}
    for number in range(20):
        beside("Network/applicationSecurityGroups", f"ip{number}")(template, scale_set)
    ran, made = imported(scaleset, tmp_path, template)
    assert ran.code == 0, ran.err
    assert made["scaleset.yaml"].count("type: Microsoft.Network/applicationSecurityGroups") == 20


def test_a_command_with_a_secret_goes_where_it_is_protected(scaleset, tmp_path):
    template, scale_set = hand_written()
    extensions(
        scale_set,
        extension(
            "run", "Microsoft.Azure.Extensions", "CustomScript",
            settings={"commandToExecute": f"./i.sh --token {SECRET}", "skipDos2Unix": True},
        ),
    )  # fmt: skip
    ran, made = imported(scaleset, tmp_path, template)
    assert ran.code == 0, ran.err
    assert SECRET not in "".join([ran.out, ran.err, *made.values()])
    assert "Secrets aside, it renders to the same scale set." in ran.out
    spec = yaml.safe_load(made["scaleset.yaml"])
    (step,) = spec["deliver"]
    assert step["extension"]["settings"] == {"skipDos2Unix": True}
    assert step["extension"]["protectedSettings"] == {
        "commandToExecute": {"secret": "runCommandToExecute"}
    }
