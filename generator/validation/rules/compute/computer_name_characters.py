"""The computer name prefix has letters, digits and hyphens, and not digits alone on Windows.

Azure makes the names of the instances of it, and refuses what a name of a host cannot have.

Bad:

    {
      "virtualMachineProfile": {
        "osProfile": {"computerNamePrefix": "web_", "windowsConfiguration": {}}
      }
    }

Good:

    {
      "virtualMachineProfile": {
        "osProfile": {"computerNamePrefix": "web-", "windowsConfiguration": {}}
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS091",
    "computer-name-characters",
    Severity.ERROR,
    "https://github.com/Azure/azure-xplat-cli/issues/2761",
    words="computernameprefix",
)
_REFUSED = frozenset("`~!@#$%^&*()=+_[]{}\\|;:'\",<>/? ")
"""What no name of an instance may have; those of Windows have no dot either."""


def check(template: Template) -> Iterator[Finding]:
    """Find prefixes with characters that a name of an instance cannot have."""
    for scale_set in scale_sets(template):
        node = scale_set.profile.at("osProfile", "computerNamePrefix")
        prefix = node.text() or ""
        windows = scale_set.operating_system == "windows"
        refused = _REFUSED | {"."} if windows else _REFUSED
        found = next((letter for letter in prefix if letter in refused), None)
        if found is not None:
            shown = "a space" if found == " " else f"'{found}'"
            yield Finding(
                node,
                f"'computerNamePrefix' cannot have {shown} (is '{prefix}'); use letters, digits "
                "and hyphens",
            )
        elif windows and prefix.isdecimal():
            yield Finding(
                node,
                f"'computerNamePrefix' cannot be digits alone on Windows (is '{prefix}'); begin "
                "it with a letter",
            )
