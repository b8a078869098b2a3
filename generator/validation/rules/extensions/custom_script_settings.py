"""The custom script extension has one thing to run.

A command, a script or the files cannot be given twice. Recent Linux handlers accept some
contradictions and report success without running anything, so they are caught here or nowhere.

Bad:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1",
      "settings": {"commandToExecute": "sh install.sh"},
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

from typing import TYPE_CHECKING

from generator.azure.handlers import LINUX_SCRIPT, WINDOWS_SCRIPT
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import extensions
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template
    from generator.scale_set.view import Extension

RULE = Rule(
    "EXT002",
    "custom-script-settings",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux",
    words="customscript",
)
_HANDLERS = {LINUX_SCRIPT, WINDOWS_SCRIPT}


def check(template: Template) -> Iterator[Finding]:
    """Find settings of custom script extensions that the handler refuses or overlooks."""
    for extension in extensions(template):
        if extension.handler in _HANDLERS:
            yield from _doubles(extension)
            yield from _command(extension)


def _doubles(extension: Extension) -> Iterator[Finding]:
    for key in ("commandToExecute", "script", "fileUris"):
        if extension.settings.at(key).stands() and extension.protected.at(key).stands():
            yield Finding(
                extension.settings.at(key),
                f"'{key}' is in 'settings' and in 'protectedSettings'; keep one of them",
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
    given = [item.at("commandToExecute") for item in commands]
    given += [item.at("script") for item in scripts] if linux else []
    if known and given and all(_is_blank(node) for node in given):
        yield Finding(given[0], "this is empty, so there is nothing to run; give a command")
    elif known and not given:
        wanted = "'commandToExecute' or 'script'" if linux else "'commandToExecute'"
        yield Finding(
            extension.properties, f"the custom script extension has nothing to run; add {wanted}"
        )


def _is_blank(node: Node) -> bool:
    value = node.text()
    return value is not None and not value.strip() and not node.from_parameter()
