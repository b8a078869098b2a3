"""Custom data and user data must not hold secrets.

Every process of an instance can ask for its user data, and custom data stays on the disk. A machine
gets secrets from a Key Vault with its identity, or in the protected settings of an extension.

Bad:

    {
      "parameters": {"token": {"type": "secureString"}},
      "resources": [
        {
          "type": "Microsoft.Compute/virtualMachineScaleSets",
          "apiVersion": "2025-04-01",
          "name": "web",
          "location": "westeurope",
          "properties": {
            "virtualMachineProfile": {"userData": "[base64(parameters('token'))]"}
          }
        }
      ]
    }

Good:

    {"virtualMachineProfile": {"userData": "[base64('color=blue')]"}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import profiles
from generator.validation.rule import Rule
from generator.validation.secrets import secrets_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "SEC008",
    "secret-in-custom-data",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/user-data",
    words="customdata|userdata",
)


def check(template: Template) -> Iterator[Finding]:
    """Find data of scale sets and machines that give a secret away."""
    for profile in profiles(template):
        for node, severity in (
            (profile.at("userData"), None),
            (profile.at("osProfile", "customData"), Severity.WARNING),
        ):
            for leak in secrets_in(node):
                yield Finding(
                    leak.node,
                    f"{leak.secret} can be read on the machine in '{node.path[-1]}'; fetch it "
                    "with the identity of the machine instead",
                    Severity.WARNING if leak.doubtful else severity,
                )
