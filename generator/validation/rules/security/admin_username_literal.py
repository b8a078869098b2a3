"""The administrator's name should be a parameter.

Whoever reads the template knows half of what signs in to every machine that it makes, and the name
is the same everywhere.

Bad:

    {"virtualMachineProfile": {"osProfile": {"adminUsername": "azureops"}}}

Good:

    {"virtualMachineProfile": {"osProfile": {"adminUsername": "[parameters('adminUsername')]"}}}
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.lazy import regex
from generator.scale_set.view import profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "SEC001",
    "admin-username-literal",
    Severity.INFO,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
    words="adminusername",
)
_VARIABLE = regex(r"\[\s*variables\(\s*'([^']+)'\s*\)\s*\]", re.IGNORECASE)


def check(template: Template) -> Iterator[Finding]:
    """Find names of administrators that stand in the template."""
    for profile in profiles(template):
        name = profile.at("osProfile", "adminUsername")
        if _is_literal(name):
            yield Finding(name, "hard-coded 'adminUsername'; make it a parameter")


def _is_literal(node: Node) -> bool:
    value = node.value
    found = _VARIABLE.fullmatch(value) if isinstance(value, str) else None
    if found:
        value = node.template.root.at("variables", found[1]).value
    return isinstance(value, str) and bool(value) and not value.startswith("[")
