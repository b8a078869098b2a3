"""Linux machines should be signed in to with SSH keys.

Passwords are guessed, all day long, on every address that the internet reaches.

Bad:

    {
      "virtualMachineProfile": {
        "osProfile": {"linuxConfiguration": {"disablePasswordAuthentication": false}}
      }
    }

Good:

    {
      "virtualMachineProfile": {
        "osProfile": {
          "linuxConfiguration": {
            "disablePasswordAuthentication": true,
            "ssh": {
              "publicKeys": [
                {
                  "path": "/home/azureops/.ssh/authorized_keys",
                  "keyData": "[parameters('sshKey')]"
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
    "SEC009",
    "linux-password-authentication",
    Severity.INFO,
    "https://learn.microsoft.com/azure/virtual-machines/linux/create-ssh-keys-detailed",
    words="disablepasswordauthentication",
)


def check(template: Template) -> Iterator[Finding]:
    """Find Linux machines that take passwords."""
    for profile in profiles(template):
        flag = profile.at("osProfile", "linuxConfiguration", "disablePasswordAuthentication")
        if flag.flag() is False:
            yield Finding(flag, "these machines take passwords; use SSH keys and set it to true")
