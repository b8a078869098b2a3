"""The custom script extension takes a fixed set of settings, each in its own place.

On Linux the handler refuses any key that it does not know. On both systems a command, a script or
the files cannot be given twice, and credentials stand in the protected settings. Recent Linux
handlers accept some contradictions and report success without running anything, so they are caught
here or nowhere.

Bad:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1",
      "settings": {"fileUrls": ["https://example.org/install.sh"]},
      "protectedSettings": {"commandToExecute": "sh install.sh"}
    }

Good:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1",
      "settings": {"fileUris": ["https://example.org/install.sh"]},
      "protectedSettings": {"commandToExecute": "sh install.sh"}
    }
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.validation.rule import Finding, Rule
from generator.validation.scale_set import LINUX_SCRIPT, WINDOWS_SCRIPT, extensions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template
    from generator.validation.scale_set import Extension

RULE = Rule(
    "EXT002",
    "custom-script-settings",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux",
)
_SECTIONS = ("settings", "protectedSettings")
_SHARED = {"commandToExecute", "fileUris"}
_CREDENTIALS = {"storageAccountName", "storageAccountKey", "managedIdentity"}
_KEYS = {
    LINUX_SCRIPT: (
        _SHARED | {"script", "skipDos2Unix", "timestamp"},
        _SHARED | {"script"} | _CREDENTIALS,
    ),
    WINDOWS_SCRIPT: (_SHARED | {"timestamp"}, _SHARED | _CREDENTIALS),
}
"""What may stand in the public and in the protected settings; the handlers mind the case."""


def check(template: Template) -> Iterator[Finding]:
    """Find settings of custom script extensions that the handler refuses or overlooks."""
    for extension in extensions(template):
        if extension.handler in _KEYS:
            yield from _keys(extension, *_KEYS[extension.handler])
            yield from _doubles(extension)
            yield from _command(extension)
            yield from _credentials(extension)
            yield from _timestamp(extension)


def _keys(extension: Extension, public: set[str], protected: set[str]) -> Iterator[Finding]:
    # Only the Linux handler is known to refuse other keys.
    severity = None if extension.handler == LINUX_SCRIPT else Severity.WARNING
    for section, here, there in (
        (_SECTIONS[0], public, protected),
        (_SECTIONS[1], protected, public),
    ):
        for key, node in extension.properties.at(section).members():
            if key in here or key == "copy":
                continue
            if key in there:
                other = _SECTIONS[1 - _SECTIONS.index(section)]
                message = f"'{key}' belongs in '{other}', not in '{section}'"
            else:
                message = f"the custom script extension has no setting '{key}'{_hint(key, here)}"
            yield Finding(node, message, severity)


def _hint(key: str, known: set[str]) -> str:
    by_case = {name.lower(): name for name in sorted(known)}
    close = difflib.get_close_matches(key.lower(), by_case, n=1)
    return f"; did you mean '{by_case[close[0]]}'?" if close else "; remove it"


def _doubles(extension: Extension) -> Iterator[Finding]:
    for key in ("commandToExecute", "script", "fileUris"):
        if extension.settings.at(key).stands() and extension.protected.at(key).stands():
            yield Finding(
                extension.settings.at(key),
                f"'{key}' stands in 'settings' and in 'protectedSettings'; keep one of them",
            )


def _command(extension: Extension) -> Iterator[Finding]:
    commands, scripts = (
        [section for section in (extension.protected, extension.settings) if section.at(key)]
        for key in ("commandToExecute", "script")
    )
    linux = extension.handler == LINUX_SCRIPT
    if linux and any(item.at("script").stands() for item in scripts):
        for section in commands:
            if section.at("commandToExecute").stands():
                yield Finding(
                    section.at("commandToExecute"),
                    "'commandToExecute' and 'script' exclude each other; keep one of them",
                )
    known = extension.properties.known() and not extension.keeps_secrets_in_vault
    if known and not commands and not (linux and scripts):
        wanted = "'commandToExecute' or 'script'" if linux else "'commandToExecute'"
        yield Finding(
            extension.properties, f"the custom script extension has nothing to run; add {wanted}"
        )


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


def _timestamp(extension: Extension) -> Iterator[Finding]:
    node = extension.settings.at("timestamp")
    if node.known() and not isinstance(node.resolved(), int):
        yield Finding(node, "'timestamp' must be a whole number, without quotes")
