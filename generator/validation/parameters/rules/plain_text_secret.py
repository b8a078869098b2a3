"""A parameter file holds no secret in plain text.

Parameter files lie in repositories. A secure parameter gets its value from a Key Vault, or when
the template is deployed. A placeholder is no secret.
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "PAR006",
    "plain-text-secret",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/key-vault-parameter",
)
