"""The Application Health extension needs a protocol, and a port or a path to go with it.

A request needs a path, a bare TCP connection needs a port and has no path.

Bad:

    {
      "publisher": "Microsoft.ManagedServices",
      "type": "ApplicationHealthLinux",
      "typeHandlerVersion": "1.0",
      "settings": {"protocol": "http", "port": 80}
    }

Good, as a patch:

    {"settings": {"requestPath": "/healthz"}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import serves
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import extensions
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template
    from generator.scale_set.view import Extension

RULE = Rule(
    "EXT011",
    "health-settings",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-health-extension",
    words="applicationhealth",
)


def check(template: Template) -> Iterator[Finding]:
    """Find health extensions that cannot ask for the health of an instance."""
    for extension in extensions(template):
        if serves(extension.handler, "health"):
            yield from _protocol(extension)


def _protocol(extension: Extension) -> Iterator[Finding]:
    settings = extension.settings
    node = settings.at("protocol")
    protocol = (node.text() or "").lower()
    path = settings.at("requestPath")
    if extension.properties.known() and not node:
        yield Finding(
            settings or extension.properties,
            "the health extension needs 'protocol': http, https or tcp",
        )
    elif protocol in {"http", "https"} and not path:
        yield Finding(settings, f"protocol {protocol} needs 'requestPath', such as /healthz")
    elif protocol == "tcp" and path.known() and path.resolved() != "":
        yield Finding(path, "protocol tcp takes no 'requestPath'; remove it, or use http")
    if protocol == "tcp" and not settings.at("port"):
        yield Finding(settings, "protocol tcp needs 'port'")
