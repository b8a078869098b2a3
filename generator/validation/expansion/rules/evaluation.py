"""An expression gives a value, of the type that is declared for it.

What is worked out here as Azure does it fails there too: an index that is not there, a property
that an object does not have, a number that is none, an output of another type than it declares.

Bad:

    {"outputs": {"name": {"type": "string", "value": "[substring('text', 3, 5)]"}}}

Good:

    {"outputs": {"name": {"type": "string", "value": "[substring('text', 1, 2)]"}}}
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "TPL022",
    "evaluation",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions",
)
