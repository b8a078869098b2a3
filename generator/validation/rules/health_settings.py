"""The Application Health extension needs a protocol, and a port or a path to go with it.

A request needs a path, a bare TCP connection needs a port and has no path. Intervals, counts and
the grace period belong to version 2.0, which has a range for each.

Bad:

    {
      "publisher": "Microsoft.ManagedServices",
      "type": "ApplicationHealthLinux",
      "typeHandlerVersion": "1.0",
      "settings": {"protocol": "http", "port": 80}
    }

Good:

    {
      "publisher": "Microsoft.ManagedServices",
      "type": "ApplicationHealthLinux",
      "typeHandlerVersion": "1.0",
      "settings": {"protocol": "http", "port": 80, "requestPath": "/healthz"}
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.validation.rule import Finding, Rule
from generator.validation.scale_set import HEALTH_HANDLERS, extensions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template
    from generator.validation.scale_set import Extension

RULE = Rule(
    "EXT011",
    "health-settings",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-health-extension",
)
_RANGES = {"intervalInSeconds": (5, 60), "numberOfProbes": (1, 24), "gracePeriod": (0, 14_400)}


def check(template: Template) -> Iterator[Finding]:
    """Find health extensions that cannot ask for the health of an instance."""
    for extension in extensions(template):
        if extension.handler in HEALTH_HANDLERS:
            yield from _protocol(extension)
            yield from _port(extension.settings.at("port"))
            yield from _timing(extension)


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
    elif protocol and protocol not in {"http", "https", "tcp"}:
        yield Finding(node, f"'protocol' must be http, https or tcp (is '{node.text()}')")
    elif protocol in {"http", "https"} and not path:
        yield Finding(settings, f"protocol {protocol} needs 'requestPath', such as /healthz")
    elif protocol == "tcp" and path.known() and path.resolved() != "":
        yield Finding(path, "protocol tcp takes no 'requestPath'; remove it, or use http")
    if protocol == "tcp" and not settings.at("port"):
        yield Finding(settings, "protocol tcp needs 'port'")


def _port(node: Node) -> Iterator[Finding]:
    port = node.number()
    if port is not None and not 1 <= port <= 65535:
        yield Finding(node, f"'port' must be 1 to 65535 (is {port})")


def _timing(extension: Extension) -> Iterator[Finding]:
    version = extension.properties.at("typeHandlerVersion").text() or ""
    for name, (lowest, highest) in _RANGES.items():
        node = extension.settings.at(name)
        value = node.number()
        if version.startswith("1.") and node.known():
            yield Finding(
                node,
                f"'{name}' does nothing in version {version}; use 'typeHandlerVersion' 2.0 and its "
                "body contract, or remove it",
                Severity.WARNING,
            )
        elif value is not None and not lowest <= value <= highest:
            yield Finding(node, f"'{name}' must be {lowest} to {highest} (is {value})")
