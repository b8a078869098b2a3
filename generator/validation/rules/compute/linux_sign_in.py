"""A Linux machine needs an SSH key or a password.

Azure refuses a Linux profile in which passwords are switched off and no key is given, and one with
neither.

Bad:

    {
      "virtualMachineProfile": {
        "osProfile": {
          "adminUsername": "azureops",
          "linuxConfiguration": {"disablePasswordAuthentication": true}
        }
      }
    }

Good:

    {
      "virtualMachineProfile": {
        "osProfile": {
          "adminUsername": "azureops",
          "linuxConfiguration": {
            "disablePasswordAuthentication": true,
            "ssh": {
              "publicKeys": [
                {
                  "path": "/home/azureops/.ssh/authorized_keys",
                  "keyData": "[parameters('key')]"
                }
              ]
            }
          }
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "SEC012",
    "linux-sign-in",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/linux/create-ssh-keys-detailed",
    words="linuxconfiguration",
)


def check(template: Template) -> Iterator[Finding]:
    """Find Linux profiles of scale sets and machines with neither key nor password."""
    for profile in profiles(template):
        system = profile.at("osProfile")
        linux = system.at("linuxConfiguration")
        keys = linux.at("ssh", "publicKeys")
        if not linux.known() or (keys and keys.resolved() != []):
            continue
        switch = linux.at("disablePasswordAuthentication")
        if switch.flag():
            yield Finding(
                switch,
                "passwords are switched off and there is no SSH key; add 'ssh.publicKeys'",
            )
        elif system.at("adminUsername") and not system.at("adminPassword") and not switch:
            yield Finding(
                system,
                "the Linux profile has neither an SSH key nor a password; add 'ssh.publicKeys' to "
                "'linuxConfiguration'",
            )
