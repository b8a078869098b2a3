"""A fault of each rule, seeded into every scale-set quickstart and every starter: it is reported.

`pytest -s tests/validation/rules/test_rule_recall.py` prints what was missed.
"""

from __future__ import annotations

import copy
import json
from functools import cache

import pytest

from generator.diagnostics import InvalidInput
from generator.language.documents.source import read_document, read_json
from generator.validation import document as validation
from generator.validation.batch import validate_files
from generator.validation.rule import rules_for
from generator.validation.structural import NAMES
from tests.support.corpus_templates import CORPUS
from tests.support.rule_blocks import RULES
from tests.support.seeds_structure import SEEDS
from tests.support.workspace import OUTPUT, ROOT

pytestmark = pytest.mark.slow

DATA = ROOT / "tests" / "data" / "hosts"
SCALE_SET = "microsoft.compute/virtualmachinescalesets"


def hosts(paths):
    """Yield templates with a scale set of their own: name, value, index of the scale set."""
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


def findings(document, rule):
    """Return what a rule reports; of the other rules in modules none runs, which take half the time."""

    def alone(text):
        return tuple(loaded for loaded in rules_for(text) if loaded.rule.id == rule)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(validation, "rules_for", alone)
        found = validation.validate_document(document)
    return [item for item in found if item.rule == rule]


def reported(text, rule, path):
    """Return whether a rule reports a place: "no", "elsewhere" or "there"."""
    document = read_json(text, "seeded.json")
    lines = {document.position(path).line, document.position(path, key=True).line}
    found = findings(document, rule)
    if not found:
        return "no"
    return "there" if any(item.position.line in lines for item in found) else "elsewhere"


HOSTS = list(hosts(sorted([*OUTPUT.rglob("azuredeploy.json"), *DATA.rglob("azuredeploy.json")])))
"""Our own templates with a scale set."""


@cache
def real_hosts():
    return list(hosts(sorted((CORPUS / "quickstarts").rglob("*.json"))))


NOT_IN_ONE_TEMPLATE = ("json-", "file", "not-text", "PAR", "SUP", "TPL025", "TPL026")
"""Rules on other files, on comments, on what takes long, and on templates that are elsewhere."""


def test_every_rule_has_a_fault_to_seed():
    rules = {loaded.rule.id for loaded in RULES} | set(NAMES)
    assert {rule for rule in rules if not rule.startswith(NOT_IN_ONE_TEMPLATE)} == set(SEEDS)


PARAMETER_FAULTS = {
    "PAR001": lambda file: file.update({"$schema": "https://example.com/parameters.json"}),
    "PAR002": lambda file: file.update({"contentVersion": "1.0"}),
    "PAR003": lambda file: file.pop("parameters"),
    "PAR004": lambda file: file["parameters"].update({"adminUsername": "azureops"}),
    "PAR005": lambda file: file["parameters"].update({"adminUsrname": {"value": "azureops"}}),
    "PAR006": lambda file: file["parameters"].update({"secret": {"value": "Pa55-word!"}}),
    "PAR007": lambda file: file["parameters"].update({"location": {"value": "[nowhere()]"}}),
}


@pytest.mark.parametrize("rule", sorted(PARAMETER_FAULTS))
def test_a_fault_seeded_into_a_parameter_file_is_reported(rule, tmp_path):
    for folder in sorted(path.parent for path in OUTPUT.rglob("azuredeploy.json")):
        template = json.loads((folder / "azuredeploy.json").read_text("utf-8"))
        if rule == "PAR006":
            template["parameters"]["secret"] = {"type": "secureString"}
        file = json.loads((folder / "azuredeploy.parameters.json").read_text("utf-8"))
        PARAMETER_FAULTS[rule](file)
        paths = [tmp_path / "azuredeploy.json", tmp_path / "azuredeploy.parameters.json"]
        for path, value in zip(paths, (template, file), strict=True):
            path.write_text(json.dumps(value, indent=1), encoding="utf-8")
        found = [i for i in validate_files(paths).findings if i.rule == rule]
        assert found, folder.name
        assert all(item.path.endswith("parameters.json") for item in found)


def recall(rule, templates):
    """Seed the fault of a rule into the templates that can have it; return what came of each."""
    results = {}
    for name, value, index in templates:
        template = copy.deepcopy(value)
        path = SEEDS[rule](template, index)
        if path is not None:
            results[name] = reported(json.dumps(template, indent=1), rule, path)
    return results


def test_a_rule_finds_the_same_alone_and_among_all():
    for number, rule in enumerate(sorted(SEEDS)):
        name, value, index = HOSTS[number % len(HOSTS)]
        template = copy.deepcopy(value)
        if number % 6 == 0 and SEEDS[rule](template, index) is not None:
            document = read_json(json.dumps(template, indent=1), name)
            among = [i for i in validation.validate_document(document) if i.rule == rule]
            assert findings(document, rule) == among != [], rule


@pytest.mark.parametrize("rule", sorted(SEEDS))
def test_a_seeded_fault_is_reported_on_its_line(rule):
    results = recall(rule, HOSTS)
    assert results, "no template can have this fault"
    assert {name: result for name, result in results.items() if result != "there"} == {}


@pytest.mark.corpus
@pytest.mark.parametrize("rule", sorted(SEEDS))
def test_a_fault_seeded_into_a_real_template_is_reported_on_its_line(rule):
    results = recall(rule, real_hosts())
    missed = {name: result for name, result in results.items() if result != "there"}
    print(f"{rule}: {len(results) - len(missed)} of {len(results)}; missed: {missed}")
    assert len(missed) <= 0.05 * len(results), missed
