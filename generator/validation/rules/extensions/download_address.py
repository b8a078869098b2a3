"""A custom script downloads the file itself, from where the handler may fetch it.

The page that shows a file in a repository is HTML, which no shell can run. Azure Files takes signed
requests only, and the handlers sign in to blob storage alone.

Bad:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1",
      "settings": {"fileUris": ["https://github.com/contoso/web/blob/main/install.sh"]},
      "protectedSettings": {"commandToExecute": "bash install.sh"}
    }

Good, as a patch:

    {"settings": {"fileUris": ["https://raw.githubusercontent.com/contoso/web/main/install.sh"]}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.delivery.addresses import wrong_address
from generator.delivery.in_templates import custom_scripts, known_text, written_text
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "EXT081",
    "download-address",
    Severity.ERROR,
    "https://github.com/MicrosoftDocs/azure-docs/issues/109198",
    words="customscript fileuris",
)


def check(template: Template) -> Iterator[Finding]:
    """Find addresses of pages, and of storage that the handlers cannot read."""
    for script in custom_scripts(template):
        for node in script.addresses:
            message = wrong_address(known_text(node))
            if message:
                severity = None if wrong_address(written_text(node)) else Severity.WARNING
                yield Finding(node, message, severity)
