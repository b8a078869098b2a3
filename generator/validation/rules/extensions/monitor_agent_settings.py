"""The Azure Monitor agent knows which identity to use, and gets no settings of its forerunner.

It takes 'identifier-name' and 'identifier-value' together: a resource id with mi_res_id, a GUID
with client_id and object_id. With several user-assigned identities it cannot choose by itself. On
Linux any protected setting but those of a proxy, such as the workspaceKey of the Log Analytics
agent, makes it look for certificates that only Microsoft has.

Bad:

    {
      "publisher": "Microsoft.Azure.Monitor",
      "type": "AzureMonitorLinuxAgent",
      "typeHandlerVersion": "1.36",
      "autoUpgradeMinorVersion": true,
      "enableAutomaticUpgrade": true,
      "settings": {
        "authentication": {
          "managedIdentity": {"identifier-name": "client_id", "identifier-value": "agents"}
        }
      }
    }

Good, as a patch:

    {
      "settings": {
        "authentication": {
          "managedIdentity": {
            "identifier-value": "00000000-0000-0000-0000-000000000000"
          }
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import serves, system_of
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.expressions.builtins.resource_ids import is_guid
from generator.scale_set.hosts import host_of_each
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template
    from generator.scale_set.hosts import Host
    from generator.scale_set.view import Extension

RULE = Rule(
    "EXT043",
    "monitor-agent-settings",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-monitor/agents/azure-monitor-agent-manage",
    words="azuremonitor",
)
_NAME, _VALUE = "identifier-name", "identifier-value"


def check(template: Template) -> Iterator[Finding]:
    """Find settings of the Azure Monitor agent with which it does not start."""
    for host, extension in host_of_each(template):
        if serves(extension.handler, "monitoring"):
            identity = extension.settings.at("authentication", "managedIdentity")
            if identity.known():
                yield from _identifier(identity)
            elif host:
                yield from _choice(extension, host)
            if system_of(extension.handler or ("", "")) == "linux":
                yield from _protected(extension)
            yield from _proxy(extension)


def _identifier(identity: Node) -> Iterator[Finding]:
    name, value = identity.at(_NAME), identity.at(_VALUE)
    for one, other in ((name, _VALUE), (value, _NAME)):
        if one.stands() and not identity.at(other):
            yield Finding(one, f"'{one.path[-1]}' needs '{other}' next to it")
    kind, text = name.text(), value.text()
    if kind == "mi_res_id" and text and not text.startswith("/"):
        yield Finding(value, "with mi_res_id this is the resource id of the identity")
    elif kind in {"client_id", "object_id"} and text and not is_guid(text):
        is_id = text.startswith("/")
        advice = "; a resource id goes with mi_res_id" if is_id else ""
        yield Finding(value, f"with {kind} this is a GUID{advice}")


def _choice(extension: Extension, host: Host) -> Iterator[Finding]:
    if (host.identity.users or 0) > 1 and not extension.settings.at("authentication"):
        yield Finding(
            extension.properties.at("type"),
            f"the {host.noun} has several user-assigned identities, and the agent cannot tell "
            "which is meant; name one in 'authentication.managedIdentity' of its settings",
        )


def _protected(extension: Extension) -> Iterator[Finding]:
    applies = extension.settings.at("proxy", "mode")
    if applies and applies.text() != "none":
        return
    for key, node in extension.protected.members():
        if key.lower() != "proxy" and node:
            yield Finding(
                node,
                f"the agent has no protected setting '{key}': with any but those of a proxy it "
                "looks for certificates that it does not have, and fails; remove it",
            )
            return


def _proxy(extension: Extension) -> Iterator[Finding]:
    proxy = extension.settings.at("proxy")
    if proxy.at("mode").text() == "application" and not proxy.at("address"):
        yield Finding(proxy, "mode application needs the 'address' of the proxy")
    secret = extension.protected.at("proxy")
    given = extension.properties.at("protectedSettings")
    open_ = bool(given) and not given.known()
    if proxy.at("auth").flag() and not open_ and not extension.keeps_secrets_in_vault:
        missing = [name for name in ("username", "password") if not secret.at(name)]
        if missing:
            yield Finding(
                proxy.at("auth"),
                f"'auth' needs '{missing[0]}' in 'proxy' of 'protectedSettings'",
            )
