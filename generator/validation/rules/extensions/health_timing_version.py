"""The health extension takes the timing that its version knows, and reports every four minutes.

Version 1 knows 'intervalInSeconds' and 'numberOfProbes'; its schema on Linux is closed, so that the
handler fails over 'gracePeriod' and 'vmWatchSettings', which came with version 2.0. An interval
times the number of probes may come to 240 seconds.

Bad:

    {
      "publisher": "Microsoft.ManagedServices",
      "type": "ApplicationHealthLinux",
      "typeHandlerVersion": "1.0",
      "settings": {"protocol": "tcp", "port": 80, "intervalInSeconds": 30, "gracePeriod": 600}
    }

Good, as a patch:

    {"typeHandlerVersion": "2.0"}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import serves, system_of
from generator.azure.limits import limit
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import extensions
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template
    from generator.scale_set.view import Extension

RULE = Rule(
    "EXT016",
    "health-timing-version",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-health-extension",
    words="applicationhealth",
)
_INTERVAL, _PROBES = limit("health-interval"), limit("health-probes")
_LONGEST = limit("health-settling")
_SINCE_TWO = ("gracePeriod", "vmWatchSettings")
"""What version 1 does not know. Source: main/schema.go of the handler for Linux, 1.0.6, 2.0.0."""


def check(template: Template) -> Iterator[Finding]:
    """Find settings of the health extension that its version does not take."""
    for extension in extensions(template):
        if serves(extension.handler, "health"):
            version = extension.properties.at("typeHandlerVersion").text() or ""
            closed = system_of(extension.handler or ("", "")) == "linux"
            if version.startswith("1."):
                yield from _of_version_one(extension, version, closed)
            yield from _settling(extension, closed and version.startswith("2."))


def _of_version_one(extension: Extension, version: str, closed: bool) -> Iterator[Finding]:
    effect = "the handler fails over it" if closed else "it does nothing"
    for name in _SINCE_TWO:
        node = extension.settings.at(name)
        if node.known():
            yield Finding(
                node,
                f"version {version} does not know '{name}': {effect}; use 'typeHandlerVersion' 2.0 "
                "and its body contract, or remove it",
                None if closed else Severity.WARNING,
            )


def _settling(extension: Extension, checked: bool) -> Iterator[Finding]:
    node = extension.settings.at("intervalInSeconds")
    seconds = (node.number() or _INTERVAL) * (
        extension.settings.at("numberOfProbes").number() or _PROBES
    )
    if seconds > _LONGEST:
        where = node or extension.settings.at("numberOfProbes")
        yield Finding(
            where,
            f"'intervalInSeconds' times 'numberOfProbes' may be {_LONGEST} seconds (is {seconds})",
            None if checked else Severity.WARNING,
        )
