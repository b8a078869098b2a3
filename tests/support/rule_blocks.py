"""The blocks that rules document themselves with, as templates that rules can look at.

A block is JSON, and as short as it can be: a list of resources, a template (or a part of one), a
resource, an extension's properties (they name a publisher), a scale set without its type (it has
"properties" or "zones"), or else the properties of a scale set. The text "<7 bytes>" stands for the
base64 of that many bytes.
"""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any

from generator.language.template import Template
from generator.validation.rule import LoadedRule, all_rules

if TYPE_CHECKING:
    from generator.diagnostics import Severity

RULES = all_rules()
BLOCK = re.compile(r"^(Bad|Good):\n\n((?:    .*\n|\n)+)", re.MULTILINE)
BYTES = re.compile(r"<(\d+) bytes>")
TEMPLATE_KEYS = {"resources", "outputs", "parameters", "variables"}
SCALE_SET: dict[str, Any] = {
    "type": "Microsoft.Compute/virtualMachineScaleSets",
    "apiVersion": "2025-04-01",
    "name": "web",
    "location": "[parameters('location')]",
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
    kinds = {True: "secureString", False: "string"}
    return {name: {"type": kinds["password" in name.lower()]} for name in used} | declared


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
