"""A custom script names the files that it downloads as they are called on the instance.

The handler for Linux puts all of them into one folder, in which the command runs: 'scripts/a.sh' is
'a.sh' there, to be run as ./a.sh. That for Windows keeps the folders of blobs, below their
container, and of nothing else. What is not there cannot run, and the extension fails everywhere.

Bad:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1",
      "settings": {"fileUris": ["https://example.org/scripts/install.sh"]},
      "protectedSettings": {"commandToExecute": "bash scripts/install.sh"}
    }

Good, as a patch:

    {"protectedSettings": {"commandToExecute": "bash install.sh"}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.delivery.command_files import remarks
from generator.delivery.downloads import files_of
from generator.delivery.in_templates import custom_scripts, known_text, written_text
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "EXT080",
    "command-and-files",
    Severity.ERROR,
    "https://github.com/MicrosoftDocs/azure-docs/issues/43816",
    words="customscript commandtoexecute",
)


def check(template: Template) -> Iterator[Finding]:
    """Find commands that name a file as it is not called where they run."""
    for script in custom_scripts(template):
        files = files_of(script.known_addresses(), script.system)
        written = files_of(script.known_addresses(chosen=False), script.system)
        for node in script.nodes("commandToExecute"):
            sure = list(remarks(written_text(node), written))
            for remark in remarks(known_text(node), files):
                severity = remark.severity if remark in sure else Severity.WARNING
                yield Finding(node, remark.message, severity)
