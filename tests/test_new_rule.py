"""A rule is begun by one command, and what it writes runs."""

from __future__ import annotations

import importlib.util
import shutil

import pytest

from generator.language.template import Template
from tests.new_rule import begin
from tests.support.workspace import ROOT


@pytest.fixture
def house(tmp_path):
    for folder in ("generator/validation", "tests/support"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def test_it_writes_a_rule_that_runs_and_its_seed(house):
    module, seeds = begin("NET999", "probe-without-rule", house)
    assert module.as_posix() == "generator/validation/rules/network/probe_without_rule.py"
    spec = importlib.util.spec_from_file_location("begun", house / module)
    begun = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(begun)
    scale_set = {"type": "Microsoft.Compute/virtualMachineScaleSets", "name": "web"}
    tags = {"tags": {"replace-me": "yes"}, "virtualMachineProfile": {}}
    tagged = Template({"resources": [scale_set | {"properties": tags}]})
    assert [item.place.text() for item in begun.check(tagged)] == ["yes"]
    assert list(begun.check(Template({"resources": [scale_set]}))) == []
    assert begun.RULE.id == "NET999"
    assert (house / seeds).read_text("utf-8").count('@seed("NET999")') == 1


@pytest.mark.parametrize(
    ("rule", "name", "message"),
    [
        ("NOP001", "x", "'NOP001' is no id of a rule"),
        ("NET1", "x", "'NET1' is no id of a rule"),
        ("NET999", "Probe Rule", "'Probe Rule' is no name of a rule"),
        ("UPG001", "x", "UPG001 is taken by generator/validation/rules/upgrades/"),
        ("NET999", "probe-path", "generator/validation/rules/network/probe_path.py is there"),
    ],
)
def test_what_cannot_be_a_rule_is_told_and_nothing_is_written(house, rule, name, message):
    before = (house / "tests/support/seeds.py").read_text("utf-8")
    with pytest.raises(ValueError, match=r".") as raised:
        begin(rule, name, house)
    assert message in str(raised.value)
    assert (house / "tests/support/seeds.py").read_text("utf-8") == before
