"""SSH keys of Linux instances go to the home of the administrator.

Azure takes no other place: a path must be /home/USER/.ssh/authorized_keys, USER being
'adminUsername', or be left out.

Bad:

    {
      "virtualMachineProfile": {
        "osProfile": {
          "adminUsername": "azureops",
          "linuxConfiguration": {
            "disablePasswordAuthentication": true,
            "ssh": {
              "publicKeys": [
                {"path": "/home/azureuser/.ssh/authorized_keys", "keyData": "ssh-rsa AAAA"}
              ]
            }
          }
        }
      }
    }

Good, as a patch:

    {"virtualMachineProfile": {"osProfile": {"adminUsername": "azureuser"}}}
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import as_written, profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "VMS090",
    "ssh-key-path",
    Severity.ERROR,
    "https://github.com/Azure/WALinuxAgent/issues/1852",
    words="publickeys",
)


def check(template: Template) -> Iterator[Finding]:
    """Find keys that go elsewhere than to the home of the administrator."""
    for profile in profiles(template):
        system = profile.at("osProfile")
        for key in system.at("linuxConfiguration", "ssh", "publicKeys"):
            yield from _of_key(key.at("path"), system.at("adminUsername"))


def _of_key(path: Node, user: Node) -> Iterator[Finding]:
    written = path.text()
    if not written:
        return
    match = re.fullmatch(r"/home/([^/]+)/\.ssh/authorized_keys", written)
    name = user.text()
    if match is None or (name and match[1] != name):
        right = f"/home/{name or as_written(user) or 'USER'}/.ssh/authorized_keys"
        yield Finding(
            path,
            f"'path' must be {right}, the home of 'adminUsername' (is {written}); correct it, or "
            "leave it out",
        )
