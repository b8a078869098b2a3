"""A file is JSON as Azure reads it.

Azure takes comments, line ends in strings and a comma after the last element; all else that is not
JSON is refused before anything is deployed.

Bad:

    {"resources": [}

Good:

    {"resources": []} // a comment is fine
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "json-syntax",
    "json-syntax",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax",
)
