"""Some handlers do not go together on one machine.

A machine that is joined to Entra cannot join another domain. The Azure Monitor agent beside the
Log Analytics agent or the diagnostics extension sends the data twice, and the Dependency agent
needs 'enableAMA' beside it, or its data goes to the agent that is retired. The diagnostics
extension of Linux brings an agent of its own, which fails to install beside that of Log Analytics.

Bad:

    {
      "properties": {
        "virtualMachineProfile": {
          "extensionProfile": {
            "extensions": [
              {
                "name": "login",
                "properties": {
                  "publisher": "Microsoft.Azure.ActiveDirectory",
                  "type": "AADLoginForWindows",
                  "typeHandlerVersion": "2.0"
                }
              },
              {
                "name": "domain",
                "properties": {
                  "publisher": "Microsoft.Compute",
                  "type": "JsonADDomainExtension",
                  "typeHandlerVersion": "1.3",
                  "settings": {"Name": "example.org", "User": "join@example.org"},
                  "protectedSettings": {"Password": "[parameters('domainPassword')]"}
                }
              }
            ]
          }
        }
      },
      "identity": {"type": "SystemAssigned"}
    }

Good:

    {
      "properties": {
        "virtualMachineProfile": {
          "extensionProfile": {
            "extensions": [
              {
                "name": "domain",
                "properties": {
                  "publisher": "Microsoft.Compute",
                  "type": "JsonADDomainExtension",
                  "typeHandlerVersion": "1.3",
                  "settings": {"Name": "example.org", "User": "join@example.org"},
                  "protectedSettings": {"Password": "[parameters('domainPassword')]"}
                }
              }
            ]
          }
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import handlers, serves
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.hosts import hosts
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template
    from generator.scale_set.hosts import Host
    from generator.scale_set.view import Extension

RULE = Rule(
    "EXT044",
    "handler-conflict",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/overview",
    words="extension typehandlerversion",
)
_ENTRA, _DOMAIN = (
    ("microsoft.azure.activedirectory", "aadloginforwindows"),
    ("microsoft.compute", "jsonaddomainextension"),
)
_DIAGNOSTICS, _LOG_ANALYTICS = (
    ("microsoft.azure.diagnostics", "linuxdiagnostic"),
    ("microsoft.enterprisecloud.monitoring", "omsagentforlinux"),
)
_OLDER = {"diagnostics", "logAnalytics"}
"""What the handlers serve whose data the Azure Monitor agent sends too."""


def check(template: Template) -> Iterator[Finding]:
    """Find handlers that another one of the same machine excludes."""
    for host in hosts(template):
        by_handler = {item.handler: item for item in host.extensions if item.handler}
        if _ENTRA in by_handler and _DOMAIN in by_handler:
            yield Finding(
                by_handler[_DOMAIN].properties.at("type"),
                f"the {host.noun} joins Entra (AADLoginForWindows) and a domain; a machine can "
                "join one of them, so remove the other extension",
                Severity.ERROR,
            )
        if any(serves(handler, "monitoring") for handler in by_handler):
            yield from _beside_the_agent(host)
        elif _DIAGNOSTICS in by_handler and _LOG_ANALYTICS in by_handler:
            yield Finding(
                by_handler[_DIAGNOSTICS].properties.at("type"),
                "LinuxDiagnostic has often failed to install beside OmsAgentForLinux; take the "
                "Azure Monitor agent in the place of both",
                url="https://github.com/Azure/azure-linux-extensions/issues/488",
            )


def _beside_the_agent(host: Host) -> Iterator[Finding]:
    for extension in host.extensions:
        row = handlers().get(extension.handler) if extension.handler else None
        node = extension.properties.at("type")
        if row and row.serves in _OLDER:
            yield Finding(
                node, f"{row.type} beside the Azure Monitor agent sends the data twice; remove it"
            )
        elif row and row.serves == "dependencies" and _is_off(extension):
            yield Finding(
                node,
                f"{row.type} sends its data to the retired agent unless its setting 'enableAMA' "
                "is true",
            )


def _is_off(extension: Extension) -> bool:
    """Whether the Dependency agent does not know of the Azure Monitor agent."""
    settings = extension.settings
    switch = settings.at("enableAMA")
    return (not switch and (not settings or settings.known())) or switch.flag() is False
