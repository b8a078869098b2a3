"""Every rule about structure says what it is, with examples that hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.commands.rules.run import explain
from generator.diagnostics import InvalidInput, Severity
from generator.language.documents.source import read_document
from generator.validation import structural
from generator.validation.batch import validate_files
from generator.validation.catalog import catalog
from generator.validation.document import validate_text
from generator.validation.structural import NAMES, documentation_of, structural_rule
from tests.support import arm
from tests.support.rule_blocks import BLOCK, PATCH, TEMPLATE_KEYS, merged

TOLD_IN_WORDS = {"file", "not-text", "PAR006"}
"""Rules about more than one text; each has a test of its own below."""
SHOWN = sorted(set(NAMES) - TOLD_IN_WORDS)


def block(rule, kind):
    documentation = documentation_of(rule)
    blocks = dict(BLOCK.findall(documentation + "\n"))
    if kind == "Good" and PATCH in documentation:
        return json.dumps(merged(json.loads(blocks["Bad"]), json.loads(blocks["Good"])), indent=2)
    return "\n".join(line[4:] for line in blocks[kind].splitlines())


def whole(rule, text):
    """Return a block as a whole template; what is a file already stays as it is."""
    value = None if rule.startswith(("json-", "SUP")) else json.loads(text)
    if value is None:
        resources = "" if '"resources"' in text else '"resources": [], '
        start = f'{{"$schema": "{arm.SCHEMA}", "contentVersion": "1.0.0.0", {resources}'
        return text.replace("{", start, 1)
    if rule.startswith("PAR") and "type" not in value:
        return text
    if isinstance(value, list) or "type" in value:
        value = {"resources": value if isinstance(value, list) else [value]}
    if TEMPLATE_KEYS & value.keys():
        value = {"resources": [], **value}
    if "contentVersion" not in value:
        value = arm.template(**value)
    return json.dumps(value, indent=2)


def findings(text, tmp_path):
    path = tmp_path / "azuredeploy.json"
    path.write_text(text, encoding="utf-8")
    return validate_files([path]).findings


@pytest.mark.parametrize("rule", SHOWN)
def test_the_bad_example_breaks_the_rule(rule, tmp_path):
    assert rule in {item.rule for item in findings(whole(rule, block(rule, "Bad")), tmp_path)}


@pytest.mark.parametrize("rule", SHOWN)
def test_the_good_example_breaks_no_rule(rule, tmp_path):
    found = findings(whole(rule, block(rule, "Good")), tmp_path)
    assert [i.message for i in found if i.severity > Severity.INFO or i.rule == rule] == []


def test_the_table_has_a_module_for_each_rule_and_no_other():
    folder = Path(structural.__file__).parent
    files = {path.stem for path in folder.glob("*/rules/*.py")} - {"__init__"}
    assert files == {name.replace("-", "_") for name in NAMES.values()}
    for id_, name in NAMES.items():
        rule = structural_rule(id_)
        assert (rule.id, rule.name) == (id_, name)
        assert rule.url.startswith("https://") or id_.startswith("SUP")


def test_every_rule_is_explained(capsys):
    for entry in catalog().values():
        assert entry.documentation.splitlines()[0].endswith(".")
        assert explain(entry.id, "text") == 0
        assert entry.summary[:40] in capsys.readouterr().out.replace("\n", " ")


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(InvalidInput) as caught:
        read_document(tmp_path / "absent.json")
    assert [item.rule for item in caught.value.diagnostics] == ["file"]
    (tmp_path / "odd.json").write_bytes(b'{"a": "\xff\xfe\xff"}')
    with pytest.raises(InvalidInput) as caught:
        read_document(tmp_path / "odd.json")
    assert [item.rule for item in caught.value.diagnostics] == ["not-text"]


def test_a_text_is_checked_as_a_file_is():
    assert [item.rule for item in validate_text('{"resources": [}', "a.json")] == ["json-syntax"]
