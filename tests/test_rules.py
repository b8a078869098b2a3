"""Every rule says what it documents: its Bad block breaks it, its Good block none.

A block is JSON, and as short as it can be: a list of resources, a template (or a part of one), a
resource, an extension's properties (they name a publisher), a scale set without its type (it has
"properties" or "zones"), or else the properties of a scale set. The text "<7 bytes>" stands for the
base64 of that many bytes.
"""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest

from generator.diagnostics import Severity
from generator.language.template import Template
from generator.validation.rule import LoadedRule, all_rules

RULES = all_rules()
BLOCK = re.compile(r"^(Bad|Good):\n\n((?:    .*\n|\n)+)", re.MULTILINE)
BYTES = re.compile(r"<(\d+) bytes>")
TEMPLATE_KEYS = {"resources", "outputs", "parameters", "variables"}
SCALE_SET: dict[str, Any] = {
    "type": "Microsoft.Compute/virtualMachineScaleSets",
    "apiVersion": "2025-04-01",
    "name": "web",
    "location": "[resourceGroup().location]",
}


def template_of(block: Any) -> Template:
    if isinstance(block, list):
        return template_of({"resources": block})
    if "publisher" in block:
        extension = {"name": "extension", "properties": block}
        return template_of(
            {"virtualMachineProfile": {"extensionProfile": {"extensions": [extension]}}}
        )
    if "type" in block:
        return template_of([block])
    if not TEMPLATE_KEYS & block.keys():
        body = block if {"properties", "zones"} & block.keys() else {"properties": block}
        return template_of([SCALE_SET | body])
    return Template({"resources": [], **block, "parameters": _declared(block)})


def _declared(block: dict[str, Any]) -> dict[str, Any]:
    used = re.findall(r"parameters\('(\w+)'\)", json.dumps(block))
    declared: dict[str, Any] = block.get("parameters", {})
    return {name: {"type": "string"} for name in used} | declared


def blocks_of(rule: LoadedRule) -> dict[str, Any]:
    blocks = BLOCK.findall(rule.documentation + "\n")
    return {kind: json.loads(BYTES.sub(_bytes, text)) for kind, text in blocks}


def _bytes(match: re.Match[str]) -> str:
    return base64.b64encode(b"#" * int(match[1])).decode()


def broken_by(template: Template) -> dict[str, Severity]:
    return {
        f"{rule.rule.id} {finding.message}": finding.severity or rule.rule.severity
        for rule in RULES
        for finding in rule.check(template)
    }


def named(rule: LoadedRule) -> str:
    return rule.rule.id


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_bad_block_breaks_the_rule(rule: LoadedRule) -> None:
    broken = broken_by(template_of(blocks_of(rule)["Bad"]))
    assert [text for text in broken if text.startswith(rule.rule.id)], broken


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_good_block_breaks_no_rule(rule: LoadedRule) -> None:
    broken = broken_by(template_of(blocks_of(rule)["Good"]))
    # Another rule may have something to remark, such as that DSC retires one day.
    assert [
        text
        for text, severity in broken.items()
        if severity > Severity.INFO or text.startswith(rule.rule.id)
    ] == []


def test_ids_and_names_are_unique() -> None:
    assert len({item.rule.id for item in RULES}) == len(RULES)
    assert len({item.rule.name for item in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_rule_names_its_source(rule: LoadedRule) -> None:
    assert re.fullmatch(r"[A-Z]{2,4}\d{3}", rule.rule.id)
    assert rule.rule.url.startswith("https://")
    assert rule.documentation.splitlines()[0].endswith(".")
