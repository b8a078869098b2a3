"""A secure parameter has no default.

Everybody who can read the template reads the secret, and every deployment that forgets to give
one has the same. An empty string and newGuid() are no secrets, and of an object only what stands at
the name of one; a word that stands for a secret (`GEN-PASSWORD`, `n/a`) is a warning.

Bad:

    {
      "parameters": {"password": {"type": "secureString", "defaultValue": "Pa55word!"}},
      "outputs": {"length": {"type": "int", "value": "[length(parameters('password'))]"}}
    }

Good:

    {
      "parameters": {"password": {"type": "secureString"}},
      "outputs": {"length": {"type": "int", "value": "[length(parameters('password'))]"}}
    }
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "SEC004",
    "secure-parameter-default",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/test-cases#secure-parameters-cant-have-hard-coded-default",
)
