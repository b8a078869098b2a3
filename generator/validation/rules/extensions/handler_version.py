"""An extension names its publisher, its type and a version of two numbers.

"typeHandlerVersion" is major.minor; Azure picks the rest, and refuses versions written out in full.

Bad:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1.3",
      "settings": {"commandToExecute": "sh install.sh"}
    }

Good:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1",
      "settings": {"commandToExecute": "sh install.sh"}
    }
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import extensions
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "EXT008",
    "handler-version",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/overview",
    words="typehandlerversion",
)


def check(template: Template) -> Iterator[Finding]:
    """Find extensions without a handler, or with a version that is not major.minor."""
    for extension in extensions(template):
        properties = extension.properties
        for name in ("publisher", "type", "typeHandlerVersion"):
            if extension.inline and properties.known() and not properties.at(name):
                yield Finding(properties, f"the extension lacks '{name}'")
        node = properties.at("typeHandlerVersion")
        version = node.text()
        if version and not re.fullmatch(r"\d+\.\d+", version):
            yield Finding(
                node,
                f"'typeHandlerVersion' must be major.minor, such as 2.1 (is '{version}')",
            )
