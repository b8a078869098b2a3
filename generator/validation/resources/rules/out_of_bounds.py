"""A value stays within what the API allows.

Numbers have a lowest and a highest value, strings and arrays a length; beyond them the provider
refuses the resource.

Bad:

    {
      "type": "Microsoft.Compute/virtualMachineScaleSets",
      "apiVersion": "2024-07-01",
      "name": "web",
      "location": "westeurope",
      "properties": {
        "upgradePolicy": {
          "mode": "Manual",
          "rollingUpgradePolicy": {
            "maxBatchInstancePercent": 150
          }
        }
      }
    }

Good, as a patch:

    {
      "properties": {
        "upgradePolicy": {"rollingUpgradePolicy": {"maxBatchInstancePercent": 50}}
      }
    }
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "TPL034",
    "out-of-bounds",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/templates/",
)
