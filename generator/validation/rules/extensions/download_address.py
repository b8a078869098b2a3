"""A custom script, and DSC, downloads the file itself, from where the handler may fetch it.

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

from generator.azure.handlers import DSC
from generator.delivery.addresses import wrong_address
from generator.delivery.in_templates import custom_scripts, known_text, written_text
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import extensions
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "EXT081",
    "download-address",
    Severity.ERROR,
    "https://github.com/MicrosoftDocs/azure-docs/issues/109198",
    words="customscript|dsc fileuris|url",
)


def check(template: Template) -> Iterator[Finding]:
    """Find addresses of pages, and of storage that the handlers cannot read."""
    for node in _addresses(template):
        message = wrong_address(known_text(node))
        if message:
            severity = None if wrong_address(written_text(node)) else Severity.WARNING
            yield Finding(node, message, severity)


def _addresses(template: Template) -> Iterator[Node]:
    """Yield the addresses from which handlers download: those of custom scripts and of DSC."""
    for script in custom_scripts(template):
        yield from script.addresses
    for extension in extensions(template):
        if extension.handler == DSC:
            yield extension.settings.at("configuration", "url")
            yield extension.settings.at("configurationData", "url")
