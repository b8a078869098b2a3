"""Files of a custom script land in one folder, by the last name of their addresses.

Two of one name overwrite each other; blobs on Windows keep the folders that they have in their
container. An address that ends in a slash names no file, which the handler for Linux refuses.

Bad:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1",
      "settings": {
        "fileUris": ["https://example.com/a/install.sh", "https://example.com/b/install.sh"],
        "commandToExecute": "sh install.sh"
      }
    }

Good, as a patch:

    {
      "settings": {
        "fileUris": ["https://example.com/a/install.sh", "https://example.com/b/start.sh"]
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import LINUX_SCRIPT, WINDOWS_SCRIPT
from generator.delivery.custom_script import downloaded_as, url_path
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import extensions
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "EXT015",
    "file-uri-names",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux",
    words="fileuris",
)


_SYSTEMS = {LINUX_SCRIPT: "linux", WINDOWS_SCRIPT: "windows"}


def check(template: Template) -> Iterator[Finding]:
    """Find addresses that name no file, or one that another one names too."""
    for extension in extensions(template):
        system = _SYSTEMS.get(extension.handler or ("", ""))
        for section in extension.sections if system else ():
            yield from _names(list(section.at("fileUris")), str(system))


def _names(addresses: list[Node], system: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for node in addresses:
        address = node.text() or ""
        name = downloaded_as(address, system)
        key = name.lower() if system == "windows" else name
        if system == "linux" and url_path(address).endswith("/"):
            yield Finding(
                node,
                "this address ends in '/' and names no file, which the handler refuses; add the "
                "name of the file",
                Severity.ERROR,
            )
        elif name and key in seen:
            yield Finding(
                node,
                f"another file is called '{name}' too, and both land in one folder; rename one",
            )
        seen.add(key)
