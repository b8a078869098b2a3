"""A handler is asked for in a major version that it has.

Azure refuses a version that is not in its repository (ArtifactNotFound); 'autoUpgradeMinorVersion'
lifts the second number only.

Bad:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "1.10",
      "settings": {"commandToExecute": "echo ready"}
    }

Good, as a patch:

    {"typeHandlerVersion": "2.1"}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import handlers
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import extensions
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "EXT049",
    "handler-major-version",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/overview",
    words="typehandlerversion",
)


def check(template: Template) -> Iterator[Finding]:
    """Find extensions in a major version that was not seen of their handler."""
    for extension in extensions(template):
        row = handlers().get(extension.handler) if extension.handler else None
        node = extension.properties.at("typeHandlerVersion")
        major = (node.text() or "").split(".")[0]
        known = row.majors if row and row.sure and major.isascii() and major.isdigit() else ()
        if row and known and int(major) not in known:
            yield Finding(
                node,
                f"no version {major} of {row.type} is known, and Azure refuses one that it does "
                f"not have; the newest that was seen is {row.version}",
            )
