"""Bounds of a parameter go together.

minValue and maxValue are for numbers, minLength and maxLength for strings and arrays, and a lower
bound above the upper one leaves no value.

Bad:

    {
      "parameters": {"count": {"type": "int", "minValue": 5, "maxValue": 2}},
      "outputs": {"count": {"type": "int", "value": "[parameters('count')]"}}
    }

Good:

    {
      "parameters": {"count": {"type": "int", "minValue": 2, "maxValue": 5}},
      "outputs": {"count": {"type": "int", "value": "[parameters('count')]"}}
    }
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "TPL008",
    "min-max-value",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/parameters",
)
