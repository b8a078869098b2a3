"""Azure refuses some administrator names.

Names that attackers try first are not taken, nor are names longer than the system allows.

Bad:

    {
      "virtualMachineProfile": {
        "osProfile": {"adminUsername": "root", "adminPassword": "[parameters('password')]"}
      }
    }

Good:

    {
      "virtualMachineProfile": {
        "osProfile": {"adminUsername": "azureops", "adminPassword": "[parameters('password')]"}
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import operating_system, profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS013",
    "admin-name",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/windows/faq",
    words="adminusername",
)
_REFUSED = {
    *("1", "123", "a", "actuser", "adm", "admin", "admin1", "admin2", "administrator"),
    *("aspnet", "backup", "console", "david", "guest", "john", "owner", "root", "server", "sql"),
    *("support", "support_388945a0", "sys", "test", "test1", "test2", "test3"),
    *("user", "user1", "user2", "user3", "user4", "user5"),
}
_LONGEST = {"windows": 20, "linux": 64, None: 64}


def check(template: Template) -> Iterator[Finding]:
    """Find administrator names of scale sets and machines that Azure refuses."""
    for profile in profiles(template):
        node = profile.at("osProfile", "adminUsername")
        name = node.text()
        if not name:
            continue
        system = operating_system(profile)
        longest = _LONGEST[system]
        if name.lower() in _REFUSED:
            yield Finding(node, f"'adminUsername' cannot be '{name}'; choose a less common name")
        elif len(name) > longest:
            yield Finding(
                node,
                f"'adminUsername' must have at most {longest} characters (has {len(name)})",
            )
        elif system == "windows" and name.endswith("."):
            yield Finding(node, "'adminUsername' cannot end in a dot on Windows")
