"""A variable that is declared is used.

It tells its reader of something that is not so.

Bad:

    {"variables": {"size": "large"}}

Good:

    {
      "variables": {"size": "large"},
      "outputs": {"size": {"type": "string", "value": "[variables('size')]"}}
    }
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "TPL004",
    "unused-variable",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/test-cases#declared-variables-must-be-used",
)
