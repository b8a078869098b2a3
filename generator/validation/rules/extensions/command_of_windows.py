"""The command of a Windows custom script is one line that cmd can run.

The handler gives it to `cmd /c`: of several lines the first one runs, a line has at most 8,191
characters, a bare .ps1 is opened and not run, and single quotes quote nothing.

Bad:

    {
      "publisher": "Microsoft.Compute",
      "type": "CustomScriptExtension",
      "typeHandlerVersion": "1.10",
      "settings": {"fileUris": ["https://example.org/install.ps1"]},
      "protectedSettings": {"commandToExecute": "install.ps1"}
    }

Good, as a patch:

    {
      "protectedSettings": {
        "commandToExecute": "powershell -ExecutionPolicy Bypass -File install.ps1"
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.delivery.command_lines import line_remarks
from generator.delivery.in_templates import custom_scripts, known_text, written_text
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "EXT082",
    "command-of-windows",
    Severity.ERROR,
    "https://learn.microsoft.com/troubleshoot/windows-client/shell-experience/command-line-string-limitation",
    words="customscriptextension commandtoexecute",
)


def check(template: Template) -> Iterator[Finding]:
    """Find commands that cmd does not run, or not whole."""
    for script in custom_scripts(template):
        for node in script.nodes("commandToExecute") if script.system == "windows" else ():
            sure = {item.about for item in line_remarks(written_text(node))}
            for remark in line_remarks(known_text(node)):
                severity = None if remark.about in sure else Severity.WARNING
                yield Finding(node, remark.message, severity)
