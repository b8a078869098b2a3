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
BLOCK = re.compile(r"^(Bad|Good)(?:, as a patch)?:\n\n((?:    .*\n|\n)+)", re.MULTILINE)
PATCH = "Good, as a patch:"
"""Before a block that says only what differs from Bad: a JSON merge patch (RFC 7396), in which an
element of an array that has a name is merged into the one of that name (and type) in Bad."""
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
    found = BLOCK.findall(rule.documentation + "\n")
    blocks = {kind: json.loads(BYTES.sub(_bytes, text)) for kind, text in found}
    if PATCH in rule.documentation:
        blocks["Good"] = merged(blocks["Bad"], blocks["Good"])
    return blocks


def merged(value: Any, patch: Any) -> Any:
    """Return a value with a patch: objects are merged, null removes, all else replaces."""
    if isinstance(patch, list) and isinstance(value, list):
        return _merged_by_name(value, patch)
    if not isinstance(patch, dict):
        return patch
    kept = dict(value) if isinstance(value, dict) else {}
    for key, item in patch.items():
        if item is None:
            kept.pop(key, None)
        else:
            kept[key] = merged(kept.get(key), item)
    return kept


def _merged_by_name(value: list[Any], patch: list[Any]) -> list[Any]:
    identities = [_identity(item) for item in value]
    if not all(identities) or not all(map(_identity, patch)):
        return patch
    kept = list(value)
    for item in patch:
        if _identity(item) in identities:
            at = identities.index(_identity(item))
            kept[at] = merged(kept[at], item)
        else:
            kept.append(item)
    return kept


def _identity(item: Any) -> tuple[str, str] | None:
    named = isinstance(item, dict) and "name" in item
    return (item["name"], item.get("type", "")) if named else None


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
