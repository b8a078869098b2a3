"""Outputs must not hold secrets.

The outputs of a deployment are in its history, for anyone who may read it. An output of the type
secureString is not recorded.

Bad:

    {
      "parameters": {"password": {"type": "secureString"}},
      "outputs": {
        "login": {"type": "string", "value": "[concat('azureops:', parameters('password'))]"}
      }
    }

Good:

    {
      "parameters": {"password": {"type": "secureString"}},
      "outputs": {"given": {"type": "bool", "value": "[not(empty(parameters('password')))]"}}
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.rule import Rule
from generator.validation.secrets import secrets_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "SEC005",
    "secret-in-output",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/outputs",
    words="outputs",
)


def check(template: Template) -> Iterator[Finding]:
    """Find outputs that give a secret away."""
    for name, output in template.root.at("outputs").members():
        if (output.at("type").text() or "").lower() not in {"securestring", "secureobject"}:
            for part in ("value", "copy"):
                for leak in secrets_in(output.at(part)):
                    yield Finding(
                        leak.node,
                        f"{leak.secret} is recorded in the deployment history by output "
                        f"'{name}'; remove it, or fetch the secret where it is used",
                        Severity.WARNING if leak.doubtful else None,
                    )
