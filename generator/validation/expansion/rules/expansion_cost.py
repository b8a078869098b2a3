"""A template can be expanded in some seconds.

Loops within loops or lambdas can take longer than anybody waits, Azure included. What lies
behind is not checked then.

Bad:

    {
      "outputs": {
        "name": {
          "type": "int",
          "value": "[length(map(range(0, 9999), lambda('x', length(range(0, 9999)))))]"
        }
      }
    }

Good:

    {
      "outputs": {
        "name": {
          "type": "int",
          "value": "[length(map(range(0, 9), lambda('x', length(range(0, 9)))))]"
        }
      }
    }
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "TPL025",
    "expansion-cost",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices#template-limits",
)
