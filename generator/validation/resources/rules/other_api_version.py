"""The API version of a resource has the properties that are used.

A property that came with a later version, or went with an earlier one, is ignored or refused:
Microsoft.Compute refuses one of a later version.

Bad:

    {
      "type": "Microsoft.Compute/virtualMachineScaleSets",
      "apiVersion": "2020-12-01",
      "name": "web",
      "location": "westeurope",
      "properties": {"virtualMachineProfile": {"userData": "aGVsbG8="}}
    }

Good:

    {
      "type": "Microsoft.Compute/virtualMachineScaleSets",
      "apiVersion": "2024-07-01",
      "name": "web",
      "location": "westeurope",
      "properties": {"virtualMachineProfile": {"userData": "aGVsbG8="}}
    }
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "API004",
    "other-api-version",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/templates/",
)
