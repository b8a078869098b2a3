"""Files of a custom script are fetched with encryption.

A download over plain http can be changed on the way, and runs as administrator.

Bad:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1",
      "settings": {"fileUris": ["http://example.org/install.sh"]},
      "protectedSettings": {"commandToExecute": "sh install.sh"}
    }

Good, as a patch:

    {"settings": {"fileUris": ["https://example.org/install.sh"]}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import LINUX_SCRIPT, WINDOWS_SCRIPT
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import extensions
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "EXT007",
    "file-uris",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux",
    words="fileuris",
)


def check(template: Template) -> Iterator[Finding]:
    """Find files that are fetched without encryption."""
    for extension in extensions(template):
        if extension.handler in {LINUX_SCRIPT, WINDOWS_SCRIPT}:
            for section in (extension.settings, extension.protected):
                for node in section.at("fileUris"):
                    if (node.text() or "").lower().startswith("http://"):
                        yield Finding(node, "this file is fetched over plain http; use https")
