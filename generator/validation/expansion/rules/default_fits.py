"""The default of a parameter fits its type, its allowed values and its bounds.

A deployment that gives no value fails. It is an error where one would use the default: where values
are given for others, or every parameter has a default. Else it is a warning, and so is a blank
default, which is there to be filled in.

Bad:

    {
      "parameters": {"count": {"type": "int", "defaultValue": 9, "maxValue": 5}},
      "outputs": {"count": {"type": "int", "value": "[parameters('count')]"}}
    }

Good:

    {
      "parameters": {"count": {"type": "int", "defaultValue": 3, "maxValue": 5}},
      "outputs": {"count": {"type": "int", "value": "[parameters('count')]"}}
    }
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "TPL009",
    "default-fits",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/parameters",
)
