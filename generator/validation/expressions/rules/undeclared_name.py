"""A parameter or variable in use is declared.

Azure refuses the template as a whole: it evaluates every name before it deploys anything. Where it
does not come to one, as in a branch that is not taken, it is a warning.

Bad:

    {"outputs": {"size": {"type": "string", "value": "[variables('size')]"}}}

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
    "TPL006",
    "undeclared-name",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions",
)
