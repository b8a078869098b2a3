"""Azure refuses weak administrator passwords.

A password has 8 to 123 characters on Windows and 6 to 72 on Linux, with three of lower case, upper
case, digits and others, and is none of the best known ones. It should be a parameter of type
secureString without a default; this rule looks at those that can be read in the template.

Bad:

    {
      "virtualMachineProfile": {
        "osProfile": {"adminUsername": "azureops", "adminPassword": "secret"}
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

import re
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import operating_system, profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS014",
    "admin-password",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/windows/faq",
    words="adminpassword",
)
_REFUSED = {
    "abc@123",
    "P@$$w0rd",
    "P@ssw0rd",
    "P@ssword123",
    "Pa$$word",
    "pass@word1",
    "Password!",
    "Password1",
    "Password22",
    "iloveyou!",
}
_LENGTHS = {"windows": (8, 123), "linux": (6, 72), None: (6, 123)}
_KINDS = ("[a-z]", "[A-Z]", "[0-9]", r"[\W_]")


def check(template: Template) -> Iterator[Finding]:
    """Find passwords in scale sets and machines that Azure refuses, without repeating them."""
    for profile in profiles(template):
        node = profile.at("osProfile", "adminPassword")
        password = node.text()
        if not password:
            continue
        shortest, longest = _LENGTHS[operating_system(profile)]
        if not shortest <= len(password) <= longest:
            yield Finding(
                node,
                f"'adminPassword' must have {shortest} to {longest} characters; take it from a "
                "parameter of type secureString",
            )
        elif password in _REFUSED or sum(bool(re.search(kind, password)) for kind in _KINDS) < 3:
            yield Finding(
                node,
                "'adminPassword' is refused as too weak: it needs three of lower case, upper case, "
                "digits and other characters, and cannot be a well-known one",
            )
