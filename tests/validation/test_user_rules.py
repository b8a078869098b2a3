"""Rules of the users' own: the example of docs/ runs, and broken ones are told in a sentence."""

from __future__ import annotations

import json
import re

import pytest

from tests.support import arm
from tests.support.workspace import ROOT

SET = {
    "type": "Microsoft.Compute/virtualMachineScaleSets",
    "apiVersion": "2025-04-01",
    "name": "web",
    "location": "westeurope",
    "tags": {},
    "sku": {"name": "Standard_D2s_v5", "capacity": 2},
    "properties": {"orchestrationMode": "Flexible", "platformFaultDomainCount": 1},
}


def example():
    """Return the rule that the documentation shows."""
    page = (ROOT / "docs/reference/configuration.md").read_text("utf-8")
    (text,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    return text


@pytest.fixture
def place(tmp_path):
    """A template, and a configuration that names the folder rules/."""
    template = arm.template(SET)
    (tmp_path / "azuredeploy.json").write_text(json.dumps(template, indent=2))
    (tmp_path / ".scaleset.yaml").write_text("rules: [rules]\n")
    (tmp_path / "rules").mkdir()
    return tmp_path


def test_the_rule_of_the_documentation_finds_what_it_says(place, scaleset):
    (place / "rules" / "cost_center.py").write_text(example())
    ran = scaleset("validate", "azuredeploy.json", "--user-rules", "--select", "OWN001")
    assert ran.code == 1, ran.err
    assert "azuredeploy.json:10:" in ran.out
    assert "error OWN001" in ran.out
    sarif = json.loads(scaleset("validate", "azuredeploy.json", "--user-rules", "-o", "sarif").out)
    assert "OWN001" in {item["ruleId"] for item in sarif["runs"][0]["results"]}
    text = (
        (place / "azuredeploy.json")
        .read_text()
        .replace('"tags": {}', '"tags": {"cost-center": "1"}')
    )
    (place / "azuredeploy.json").write_text(text)
    assert scaleset("validate", "azuredeploy.json", "--user-rules", "--select", "OWN001").code == 0


def test_they_run_only_when_they_are_asked_for(place, scaleset):
    (place / "rules" / "bad.py").write_text("raise SystemExit('run')\n")
    ran = scaleset("validate", "azuredeploy.json")
    assert "run" not in ran.err
    assert "cannot use this rule" not in ran.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\n", "a rule has a constant RULE"),
        ("import nowhere\n", "ModuleNotFoundError"),
        ("def broken(:\n", "SyntaxError"),
        ('"""D."""\nfrom generator.diagnostics import Severity\nfrom generator.validation.rule import Rule\nRULE = Rule("SEC007", "x", Severity.ERROR, "")\ndef check(template):\n    return []\n', "SEC007 is taken"),
        ('from generator.diagnostics import Severity\nfrom generator.validation.rule import Rule\nRULE = Rule("OWN002", "x", Severity.ERROR, "")\ndef check(template):\n    return []\n', "docstring"),
        ('"""D."""\nfrom generator.diagnostics import Severity\nfrom generator.validation.rule import Rule\nRULE = Rule("OWN003", "x", Severity.ERROR, "")\ndef check(template):\n    return 1 / 0\n', "the rule OWN003 failed: ZeroDivisionError"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_run_is_told(place, scaleset, text, said):
    (place / "rules" / "own.py").write_text(text)
    ran = scaleset("validate", "azuredeploy.json", "--user-rules")
    assert ran.code == 2
    assert said in ran.err
    assert "rules/own.py" in ran.err


def test_a_folder_that_is_not_there_is_told(place, scaleset):
    (place / ".scaleset.yaml").write_text("rules: [nowhere]\n")
    ran = scaleset("validate", "azuredeploy.json", "--user-rules")
    assert (ran.code, "there is no such folder" in ran.err) == (2, True)


def test_a_package_offers_rules_by_an_entry_point(place, scaleset):
    (place / "rules" / "unused.py").unlink(missing_ok=True)
    (place / ".scaleset.yaml").unlink()
    package = place / "site"
    package.mkdir()
    (package / "our_rules.py").write_text(example())
    meta = package / "our_rules-1.0.dist-info"
    meta.mkdir()
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: our-rules\nVersion: 1.0\n")
    (meta / "entry_points.txt").write_text("[scaleset.rules]\ncost-center = our_rules\n")
    ran = scaleset(
        "validate", "azuredeploy.json", "--user-rules", env={"PYTHONPATH": f"{ROOT}:{package}"}
    )
    assert "OWN001" in ran.out, ran.err
