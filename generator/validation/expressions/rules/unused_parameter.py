"""A parameter that is declared is used.

Whoever deploys the template must think of a value that changes nothing; often the parameter was
meant to be used and a literal is in its place.

Bad:

    {"parameters": {"size": {"type": "string"}}}

Good:

    {
      "parameters": {"size": {"type": "string"}},
      "outputs": {"size": {"type": "string", "value": "[parameters('size')]"}}
    }
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "TPL003",
    "unused-parameter",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/test-cases#declared-parameters-must-be-used",
)
