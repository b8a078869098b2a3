"""What would be done, listed without a root, and the reports of a trial."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest

from generator.reports.formats import write_trial
from generator.reports.pen import Pen
from generator.scale_set.view import scale_set_of
from generator.trying.containers import ContainerRoot, image_of
from generator.trying.records import Step, Trial
from generator.trying.root import NoRootError
from tests.support import arm
from tests.support.workspace import MINIMAL, OUTPUT, STARTERS


def listed(scaleset, *arguments):
    ran = scaleset("try", *arguments, "--list", "-o", "json")
    found = json.loads(ran.out)
    return ran.code, [(step["name"], step["status"], step["message"]) for step in found["steps"]]


def test_steps_are_listed_in_the_order_of_the_instance(scaleset):
    code, steps = listed(scaleset, str(STARTERS / "steps"))
    names = [(name, status) for name, status, _ in steps]
    assert (code, names) == (0, [
        ("cloud-init", "listed"), ("extension 'customScript'", "listed"),
        ("extension 'azureMonitor'", "skipped"),
        ("health extension 'applicationHealth': http 80/healthz", "listed"),
    ])  # fmt: skip


def test_what_has_no_value_is_asked_for_and_never_shown(scaleset, monkeypatch):
    code, steps = listed(scaleset, str(OUTPUT / "linux-application"))
    assert code == 1
    assert steps[0][2] == (
        "script needs parameter 'webToken': give it with -p webToken=VALUE, or by the variable "
        "SCALESET_PARAMETER_webToken"
    )
    code, steps = listed(scaleset, str(OUTPUT / "cloud-init-parameters"))
    assert (code, steps[0][2].partition(":")[0]) == (1, "custom data needs parameter 'backendUrl'")
    monkeypatch.setenv("SCALESET_PARAMETER_webToken", "@none")
    monkeypatch.setenv("SCALESET_PARAMETER_other", "x")
    assert listed(scaleset, str(OUTPUT / "linux-application"))[0] == 0


REFUSED = {
    "both": ({}, {"commandToExecute": "a", "script": "YQ=="}, "there is both commandToExecute and script"),
    "neither": ({"commandToExecute": ""}, {}, "there is neither command nor script"),
    "no base64": ({}, {"script": "%%%"}, "the script is no base64 that can be unpacked"),
    "no name": ({"fileUris": ["https://h/"]}, {"commandToExecute": "a"}, "a URL of fileUris names no file"),
    "too long": ({}, {"script": "YQ" * 140_000}, "the script is longer than the handler takes"),
    "of a deployment": (
        {}, {"commandToExecute": "[concat('a ', reference('x').key)]"},
        "commandToExecute has reference(), which only a deployment knows: the step cannot be tried",
    ),
    "vault": ({}, None, "its settings are in a Key Vault, which cannot be read here"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_settings_that_the_handler_refuses(tmp_path, scaleset, case):
    settings, protected, says = REFUSED[case]
    template = json.loads((OUTPUT / "linux-script" / "azuredeploy.json").read_text())
    (found,) = (item for item in template["resources"] if item["type"].endswith("ScaleSets"))
    profile = found["properties"]["virtualMachineProfile"]["extensionProfile"]
    properties = profile["extensions"][0]["properties"]
    properties.update(settings=settings, protectedSettings=protected)
    if protected is None:
        properties["protectedSettingsFromKeyVault"] = {"secretUrl": "https://kv/secrets/a"}
    path = tmp_path / "main.json"
    path.write_text(json.dumps(template))
    code, steps = listed(scaleset, str(path))
    assert (code, steps[0][1]) == (1, "failed")
    assert says in steps[0][2]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((str(OUTPUT / "windows-iis"),), "instances of Windows cannot be tried here"),
        ((str(STARTERS / "steps"), "--name", "x"), "no scale set is called 'x': choose with --name one of stack"),
        ((str(STARTERS / "steps"), "-p", "nope=1"), "the template has no parameter 'nope'"),
        (("empty.json",), "there is no scale set in it"),
        ((str(STARTERS / "steps"), "--files", "none"), "there is no folder 'none'"),
        ((str(STARTERS / "steps"), "--scale-out"), "give it with --again"),
        ((str(STARTERS / "steps"), "--root", ".", "--image", "x"), "give one of both"),
        ((str(STARTERS / "steps"), "--shell", "-o", "json"), "--shell is for people"),
    ],
)  # fmt: skip
def test_what_cannot_be_tried_is_a_sentence(folder, scaleset, arguments, says):
    (folder.path / "empty.json").write_text(json.dumps(arm.template()))
    ran = scaleset("try", *arguments, "--list")
    assert ran.code == 2
    assert says in " ".join((ran.out + ran.err).replace("│", " ").split())


TRIAL = Trial("web", "a.yaml", "root")
TRIAL.steps = [
    Step("one", "customScript", "near"),
    Step("two", "customScript", "near", part="again", code=1, place="a.sh:3", line="<x>", stderr="e\n").failed("exit code 1"),
    Step("three", "extension", "").skipped("not here"),
]  # fmt: skip
TRIAL.notes = ["No agent."]


def test_a_trial_as_text():
    assert "".join(write_trial("text", TRIAL, Pen())) == (
        "web in root\n\n"
        "ok          0.0 s  one\n        near: near\n"
        "failed      0.0 s  again: two  exit 1\n        exit code 1\n        a.sh:3: <x>\n        | e\n"
        "skipped            three\n        not here\n"
        "\nNo agent.\n\nThe instance does not come up: again: two failed.\n"
    )


def test_a_trial_as_junit():
    suite = ET.fromstring("".join(write_trial("junit", TRIAL, Pen())))[0]
    assert suite.attrib == {"name": "a.yaml", "tests": "3", "failures": "1", "skipped": "1"}
    assert [(case.get("name"), [child.tag for child in case]) for case in suite] == [
        ("one", []), ("again: two", ["failure"]), ("three", ["skipped"]),
    ]  # fmt: skip
    assert suite[1][0].text == "a.sh:3 <x>\ne\n"


@pytest.mark.parametrize(
    ("image", "container"),
    [
        ("Canonical ubuntu-24_04-lts server", "docker.io/library/ubuntu:24.04"),
        ("canonical 0001-com-ubuntu-server-jammy 22_04-lts-gen2", "docker.io/library/ubuntu:22.04"),
        ("Debian debian-12 12-gen2", "docker.io/library/debian:12"),
        ("RedHat RHEL 9-lvm-gen2", "registry.access.redhat.com/ubi9/ubi"),
        ("almalinux almalinux-x86_64 9-gen2", "docker.io/library/almalinux:9"),
        ("Contoso ubuntu-24_04-lts server", None),
        ("Canonical UbuntuServer 18.04-LTS", None),
    ],
)
def test_a_container_is_like_the_image_of_the_model(image, container):
    names = dict(zip(("publisher", "offer", "sku"), image.split(), strict=True))
    profile = {"storageProfile": {"imageReference": names}}
    view = scale_set_of({"properties": {"virtualMachineProfile": profile}})
    assert image_of(view.profile) == container


def test_an_engine_that_cannot_start_a_container_says_why(tmp_path):
    engine = tmp_path / "podman"
    engine.write_text(
        f'#!/bin/sh\necho "$@" >>{tmp_path}/log\n[ "$1" = rm ] || {{ echo "no such image" >&2; exit 125; }}\n'
    )
    engine.chmod(0o755)
    with pytest.raises(NoRootError, match="no container of x can be started: no such image"):
        ContainerRoot("x", engine=str(engine), image="x").__enter__()
    first, last = (tmp_path / "log").read_text().splitlines()
    assert first.startswith("run --detach --name scaleset-try-")
    assert "--network none" in first
    assert last == f"rm --force {first.split()[3]}"


def test_without_root_and_engine_the_way_to_get_one_is_told(folder, scaleset, monkeypatch):
    monkeypatch.setenv("PATH", str(folder.path))
    folder.write(MINIMAL)
    ran = scaleset("try", str(folder.path))
    assert ran.code == 2
    assert (
        "neither podman nor docker works here, and no --root is given: 'sudo debootstrap" in ran.err
    )
