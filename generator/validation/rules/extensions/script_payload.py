"""An inline script must be base64 and at most 262,144 characters long.

The Linux handler decodes "script" and unpacks it if it is gzip. What is too long or cannot be
decoded never runs, and recent handlers report success all the same.

Bad:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1",
      "settings": {},
      "protectedSettings": {"script": "#!/bin/sh"}
    }

Good:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1",
      "settings": {},
      "protectedSettings": {"script": "IyEvYmluL3NoCg=="}
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import LINUX_SCRIPT
from generator.azure.limits import limit
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.payload import payload_of
from generator.scale_set.view import extensions
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "EXT003",
    "script-payload",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux",
    words="customscript",
)
_LONGEST = limit("linux-script-characters")


def check(template: Template) -> Iterator[Finding]:
    """Find inline scripts that the handler cannot read."""
    for extension in extensions(template):
        if extension.handler == LINUX_SCRIPT:
            for section in (extension.settings, extension.protected):
                yield from _faults(section.at("script"))


def _faults(node: Node) -> Iterator[Finding]:
    payload = payload_of(node)
    if payload is None:
        return
    if payload.data is None:
        yield Finding(node, "'script' must be base64; encode the script, or use base64()")
    elif payload.encoded_length > _LONGEST:
        yield Finding(
            node,
            f"'script' must have at most {_LONGEST} characters (has {payload.encoded_length}); "
            "compress it with gzip first, or download it with 'fileUris'",
        )
    elif payload.is_broken_archive():
        yield Finding(node, "'script' begins like gzip and cannot be unpacked; compress it again")
