"""No comma ends a list.

Azure and the Azure CLI take it; strict readers of JSON in other tools do not.

Bad:

    {"resources": [],}

Good:

    {"resources": []}
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "json-trailing-comma",
    "json-trailing-comma",
    Severity.INFO,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax",
)
