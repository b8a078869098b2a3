"""`validate` of what Azure answers: what is wrong with the set, at its place in each shape."""

from __future__ import annotations

import json

import pytest

from generator.diagnostics import Severity
from generator.validation.document import validate_text
from tests.commands.test_plan_live import SHAPES, flat, rest
from tests.support.command import run_here
from tests.support.rollout_pairs import put
from tests.support.workspace import OUTPUT


def found(answer, least=Severity.WARNING):
    """Return what is found in an answer, as rule and line."""
    text = json.dumps(answer, indent=2)
    return [(d.rule, d.position.line) for d in validate_text(text, "a.json") if d.severity >= least]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", ["linux-script", "windows-iis", "uniform-probe"])
def test_what_no_answer_has_is_no_fault(shape, name):
    """A script whose command is a secret, a password, custom data; what only Azure sets."""
    body, _ = rest(name)
    assert found(SHAPES[shape](body)) == []


@pytest.mark.parametrize("shape", SHAPES)
def test_a_fault_stands_at_its_place_in_the_answer(shape):
    body, _ = rest("linux-script")
    disk = "properties/virtualMachineProfile/storageProfile/osDisk"
    put(body, f"{disk}/caching", "Sometimes")
    answer = SHAPES[shape](body)
    lines = json.dumps(answer, indent=2).splitlines()
    (line,) = (at for at, text in enumerate(lines, 1) if '"caching": "Sometimes"' in text)
    assert found(answer, Severity.ERROR) == [("TPL032", line)]


def test_the_command_takes_a_file_and_a_pipe(tmp_path):
    body, _ = rest("linux-script")
    text = json.dumps(flat(body))
    (tmp_path / "live.json").write_text(text, encoding="utf-8")
    for name, given in (("live.json", b""), ("-", text.encode())):
        ran = run_here(["validate", name], tmp_path, given)
        assert (ran.code, ran.out) == (0, "")
        assert ran.err.endswith("Checked 1 template with 1 resource and 0 parameter files.\n")
    assert run_here(["validate", "."], tmp_path).code == 2, "a folder is searched for templates"


def test_nothing_is_to_be_a_parameter_in_an_answer():
    body, _ = rest("uniform-probe")
    rules = {rule for rule, _ in found(flat(body), Severity.INFO)}
    assert rules & {"LOC002", "SEC001", "VMS002", "TPL033", "API004"} == set()


def test_a_resource_of_a_template_is_no_answer():
    template = json.loads((OUTPUT / "uniform-probe" / "azuredeploy.json").read_text("utf-8"))
    (item,) = (i for i in template["resources"] if i["type"].endswith("virtualMachineScaleSets"))
    assert found(item) == [("TPL002", 1)]


@pytest.mark.parametrize("answer", [[], {"value": []}, {"id": "/subscriptions/0"}, 3])
def test_an_answer_without_a_set_is_no_template(answer):
    assert found(answer) == [("TPL002", 1)]
