"""A function is built in or declared.

Azure refuses the template. Functions of Bicep that are worked out when it is compiled, such as
loadTextContent(), do not exist in JSON.

Bad:

    {"outputs": {"name": {"type": "string", "value": "[toUper('a')]"}}}

Good:

    {"outputs": {"name": {"type": "string", "value": "[toUpper('a')]"}}}
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "TPL019",
    "unknown-function",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions",
)
