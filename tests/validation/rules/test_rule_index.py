"""Only the rules are loaded that a template can wake; none is missed for that."""

from __future__ import annotations

import json

import pytest

from generator.language.documents.source import decode
from generator.validation import rule as rules
from generator.validation.batch import validate_files
from generator.validation.document import validate_text
from generator.validation.rule import all_rules, rules_for
from tests import rule_index
from tests.support.rule_blocks import RULES, blocks_of, named, template_of
from tests.support.workspace import CORPUS


@pytest.fixture(autouse=True)
def first_text(monkeypatch):
    monkeypatch.setattr(rules, "_MANY", 10**9)


def ids(found):
    return {item.rule.id for item in found}


def test_the_index_is_that_of_the_rules():
    assert rule_index.INDEX.read_text("utf-8") == rule_index.text(), (
        "run python -m tests.rule_index"
    )


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_what_breaks_a_rule_wakes_it(rule):
    text = json.dumps(template_of(blocks_of(rule)["Bad"]).root.value)
    assert rule.rule.id in ids(rules_for(text))


def test_an_empty_template_wakes_few_and_a_hidden_word_all():
    text = '{"resources": []}'
    assert len(rules_for(text)) < 10
    assert rules_for(text.replace("resources", r"r\u0065sources")) == all_rules()
    assert rules_for(text.replace("[]", "\"[base64ToString('W10=')]\"")) == all_rules()


def test_a_value_from_elsewhere_wakes_all(tmp_path):
    image = {"publisher": "p", "offer": "[parameters('offer')]", "sku": "s", "version": "latest"}
    profile = {"virtualMachineProfile": {"storageProfile": {"imageReference": image}}}
    template = template_of(profile).value | {"parameters": {"offer": {"type": "string"}}}
    file = tmp_path / "azuredeploy.json"
    file.write_text(json.dumps(template), "utf-8")
    assert "preview" not in json.dumps(template)
    report = validate_files([file], parameters=["offer=ubuntu-preview"])
    assert [item.rule for item in report.findings if item.rule == "VMS003"] == ["VMS003"]


@pytest.mark.corpus
def test_no_finding_in_real_templates_is_missed(monkeypatch):
    monkeypatch.setattr("generator.validation.document.rules_for", lambda _: all_rules())
    known, missed = ids(RULES), []
    for path in sorted((CORPUS / "quickstarts").rglob("*.json"))[::7]:
        text = decode(path.read_bytes(), path.name)
        found = {item.rule for item in validate_text(text, path.name)} & known
        missed += [(path.name, rule) for rule in found - ids(rules_for(text))]
    assert missed == []
