"""A fault of each rule, seeded into every scale-set quickstart and every starter: it is reported.

`pytest -s tests/test_rule_recall.py` prints what was missed.
"""

from __future__ import annotations

import copy
import json

import pytest
from conftest import OUTPUT
from corpus_templates import CORPUS
from rule_blocks import RULES
from seeds import SEEDS

from generator.diagnostics import InvalidInput
from generator.language.source import read_document, read_json
from generator.validation.lint import validate_document

SCALE_SET = "microsoft.compute/virtualmachinescalesets"


def hosts():
    """Go through templates with a scale set of their own: name, value, index of the scale set."""
    paths = [*sorted(OUTPUT.rglob("azuredeploy.json"))]
    if CORPUS.is_dir():
        paths += sorted((CORPUS / "quickstarts").rglob("*.json"))
    for path in paths:
        try:
            value = read_document(path).value
        except InvalidInput:
            continue
        listed = value.get("resources") if isinstance(value, dict) else None
        for index, resource in enumerate(listed if isinstance(listed, list) else ()):
            kind = str(resource.get("type", "")).lower() if isinstance(resource, dict) else ""
            profile = isinstance(resource, dict) and resource.get("properties", {})
            if kind == SCALE_SET and isinstance(profile, dict) and isinstance(profile.get("virtualMachineProfile"), dict):  # fmt: skip
                yield path.parent.name, value, index
                break


def reported(text, rule, path):
    """Tell whether a rule reports a place: "no", "elsewhere" or "there"."""
    document = read_json(text, "seeded.json")
    lines = {document.position(path).line, document.position(path, key=True).line}
    found = [item for item in validate_document(document) if item.rule == rule]
    if not found:
        return "no"
    return "there" if any(item.position.line in lines for item in found) else "elsewhere"


HOSTS = list(hosts())


def test_every_rule_on_resources_has_a_fault_to_seed():
    assert {loaded.rule.id for loaded in RULES} <= set(SEEDS)


@pytest.mark.parametrize("rule", sorted(SEEDS))
def test_a_seeded_fault_is_reported_on_its_line(rule):
    results = {}
    for name, value, index in HOSTS:
        template = copy.deepcopy(value)
        path = SEEDS[rule](template, index)
        if path is not None:
            results[name] = reported(json.dumps(template, indent=1), rule, path)
    missed = {name: result for name, result in results.items() if result != "there"}
    print(f"{rule}: {len(results) - len(missed)} of {len(results)}; missed: {missed}")
    assert results, "no template can have this fault"
    assert len(missed) <= 0.05 * len(results), missed
