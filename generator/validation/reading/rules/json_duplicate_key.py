"""Each name is once in an object.

Azure takes the last of two values and says nothing. What the first one says looks as if it were
in force.

Bad:

    {"parameters": {}, "parameters": {}}

Good:

    {"parameters": {}}
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "json-duplicate-key",
    "json-duplicate-key",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax",
)
