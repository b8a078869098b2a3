"""The custom script handler takes one kind of credentials, whole.

A storage account key needs the name of the account, and goes without a managed identity; the
identity is named by its client id or its object id, a GUID and not its resource id. The handler
refuses the rest at run time. That for Windows reads protected 'fileUris' and 'managedIdentity' from
version 1.10 on.

Bad:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1",
      "settings": {"fileUris": ["https://example.blob.core.windows.net/app/install.sh"]},
      "protectedSettings": {"commandToExecute": "sh install.sh", "storageAccountName": "example"}
    }

Good, as a patch:

    {"protectedSettings": {"storageAccountName": null, "managedIdentity": {}}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import LINUX_SCRIPT, WINDOWS_SCRIPT
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.expressions.builtins.resource_ids import is_guid
from generator.scale_set.view import extensions
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template
    from generator.scale_set.view import Extension

RULE = Rule(
    "EXT014",
    "script-credentials",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux",
    words="customscript",
)

_SINCE = 10
"""Source: https://github.com/Azure/azure-powershell/issues/11732"""


def check(template: Template) -> Iterator[Finding]:
    """Find credentials of custom script extensions that the handler refuses."""
    for extension in extensions(template):
        if extension.handler in {LINUX_SCRIPT, WINDOWS_SCRIPT}:
            yield from _credentials(extension)
            yield from _ids(extension)
        if extension.handler == WINDOWS_SCRIPT:
            yield from _too_old(extension)


def _credentials(extension: Extension) -> Iterator[Finding]:
    protected = extension.protected
    name, key = protected.at("storageAccountName"), protected.at("storageAccountKey")
    for one, other in ((name, key), (key, name)):
        if one.stands() and not other:
            yield Finding(one, f"'{one.path[-1]}' needs '{other.path[-1]}' next to it")
    identity = protected.at("managedIdentity")
    if identity.stands() and (name.stands() or key):
        yield Finding(
            identity, "'managedIdentity' and a storage account key exclude each other; keep one"
        )
    if identity.at("clientId").stands() and identity.at("objectId").stands():
        yield Finding(
            identity, "'managedIdentity' takes 'clientId' or 'objectId', not both; keep one"
        )


def _ids(extension: Extension) -> Iterator[Finding]:
    for name in ("clientId", "objectId"):
        node = extension.protected.at("managedIdentity", name)
        text = node.text()
        if text and not is_guid(text):
            advice = "; take it from reference() of the identity" if text.startswith("/") else ""
            yield Finding(node, f"'{name}' is a GUID, and this is none{advice}")


def _too_old(extension: Extension) -> Iterator[Finding]:
    """Yield what a handler does not read that neither is nor becomes version 1.10."""
    version = extension.properties.at("typeHandlerVersion").text() or ""
    lifts = extension.properties.at("autoUpgradeMinorVersion")
    major, _, minor = version.partition(".")
    old = major == "1" and minor.isascii() and minor.isdigit() and int(minor) < _SINCE
    if old and not (lifts and lifts.flag() is not False):
        for name in ("fileUris", "managedIdentity"):
            node = extension.protected.at(name)
            if node.known():
                yield Finding(
                    node,
                    f"'{name}' is read here from version 1.{_SINCE} on (is {version}); set "
                    "'autoUpgradeMinorVersion' to true, or ask for that version",
                )
