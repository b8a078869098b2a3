"""Files of the Linux custom script land in one folder, by their last name.

Two of one name overwrite each other, and an address that ends in a slash names none, which the
handler refuses.

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

from generator.azure.handlers import LINUX_SCRIPT
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


def check(template: Template) -> Iterator[Finding]:
    """Find addresses that name no file, or one that another one names too."""
    for extension in extensions(template):
        if extension.handler == LINUX_SCRIPT:
            for section in (extension.settings, extension.protected):
                yield from _flattened(list(section.at("fileUris")))


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
