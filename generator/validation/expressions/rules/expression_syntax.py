"""An expression follows the grammar.

Azure refuses the template: brackets, commas and quotes must go together, and nothing may follow
the closing bracket of a call but a property or an index.

Bad:

    {"outputs": {"name": {"type": "string", "value": "[concat('a', 'b']"}}}

Good:

    {"outputs": {"name": {"type": "string", "value": "[concat('a', 'b')]"}}}
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "TPL018",
    "expression-syntax",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions",
)
