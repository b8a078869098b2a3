"""The computer name prefix must leave room for the instance number.

Azure appends six characters. A Windows name has 15, so a prefix longer than nine is refused; a
Linux one may have 58. Where the system is not known, a prefix that is too long for Windows is
doubtful.

Bad:

    {
      "virtualMachineProfile": {
        "osProfile": {"computerNamePrefix": "webfrontend", "windowsConfiguration": {}}
      }
    }

Good:

    {
      "virtualMachineProfile": {
        "osProfile": {"computerNamePrefix": "web", "windowsConfiguration": {}}
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.limits import limit, longest_prefix
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS001",
    "computer-name-prefix",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/templates/microsoft.compute/virtualmachinescalesets",
    words="computernameprefix",
)
_WINDOWS = (longest_prefix("windows"), longest_prefix("windows"))
_LINUX = (longest_prefix("linux"), longest_prefix("linux"))
_UNKNOWN = (limit("computer-name-windows"), longest_prefix("linux"))
_LONGEST = {"windows": _WINDOWS, "linux": _LINUX, None: _UNKNOWN}
"""The length from which there is doubt, and the one that is refused for certain."""


def check(template: Template) -> Iterator[Finding]:
    """Find prefixes that are empty or too long for the operating system."""
    for scale_set in scale_sets(template):
        node = scale_set.profile.at("osProfile", "computerNamePrefix")
        prefix = node.text()
        safe, longest = _LONGEST[scale_set.operating_system]
        if prefix is not None and not 1 <= len(prefix) <= safe:
            certain = not prefix or len(prefix) > longest
            yield Finding(
                node,
                f"'computerNamePrefix' {'must' if certain else 'should'} have 1 to {safe} "
                f"characters (has {len(prefix)}); Azure appends the instance number to it",
                None if certain else Severity.WARNING,
            )
