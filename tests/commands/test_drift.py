"""`scaleset drift`: what differs between git and what Azure answers, in each shape of an answer."""

from __future__ import annotations

import copy
import json

import pytest

from generator.commands.plan.sides import SideSource, load
from generator.rollout.side import resources_of
from tests.commands.test_plan_live import SECRET_VALUES, SHAPES, answered, flat, rest
from tests.support.command import run_here
from tests.support.rollout_pairs import EXT, put
from tests.support.workspace import OUTPUT, ROOT

GIVEN = ("-p", *SECRET_VALUES, "-q")


def drift(folder, answer, file, *more):
    """Run the command over an answer that comes by a pipe."""
    given = json.dumps(answer, indent=2).encode()
    return run_here(["drift", str(file), "--live", "-", *GIVEN, *more], folder, given)


def record(folder, answer, file, *more):
    """Return what the command says to a program."""
    ran = drift(folder, answer, file, "-o", "json", *more)
    assert (ran.code, ran.err) == (0, "")
    return json.loads(ran.out)


def said(found):
    """Return the differences without places."""
    keys = ("direction", "live", "git", "deploying")
    return {item["path"]: tuple(item[key] for key in keys) for item in found["drift"]}


@pytest.mark.parametrize("shape", SHAPES)
def test_what_git_deployed_is_no_drift_whatever_the_shape(tmp_path, shape):
    body, path = rest("linux-script")
    put(body, "properties/virtualMachineProfile/storageProfile/osDisk/diskSizeGB", 30)
    answer = SHAPES[shape](body)
    ran = drift(tmp_path, answer, path, "--fail-on", "drift")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("No drift: ")
    assert [line.rpartition(": ")[2] for line in ran.out.splitlines()[1:]] == [
        "where git leaves it out, Azure chooses it",
        "Azure never answers with secrets",
    ]


@pytest.mark.parametrize("shape", SHAPES)
def test_each_direction_is_told_whatever_the_shape(tmp_path, shape):
    body, path = rest("uniform-probe")
    put(body, f"{EXT}/agent", {"name": "agent", "properties": {"publisher": "P", "type": "T"}})
    put(body, "properties/upgradePolicy/mode", "Manual")
    events = {"terminateNotificationProfile": {"enable": True, "notBeforeTimeout": "PT5M"}}
    put(body, "properties/virtualMachineProfile/scheduledEventsProfile", events)
    model = body["properties"]["virtualMachineProfile"]
    del model["osProfile"]["linuxConfiguration"]["ssh"]
    found = record(tmp_path, SHAPES[shape](body), path)
    profile = "properties.virtualMachineProfile"
    ways = {at.removeprefix(f"{profile}."): (a, d) for at, (a, _, _, d) in said(found).items()}
    assert ways == {
        "osProfile.linuxConfiguration.ssh": ("git only", "adds it"),
        "extensionProfile.extensions[agent]": ("live only", "removes it"),
        "scheduledEventsProfile": ("live only", "keeps it"),
        "properties.upgradePolicy.mode": ("differs", "sets it"),
    }
    assert said(found)["properties.upgradePolicy.mode"][1:3] == ("Manual", "Rolling")
    assert said(found)[f"{profile}.scheduledEventsProfile"][1:3] == (events, None)
    files = {item["direction"]: item["file"] for item in found["drift"]}
    assert files == {"git only": str(path), "live only": "<stdin>", "differs": str(path)}


def test_a_difference_has_its_place(tmp_path):
    body, path = rest("uniform-probe")
    put(body, "tags", {"by": "hand"})
    put(body, "sku/capacity", 9)
    found = record(tmp_path, body, path)
    tags, capacity = sorted(found["drift"], key=lambda item: item["direction"], reverse=True)
    lines = json.dumps(body, indent=2).splitlines()
    assert lines[tags["line"] - 1].startswith('  "tags": {')
    git = path.read_text(encoding="utf-8").splitlines()
    assert '"capacity"' in git[capacity["line"] - 1]


def test_the_exit_code_is_1_only_where_it_is_asked_for(tmp_path):
    body, path = rest("uniform-probe")
    put(body, "sku/capacity", 9)
    given = {(): 0, ("--fail-on", "never"): 0, ("--fail-on", "drift"): 1}
    assert {more: drift(tmp_path, body, path, *more).code for more in given} == given


def test_a_table_and_markdown_say_the_same(tmp_path):
    body, path = rest("uniform-probe")
    put(body, "tags", {"by": "a|b"})
    table = drift(tmp_path, body, path).out.splitlines()
    assert table[0].split() == [
        *("Resource", "Property", "Direction", "Runs", "Git", "Deploying", "git", "Where"),
    ]
    assert table[1].startswith("virtualMachineScaleSets/classic  tags      live only  ")
    assert table[3] == f"1 difference: {path.as_posix()} against <stdin>, which runs."
    marked = drift(tmp_path, body, path, "-o", "markdown").out.splitlines()
    assert marked[0].startswith("**1 difference: ")
    cells = '| virtualMachineScaleSets/classic | tags | live only | `` {"by": "a\\|b"} `` |  | '
    assert marked[4].startswith(cells)
    assert marked[6].startswith("- not known: virtualMachineScaleSets/classic ")
    assert len(marked) == 7


def test_secrets_are_not_known_and_not_shown(tmp_path):
    body, path = rest("windows-iis")
    given = ["-p", "adminPassword=Pa55word!Pa55word", "-o", "json", "--fail-on", "drift"]
    ran = run_here(["drift", str(path), "--live", "-", *given], tmp_path, json.dumps(body).encode())
    assert ran.code == 0
    found = json.loads(ran.out)
    assert found["drift"] == []
    last = sorted(item["path"].rpartition(".")[2] for item in found["notKnown"])
    assert last[0] == "adminPassword"
    assert "Pa55word" not in ran.out + ran.err


def test_a_value_without_its_parameter_is_not_known(tmp_path):
    body, path = rest("uniform-probe")
    template = json.loads(path.read_text(encoding="utf-8"))
    text = json.dumps(template).replace('"Rolling"', "\"[parameters('mode')]\"")
    template = json.loads(text)
    template["parameters"]["mode"] = {"type": "string"}
    file = tmp_path / "t.json"
    file.write_text(json.dumps(template), encoding="utf-8")
    found = record(tmp_path, body, file)
    because = {item["path"]: item["because"] for item in found["notKnown"]}
    assert found["drift"] == []
    assert because["properties.upgradePolicy.mode"] == (
        "the value of git is not known (give parameters with -p)"
    )
    rolling = record(tmp_path, body, file, "-p", "mode=Manual")
    assert said(rolling) == {
        "properties.upgradePolicy.mode": ("differs", "Rolling", "Manual", "sets it")
    }


@pytest.mark.parametrize(("capacity", "drifts"), [(4, 0), (999, 1)])
def test_autoscale_chooses_the_number_within_its_bounds(tmp_path, capacity, drifts):
    body, path = rest("autoscale")
    put(body, "sku/capacity", capacity)
    found = record(tmp_path, body, path)
    assert [item["path"] for item in found["drift"]] == ["sku.capacity"] * drifts
    assert [item["path"].rpartition(".")[2] for item in found["notKnown"]] == [
        *["capacity"] * (1 - drifts), "customData",
    ]  # fmt: skip


def test_what_is_beside_the_set_is_compared(tmp_path):
    body, path = rest("autoscale")
    side = load(SideSource(path, SECRET_VALUES, {})).side
    (item,) = (one for one in resources_of(side).values() if one.type.endswith("Settings"))
    scale = answered({**copy.deepcopy(item.body), "name": item.name, "type": item.type})
    del scale["apiVersion"]
    scale["properties"]["profiles"][0]["capacity"]["maximum"] = "77"
    found = record(tmp_path, [flat(body), flat(scale)], path)
    (only,) = found["drift"]
    assert (only["type"].rpartition("/")[2], only["live"]) == ("autoscaleSettings", "77")


def test_a_set_of_another_name_in_a_list_is_another_set(tmp_path):
    body, path = rest("uniform-probe")
    body = {**body, "name": "other", "id": body["id"].replace(body["name"], "other")}
    found = record(tmp_path, [body], path)
    assert [(item["name"], item["path"], item["direction"]) for item in found["drift"]] == [
        ("classic", None, "git only")
    ]
    assert [item["name"] for item in found["notInGit"]] == ["other"]


def test_a_spec_and_an_export_are_held_against_each_other(tmp_path):
    spec = ROOT / "templates" / "starters" / "uniform-probe"
    export = OUTPUT / "uniform-probe" / "azuredeploy.json"
    same = run_here(["drift", str(spec), "--live", str(export), "--fail-on", "drift"], tmp_path)
    assert (same.code, same.out.partition(":")[0]) == (0, "No drift")


NETWORK = '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0", "resources": []}'  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("[]", "the answer is empty: there is no scale set where it was asked for"),
        ("3", "this is no answer of Azure for a scale set: give what 'az vmss show' prints"),
        ("{", "line 1"),
        (NETWORK, "there is nothing to compare: <stdin> has no Microsoft.Compute/virtualMachine"),
    ],
)
def test_what_is_no_answer_is_told_in_a_sentence(tmp_path, answer, message):
    template = str(OUTPUT / "uniform-probe" / "azuredeploy.json")
    ran = run_here(["drift", template, "--live", "-", "-q"], tmp_path, answer.encode())
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert len(ran.err.splitlines()) <= 2


def test_a_template_without_resources_and_two_pipes_are_refused(tmp_path):
    body, _ = rest("uniform-probe")
    (tmp_path / "t.json").write_text(NETWORK, encoding="utf-8")
    ran = run_here(["drift", "t.json", "--live", "-"], tmp_path, json.dumps(body).encode())
    assert (ran.code, "it deploys no resource" in ran.err) == (2, True)
    both = run_here(["drift", "-", "--live", "-"], tmp_path)
    assert (both.code, "only one file can come from standard input" in both.err) == (2, True)
