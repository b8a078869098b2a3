"""Files of a custom script need an address each, protected on the way and unlike the others.

A download over plain http can be changed on the way, and runs as administrator. On Linux all files
land in one folder under the last part of their address: an address without one is refused, and of
two files with one name the later wins.

Bad:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1",
      "settings": {"fileUris": ["http://example.org/install.sh"]},
      "protectedSettings": {"commandToExecute": "sh install.sh"}
    }

Good:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1",
      "settings": {"fileUris": ["https://example.org/install.sh"]},
      "protectedSettings": {"commandToExecute": "sh install.sh"}
    }
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

    from generator.language.template import Node, Template

RULE = Rule(
    "EXT007",
    "file-uris",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux",
)


def check(template: Template) -> Iterator[Finding]:
    """Find addresses of files that are unsafe, unusable or in each other's way."""
    for extension in extensions(template):
        if extension.handler in {LINUX_SCRIPT, WINDOWS_SCRIPT}:
            for section in (extension.settings, extension.protected):
                addresses = list(section.at("fileUris"))
                yield from _unsafe(addresses)
                if extension.handler == LINUX_SCRIPT:
                    yield from _flattened(addresses)


def _unsafe(addresses: list[Node]) -> Iterator[Finding]:
    for node in addresses:
        if (node.text() or "").lower().startswith("http://"):
            yield Finding(node, "this file is fetched over plain http; use https")


def _flattened(addresses: list[Node]) -> Iterator[Finding]:
    seen: set[str] = set()
    for node in addresses:
        path = (node.text() or "").partition("?")[0]
        name = path.rpartition("/")[2]
        if path.endswith("/"):
            yield Finding(
                node,
                "this address ends in '/' and names no file, which the handler refuses; add the "
                "name of the file",
                Severity.ERROR,
            )
        elif name and name in seen:
            yield Finding(
                node,
                f"another file is called '{name}' too, and both land in one folder; rename one",
            )
        seen.add(name)
