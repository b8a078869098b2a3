"""A rule is begun by one command, and what it writes runs."""

from __future__ import annotations

import ast
import importlib.util
import shutil

import pytest

from generator.language.template import Template
from generator.validation.catalog import catalog
from generator.validation.rule import LoadedRule
from tests.new_rule import begin
from tests.support.rule_blocks import blocks_of
from tests.support.workspace import ROOT


@pytest.fixture
def house(tmp_path):
    for folder in ("generator/validation", "generator/rollout/traps", "tests/support"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "generator/kinds.py", tmp_path / "generator")
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


def test_a_subject_alone_gets_the_number_after_its_last_one(house):
    first, _ = begin("NET", "probe-without-rule", house)
    begin("NET500", "probe-without-port", house)
    last, _ = begin("NET", "probe-without-path", house)
    last_now = max(rule for rule in catalog() if rule.startswith("NET"))
    assert f'"NET{int(last_now[3:]) + 1:03}",' in (house / first).read_text("utf-8")
    assert '"NET501",' in (house / last).read_text("utf-8")
    with pytest.raises(ValueError, match=r"NET500 is taken by .*; the next free id is NET502"):
        begin("NET500", "another", house)


def test_its_blocks_are_what_the_tests_of_rules_run(house):
    module, _ = begin("NET999", "probe-without-rule", house)
    documentation = ast.get_docstring(ast.parse((house / module).read_text("utf-8")))
    blocks = blocks_of(LoadedRule(None, documentation, None))
    assert blocks == {
        "Bad": {"tags": {"replace-me": "yes"}, "virtualMachineProfile": {}},
        "Good": {"tags": {}, "virtualMachineProfile": {}},
    }


@pytest.mark.parametrize(
    ("rule", "name", "message"),
    [
        ("NOP001", "x", "'NOP001' is no id of a rule"),
        ("NET1", "x", "'NET1' is no id of a rule"),
        ("NET999", "Probe Rule", "'Probe Rule' is no name of a rule"),
        ("UPG001", "x", "UPG001 is taken by generator/validation/rules/upgrades/"),
        ("TPL003", "x", "TPL003 is taken by generator/kinds.py"),
        ("BOOT004", "x", "BOOT004 is taken by generator/rollout/traps/kinds.py"),
        ("NET999", "probe-path", "is taken by generator/validation/rules/network/probe_path.py"),
        ("SCL999", "probe-path", "is taken by generator/validation/rules/network/probe_path.py"),
        (
            "NET999",
            "unused-variable",
            "taken by generator/validation/expressions/rules/unused_variable.py",
        ),
        ("NET999", "script-will-not-rerun", "is taken by generator/rollout/traps/kinds.py"),
    ],
)
def test_what_cannot_be_a_rule_is_told_and_nothing_is_written(house, rule, name, message):
    before = (house / "tests/support/seeds.py").read_text("utf-8")
    with pytest.raises(ValueError, match=r".") as raised:
        begin(rule, name, house)
    assert message in str(raised.value)
    assert (house / "tests/support/seeds.py").read_text("utf-8") == before
