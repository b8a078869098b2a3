"""A function gets the arguments that it takes.

Too few or too many arguments, or one of a type that it does not take, fail the deployment.

Bad:

    {"outputs": {"name": {"type": "string", "value": "[substring()]"}}}

Good:

    {"outputs": {"name": {"type": "string", "value": "[substring('text', 0, 2)]"}}}
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "TPL020",
    "function-arguments",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions",
)
