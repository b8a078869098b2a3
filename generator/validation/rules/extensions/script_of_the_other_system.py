"""The command of a Linux custom script is one of Linux.

The handler gives it to a shell, which knows neither PowerShell.exe nor cmd: the extension fails on
every instance.

Bad:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1",
      "autoUpgradeMinorVersion": true,
      "protectedSettings": {
        "commandToExecute": "powershell -File install.ps1"
      }
    }

Good, as a patch:

    {
      "protectedSettings": {
        "commandToExecute": "sh install.sh"
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import LINUX_SCRIPT
from generator.delivery.custom_script import is_windows_command
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import extensions
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "EXT070",
    "script-of-the-other-system",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux",
    words="customscript commandtoexecute powershell|cmd",
)


def check(template: Template) -> Iterator[Finding]:
    """Find custom scripts of Linux with a command of Windows."""
    for extension in extensions(template):
        if extension.handler != LINUX_SCRIPT:
            continue
        for section in extension.sections:
            command = section.at("commandToExecute")
            if is_windows_command(command.text() or ""):
                yield Finding(
                    command,
                    "this is a command of Windows, and the handler is the one for Linux; give a "
                    "command of its shell, or take the handler for Windows",
                )
