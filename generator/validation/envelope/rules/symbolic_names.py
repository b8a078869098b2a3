"""Resources by symbolic name need languageVersion 2.0, and it needs them.

With version 2.0 the resources are an object by symbolic name; without it they are an array.
Azure refuses the mix.

Bad:

    {"resources": {}}

Good:

    {"languageVersion": "2.0", "resources": {}}
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "TPL016",
    "symbolic-names",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/resource-declaration",
)
