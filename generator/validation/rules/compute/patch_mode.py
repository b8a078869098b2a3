"""A patch mode is one of the operating system, and agrees with automatic updates on Windows.

Windows takes Manual with "enableAutomaticUpdates" false, AutomaticByOS and AutomaticByPlatform with
true, which it is where nothing is said; Linux takes ImageDefault and AutomaticByPlatform. How the
platform reboots is for AutomaticByPlatform only. Azure refuses the model otherwise.

Bad:

    {
      "virtualMachineProfile": {
        "osProfile": {
          "windowsConfiguration": {
            "enableAutomaticUpdates": true,
            "patchSettings": {"patchMode": "Manual"}
          }
        }
      }
    }

Good, as a patch:

    {
      "virtualMachineProfile": {
        "osProfile": {"windowsConfiguration": {"enableAutomaticUpdates": false}}
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

    from generator.language.template import Node, Template

RULE = Rule(
    "VMS092",
    "patch-mode",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching",
    words="patchsettings",
)
_MODES = {
    "windows": ("Manual", "AutomaticByOS", "AutomaticByPlatform"),
    "linux": ("ImageDefault", "AutomaticByPlatform"),
}
_UPDATES = {"manual": False, "automaticbyos": True, "automaticbyplatform": True}
"""What enableAutomaticUpdates must be. Source: REST reference, PatchSettings.patchMode."""


def check(template: Template) -> Iterator[Finding]:
    """Find patch modes that the system lacks, or that contradict its updates."""
    for profile in profiles(template):
        for system, modes in _MODES.items():
            configuration = profile.at("osProfile", f"{system}Configuration")
            settings = configuration.at("patchSettings")
            mode = settings.at("patchMode")
            said = mode.text()
            if said and said.lower() not in {name.lower() for name in modes}:
                other = "windows" if system == "linux" else "linux"
                if said.lower() in {name.lower() for name in _MODES[other]}:
                    yield Finding(
                        mode,
                        f"'patchMode' {said} is one of {other.title()}; {system.title()} takes "
                        f"{' or '.join(modes)}",
                    )
            elif said and system == "windows":
                yield from _updates(configuration.at("enableAutomaticUpdates"), mode, said)
            if said is not None or not mode:
                yield from _by_platform(settings, said or "")


def _updates(updates: Node, mode: Node, said: str) -> Iterator[Finding]:
    wanted = _UPDATES[said.lower()]
    found = updates.flag() if updates else True
    if found is not None and found != wanted:
        yield Finding(
            updates or mode,
            f"'patchMode' {said} needs 'enableAutomaticUpdates' {str(wanted).lower()}"
            f"{'' if updates else ' (is true where it is left out)'}; set it",
        )


def _by_platform(settings: Node, said: str) -> Iterator[Finding]:
    node = settings.at("automaticByPlatformSettings")
    if node.known() and said.lower() != "automaticbyplatform":
        yield Finding(
            node,
            "'automaticByPlatformSettings' is for 'patchMode' AutomaticByPlatform only; set it, or "
            "remove these",
        )
    hot = settings.at("enableHotpatching")
    if hot.flag() and said.lower() != "automaticbyplatform":
        yield Finding(
            hot, "'enableHotpatching' needs 'patchMode' AutomaticByPlatform; set it, or remove this"
        )
