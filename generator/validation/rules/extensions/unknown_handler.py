"""Publisher and type name a handler that exists.

Azure looks for both in its repository of extensions and refuses the deployment with
ArtifactNotFound where there is none. Of publishers that are not known here nothing is said; a type
that is like no other of a known publisher is a doubt.

Bad:

    {
      "publisher": "Microsoft.Azure.Monitor",
      "type": "AzureMonitorAgentLinux",
      "typeHandlerVersion": "1.36",
      "enableAutomaticUpgrade": true,
      "autoUpgradeMinorVersion": true
    }

Good:

    {
      "publisher": "Microsoft.Azure.NetworkWatcher",
      "type": "NetworkWatcherAgentLinux",
      "typeHandlerVersion": "1.4",
      "autoUpgradeMinorVersion": true
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import handlers, unknown_handler
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.hosts import host_of_each
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "EXT040",
    "unknown-handler",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/features-linux",
    words="publisher typehandlerversion",
)
_MOST_NAMED = 6


def check(template: Template) -> Iterator[Finding]:
    """Find extensions of a known publisher whose type there is not."""
    for host, extension in host_of_each(template):
        node = extension.properties.at("type")
        publisher, kind = extension.properties.at("publisher").text(), node.text()
        if not publisher or not kind:
            continue
        found = unknown_handler(publisher, kind, host.system if host else None)
        if found and found.certain:
            yield Finding(
                node,
                f"Azure has no extension handler {publisher}/{kind} and refuses it; "
                f"did you mean {found.meant}?",
            )
        elif found:
            yield Finding(
                node,
                f"no extension handler {publisher}/{kind} is known, and Azure refuses one that "
                f"does not exist; that publisher has {_types(publisher)}",
                Severity.WARNING,
            )


def _types(publisher: str) -> str:
    names = [row.type for key, row in handlers().items() if key[0] == publisher.lower()]
    more = ["and more"] if len(names) > _MOST_NAMED else []
    return ", ".join(names[:_MOST_NAMED] + more)
