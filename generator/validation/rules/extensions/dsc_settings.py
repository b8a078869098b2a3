"""The DSC extension needs a whole configuration and its arguments once.

Address, script and function of a configuration come together or not at all; an argument that stands
in the public and in the protected settings is refused; a token needs the address that it is for.
The address is that of a .zip, the script a file in its root, the function a configuration in that.

Bad:

    {
      "publisher": "Microsoft.Powershell",
      "type": "DSC",
      "typeHandlerVersion": "2.77",
      "settings": {
        "configuration": {"url": "https://example.org/web.zip", "script": "web.ps1"}
      }
    }

Good, as a patch:

    {"settings": {"configuration": {"function": "Web"}}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import DSC
from generator.delivery import dsc
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import extensions
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template
    from generator.scale_set.view import Extension

RULE = Rule(
    "EXT010",
    "dsc-settings",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/dsc-template",
    words="dsc",
)
_PARTS = ("url", "script", "function")
_TOKENS = {
    "configurationUrlSasToken": "configuration",
    "configurationDataUrlSasToken": "configurationData",
}


def check(template: Template) -> Iterator[Finding]:
    """Find settings of DSC extensions that the handler refuses."""
    for extension in extensions(template):
        if extension.handler == DSC:
            yield from _configuration(extension.settings.at("configuration"))
            yield from _arguments(extension)
            yield from _tokens(extension)


def _configuration(configuration: Node) -> Iterator[Finding]:
    given = [part for part in _PARTS if configuration.at(part)]
    missing = [part for part in _PARTS if part not in given]
    if configuration.known() and given and missing and not configuration.at("module"):
        yield Finding(
            configuration,
            f"'configuration' has {' and '.join(given)} but lacks {' and '.join(missing)}; a "
            "configuration needs url, script and function",
        )
    texts = [configuration.at(part).text() for part in dsc.PARTS]
    for part, message in dsc.faults(*texts):
        yield Finding(configuration.at(part), message)
    message = dsc.package_fault(configuration.at("url").text() or "") or ""
    if message:
        yield Finding(configuration.at("url"), message, Severity.WARNING)


def _arguments(extension: Extension) -> Iterator[Finding]:
    name = "configurationArguments"
    public, protected = extension.settings.at(name), extension.protected.at(name)
    for argument, node in public.members():
        if protected.at(argument).stands():
            yield Finding(
                node,
                f"argument '{argument}' is in 'settings' and in 'protectedSettings'; keep one",
            )


def _tokens(extension: Extension) -> Iterator[Finding]:
    for token, owner in _TOKENS.items():
        node = extension.protected.at(token)
        if node.stands() and not extension.settings.at(owner, "url"):
            yield Finding(node, f"'{token}' needs '{owner}.url' in 'settings'")
