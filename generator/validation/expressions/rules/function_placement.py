"""Some functions work only in some places.

newGuid() and utcNow() work in the default of a parameter only; reference() and the list
functions need deployed resources, and so work only in outputs and in the properties, the sku and
the tags of resources. The functions of a template have fewer still.

Bad:

    {
      "variables": {"id": "[newGuid()]"},
      "outputs": {"id": {"type": "string", "value": "[variables('id')]"}}
    }

Good:

    {
      "parameters": {"id": {"type": "string", "defaultValue": "[newGuid()]"}},
      "outputs": {"id": {"type": "string", "value": "[parameters('id')]"}}
    }
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "TPL021",
    "function-placement",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions",
)
