"""`plan --live`: what Azure answers of a set, in each shape, against the template that made it."""

from __future__ import annotations

import copy
import json
import re

import pytest

from generator.commands.plan.live import load_live
from generator.commands.plan.sides import SideSource, load
from generator.rollout.plan import plan
from generator.rollout.records import PlanOptions
from generator.rollout.side import resources_of
from tests.support.command import run_here
from tests.support.rollout_pairs import EXT, put, scale_set, starter
from tests.support.workspace import OUTPUT, ROOT

SECRETS = {"adminpassword", "customdata", "protectedsettings", "userdata"}
SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
AZ_CASING = {
    "automaticOSUpgradePolicy": "automaticOsUpgradePolicy",
    "enableAutomaticOSUpgrade": "enableAutomaticOsUpgrade",
    "diskSizeGB": "diskSizeGb",
    "enableIPForwarding": "enableIpForwarding",
    "privateIPAddressVersion": "privateIpAddressVersion",
    "publicIPAddressConfiguration": "publicIpAddressConfiguration",
    "provisionVMAgent": "provisionVmAgent",
}


def answered(value):
    """Return a value as Azure answers it: without secrets, ids in the real subscription."""
    if isinstance(value, dict):
        return {k: answered(v) for k, v in value.items() if k.lower() not in SECRETS}
    if isinstance(value, list):
        return [answered(item) for item in value]
    if isinstance(value, str):
        found = re.sub(r"^/subscriptions/[0-]+/resourceGroups/example-rg", GROUP_ID, value)
        return found[1:] if found.startswith("[[") else found
    return value


GROUP_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/shop-rg"


def rest(name):
    """Return what a GET of the set of a starter answers, and the path of its template."""
    path = OUTPUT / name / "azuredeploy.json"
    given = (str(OUTPUT / name / "azuredeploy.parameters.json"),)
    side = load(SideSource(path, (*given, *SECRET_VALUES), {})).side
    (item,) = (item for item in resources_of(side).values() if item.is_scale_set)
    body = answered(copy.deepcopy(item.body))
    del body["apiVersion"]
    body["properties"] |= {"provisioningState": "Succeeded", "uniqueId": "1", "timeCreated": "2026"}
    found = {
        "name": item.name,
        "id": f"{GROUP_ID}/providers/Microsoft.Compute/virtualMachineScaleSets/{item.name}",
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "etag": '"3"',
        **body,
    }
    return found, path


SECRET_VALUES = ("sshPublicKey=ssh-ed25519 AAAA",)


def flat(value):
    """Return a body as az shows it: flattened, in the casing of az, with resource groups."""
    if isinstance(value, list):
        return [flat(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for key, item in value.items():
        if key == "properties":
            moved = flat(item)
            if "publisher" in moved:
                moved["typePropertiesType"] = moved.pop("type")
            found |= moved
        elif key in {"settings", "tags", "userAssignedIdentities"}:
            found[key] = item
        else:
            found[AZ_CASING.get(key, key)] = flat(item)
    if "id" in found:
        found["resourceGroup"] = "shop-rg"
    return found


def with_nulls(value):
    """Return a body with nulls, as older versions of az show it."""
    found = {**flat(value), "plan": None, "hostGroup": None, "proximityPlacementGroup": None}
    found["virtualMachineProfile"] |= {"licenseType": None, "userData": None}
    return found


SHAPES = {
    "rest": lambda body: body,
    "az show, old": with_nulls,
    "az show, new": flat,
    "az vmss list": lambda body: [flat(body)],
    "list of the REST API": lambda body: {"value": [body]},
    "Resource Graph": lambda body: {"count": 1, "data": [{**body, "type": body["type"].lower()}]},
    "without its type": lambda body: {key: item for key, item in body.items() if key != "type"},
    "az vmss create": lambda body: {"vmss": body["properties"]},
    "the properties only": lambda body: {"properties": body["properties"]},
}


def planned(folder, answer, path, *more, complete=False):
    """Return the plan of a template over an answer, and what is said of the answer."""
    file = folder / "live.json"
    file.write_text(json.dumps(answer, indent=2), encoding="utf-8")
    given = (str(path.with_name("azuredeploy.parameters.json")), *SECRET_VALUES, *more)
    live = load_live([file], SideSource(path, given, {}), complete=complete)
    options = PlanOptions(told=live.told, complete=complete)
    found = plan(live.loaded[0].side, live.loaded[1].side, options)
    return found, [item.message for item in live.loaded[0].findings]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", ["uniform-probe", "linux-script", "windows-iis", "spot-mix"])
def test_the_template_of_a_set_changes_nothing_whatever_the_shape_of_the_answer(
    tmp_path, shape, name
):
    body, path = rest(name)
    found, _ = planned(tmp_path, SHAPES[shape](body), path)
    (item,) = found.scale_sets
    assert [(v.change.path, v.change.old, v.change.new) for v in item.verdicts] == []
    assert [left.path for left in item.left] == []
    assert found.resources == []


def test_secrets_are_not_known_and_never_changed(tmp_path):
    body, path = rest("linux-script")
    found, _ = planned(tmp_path, body, path)
    (item,) = found.scale_sets
    assert [note for note in item.notes if "secrets" in note] == [
        "whether protectedSettings of extension 'customscript' of the new side is what the set "
        "has: Azure never answers with secrets, so the old side lacks it; an equal one changes "
        "nothing"
    ]


@pytest.mark.parametrize("shape", SHAPES)
def test_what_differs_stands_at_its_place_in_the_answer(tmp_path, shape):
    body, path = rest("uniform-probe")
    put(body, f"{EXT}/agent", {"name": "agent", "properties": {"publisher": "P", "type": "T"}})
    found, said = planned(tmp_path, SHAPES[shape](body), path)
    (item,) = found.scale_sets
    assert [(v.change.kind, v.change.path.rpartition(".")[2]) for v in item.verdicts] == [
        ("remove", "extensions[agent]")
    ]
    gone = next(v.change for v in item.verdicts if v.change.kind == "remove")
    file, position = found.place(item, gone)
    lines = (tmp_path / "live.json").read_text(encoding="utf-8").splitlines()
    assert file.endswith("live.json")
    assert '"name": "agent"' in "".join(lines[position.line - 1 : position.line + 2])
    assert said[-1].startswith("not compared, as the answer has none of them: Microsoft.Network/")


def test_resources_beside_the_set_are_compared_where_the_answer_has_them(tmp_path):
    body, path = rest("autoscale")
    side = load(SideSource(path, SECRET_VALUES, {})).side
    beside = []
    for item in resources_of(side).values():
        if item.type.endswith(("/loadBalancers", "/autoscaleSettings")):
            part = answered({**copy.deepcopy(item.body), "name": item.name, "type": item.type})
            del part["apiVersion"]
            part["id"] = f"{GROUP_ID}/providers/{item.type}/{item.name}"
            beside.append(part)
    (scale,) = (item for item in beside if item["type"].endswith("autoscaleSettings"))
    scale["properties"]["profiles"][0]["capacity"]["maximum"] = "77"
    found, said = planned(tmp_path, [body, [flat(item) for item in beside]], path)
    assert [item.kind for item in found.scale_sets] == ["none"]
    assert [(i.resource.type.rpartition("/")[2], i.kind) for i in found.resources] == [
        ("autoscaleSettings", "change")
    ]
    assert "loadBalancers" not in said[0]


def test_az_vmss_create_does_not_tell_all_of_a_set(tmp_path):
    body, path = rest("uniform-probe")
    _, said = planned(tmp_path, SHAPES["az vmss create"](body), path)
    assert said[0] == (
        "the answer does not tell sku, zones, tags, identity: they are taken to be those of the "
        "new side ('az vmss show' tells them)"
    )


PART = "it is only a part of what 'az vmss show' prints, give all of it"


@pytest.mark.parametrize("command", ["plan", "drift", "import", "validate"])
def test_half_an_answer_is_refused_in_a_sentence(tmp_path, command):
    body, _ = rest("uniform-probe")
    half = {key: body[key] for key in ("id", "name")}
    none = "no location and no sku and no virtualMachineProfile"
    refused(tmp_path, command, json.dumps(half), f"the answer for 'classic' has {none}: {PART}")
    if command != "validate":
        half = {key: body[key] for key in body.keys() - {"sku"}}
        refused(tmp_path, command, json.dumps(half), f"the answer for 'classic' has no sku: {PART}")


def refused(folder, command, text, sentence):
    """Hold what a command says of an answer: the sentence, nothing else, and 2 (validate: 1)."""
    (folder / "a.json").write_text(text, encoding="utf-8")
    given = {"plan": ["--live", "a.json", TEMPLATE], "drift": ["--live", "a.json", TEMPLATE]}
    ran = run_here([command, *given.get(command, ["a.json"])], folder)
    assert sentence in (ran.out if command == "validate" else ran.err)
    assert ran.code == (1 if command == "validate" else 2)
    assert (ran.out + ran.err).count(": error ") == 1


BAD = {
    "null": ("null", "the answer is null: nothing is there where it was asked for"),
    "nothing": ("[]", "the answer is empty: there is no scale set where it was asked for"),
    "an error": (
        '{"error": {"code": "ResourceNotFound", "message": "no set\\nof that name"}}',
        "Azure answered with an error: ResourceNotFound: no set of that name",
    ),
    "a table": (
        "Name  Location\n----  --------\nshop  westeurope\n",
        "this is no JSON but text: of az give what '--output json' prints",
    ),
    "an error of az": (
        "ERROR: (ResourceNotFound) no set\n",
        "this is no JSON but text: of az give what '--output json' prints",
    ),
}


@pytest.mark.parametrize("command", ["plan", "drift", "import"])
@pytest.mark.parametrize("answer", BAD)
def test_what_is_no_answer_is_told_alike_by_all(tmp_path, command, answer):
    refused(tmp_path, command, *BAD[answer])


def test_validate_tells_an_error_of_azure_and_instances(tmp_path):
    refused(tmp_path, "validate", *BAD["an error"])
    instances = '[{"instanceId": "0", "latestModelApplied": true}]'
    refused(tmp_path, "validate", instances, "which 'scaleset plan --instances' reads")


def test_the_version_that_an_answer_was_asked_in_is_no_change(tmp_path):
    body, path = rest("uniform-probe")
    found, _ = planned(tmp_path, {**body, "apiVersion": "2017-03-30"}, path)
    assert [item.kind for item in found.scale_sets] == ["none"]


def test_of_several_sets_import_asks_for_a_name(tmp_path):
    body, _ = rest("uniform-probe")
    beside = {**body, "name": "beside", "id": body["id"].replace(body["name"], "beside")}
    said = "there are 2 scale sets: say which with --name ('classic', 'beside')"
    refused(tmp_path, "import", json.dumps([body, beside]), said)


def test_an_export_is_taken_as_it_is(tmp_path):
    template = starter("uniform-probe")
    (tmp_path / "export.json").write_text(json.dumps(template), encoding="utf-8")
    new = SideSource(OUTPUT / "uniform-probe" / "azuredeploy.json", (), {})
    live = load_live([tmp_path / "export.json"], new)
    found = plan(live.loaded[0].side, live.loaded[1].side, PlanOptions(told=live.told))
    assert [item.kind for item in found.all_resources] == ["none"] * len(found.all_resources)


TEMPLATE = str(OUTPUT / "uniform-probe" / "azuredeploy.json")


def test_the_answer_comes_by_a_pipe_and_commands_name_its_group(tmp_path):
    body, _ = rest("uniform-probe")
    put(body, "sku/name", "Standard_D8s_v5")
    text = json.dumps(flat(body)).encode()
    ran = run_here(["plan", "--live", "-", TEMPLATE, "-p", *SECRET_VALUES, "-q"], tmp_path, text)
    assert (ran.code, ran.err) == (0, "")
    assert "<stdin> -> " in ran.out
    assert "~ sku.name\n" in ran.out
    assert "--resource-group shop-rg" in ran.out
    assert "\n  Deploy\n" in ran.out
    assert "Take back" not in ran.out, "an answer is nothing that can be deployed"


EMPTY = "the answer is empty: there is no scale set where it was asked for"
NONE = "this is no answer of Azure for a scale set: give what 'az vmss show' prints"
DISK = '{"id": "/subscriptions/0/resourceGroups/g/providers/Microsoft.Compute/disks/d"}'


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("[]", EMPTY),
        ('{"value": []}', EMPTY),
        ('{"properties": {}}', NONE),
        ("3", NONE),
        (DISK, "the answer has no scale set, but microsoft.compute/disks"),
    ],
)
def test_what_is_no_answer_is_told_in_a_sentence(tmp_path, answer, said):
    ran = run_here(["plan", "--live", "-", TEMPLATE], tmp_path, answer.encode())
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert len(ran.err.splitlines()) <= 2


def test_one_new_side_is_asked_for(tmp_path):
    ran = run_here(["plan", "--live", "-", TEMPLATE, TEMPLATE], tmp_path)
    assert ran.code == 2
    assert "--live takes one template or spec" in ran.err


@pytest.mark.parametrize(("complete", "expected"), [(False, ["none"]), (True, ["none", "remove"])])
def test_of_a_list_of_sets_only_the_one_counts_and_what_complete_deletes(
    tmp_path, complete, expected
):
    body, path = rest("uniform-probe")
    beside = {**body, "name": "beside", "id": body["id"].replace(body["name"], "beside")}
    far = {**body, "id": body["id"].replace("shop-rg", "far-rg"), "location": "northeurope"}
    far = {**far, "name": "far", "id": far["id"].replace(f"/{body['name']}", "/far")}
    found, _ = planned(tmp_path, [flat(far), flat(beside), flat(body)], path, complete=complete)
    assert sorted(item.kind for item in found.scale_sets) == expected


def test_a_spec_is_held_against_what_runs(tmp_path):
    body, _ = rest("linux-script")
    put(body, "sku/capacity", 9)
    spec = ROOT / "templates" / "starters" / "linux-script"
    text = json.dumps(body).encode()
    ran = run_here(["plan", "--live", "-", str(spec), "-p", *SECRET_VALUES, "-q"], tmp_path, text)
    assert (ran.code, ran.err) == (0, "")
    assert "1 change: the set shrinks from 9 to 3 instances immediately" in ran.out


def test_a_set_of_another_name_is_refused_and_in_a_list_another_set(tmp_path):
    body, path = rest("uniform-probe")
    other = {**body, "name": "other", "id": body["id"].replace(body["name"], "other")}
    for command in (["plan", TEMPLATE], ["drift", TEMPLATE]):
        ran = run_here([*command, "--live", "-"], tmp_path, json.dumps(flat(other)).encode())
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == (
            "<stdin>:1:1: error live this is what runs as scale set 'other', and "
            f"{TEMPLATE} has '{body['name']}': give the answer for that one, or the name with -p\n"
        )
    found, _ = planned(tmp_path, [other], path)
    assert sorted(item.kind for item in found.scale_sets) == ["create", "remove"]


def test_texts_in_brackets_are_no_expressions(tmp_path):
    body, path = rest("uniform-probe")
    put(body, "tags", {"open": "[draft", "closed": "[draft]"})
    template = json.loads(path.read_text(encoding="utf-8"))
    put(scale_set(template), "tags", {"open": "[draft", "closed": "[[draft]"})
    (tmp_path / "azuredeploy.json").write_text(json.dumps(template), encoding="utf-8")
    (tmp_path / "azuredeploy.parameters.json").write_text("{}", encoding="utf-8")
    found, _ = planned(tmp_path, body, tmp_path / "azuredeploy.json")
    assert [item.kind for item in found.scale_sets] == ["none"]


def test_a_spec_with_errors_is_still_held_against_what_runs(tmp_path):
    body, _ = rest("linux-script")
    starter_ = ROOT / "templates" / "starters" / "linux-script"
    spec = (starter_ / "scaleset.yaml").read_text(encoding="utf-8")
    (tmp_path / "scaleset.yaml").write_text(spec + "raw: {publicIp: {sku: {name: Basic}}}\n")
    (tmp_path / "install.sh").write_bytes((starter_ / "install.sh").read_bytes())
    for command in ("plan", "drift"):
        given = [command, "scaleset.yaml", "--live", "-", "-q"]
        ran = run_here([*given, "-p", *SECRET_VALUES], tmp_path, json.dumps(flat(body)).encode())
        assert ran.code == 1
        assert [line.split()[1:3] for line in ran.err.splitlines()] == [
            ["error", "NET007"],
            ["error", "VMS011"],
        ]
        assert ("No change: the model stays" in ran.out) or ran.out.startswith("No drift")


def test_the_api_version_of_an_export_is_no_drift(tmp_path):
    template = starter("uniform-probe")
    scale_set(template)["apiVersion"] = "2024-07-01"
    (tmp_path / "export.json").write_text(json.dumps(template), encoding="utf-8")
    ran = run_here(["drift", TEMPLATE, "--live", "export.json", "--fail-on", "drift"], tmp_path)
    assert (ran.code, ran.out.partition(":")[0]) == (0, "No drift")
