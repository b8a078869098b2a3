"""Some extension handlers are retired or will be.

They get no fixes, may vanish from new images and regions, and have a successor.

Bad:

    {
      "publisher": "Microsoft.OSTCExtensions",
      "type": "CustomScriptForLinux",
      "typeHandlerVersion": "1.5",
      "settings": {"commandToExecute": "sh install.sh"}
    }

Good:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1",
      "settings": {"commandToExecute": "sh install.sh"}
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.scale_set.view import DSC, extensions
from generator.validation.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "EXT005",
    "retired-extension",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/features-linux",
)
_AGENT = "is retired since 2024-08-31; use the Azure Monitor Agent"
_RETIRED = {
    ("microsoft.powershell", "dsc"): (
        "retires on 2028-03-31; Azure Machine Configuration is its successor"
    ),
    ("microsoft.ostcextensions", "dscforlinux"): (
        "is retired; Azure Machine Configuration is its successor"
    ),
    ("microsoft.ostcextensions", "customscriptforlinux"): (
        "is retired; use Microsoft.Azure.Extensions/CustomScript 2.1, which takes the same settings"
    ),
    ("microsoft.enterprisecloud.monitoring", "microsoftmonitoringagent"): _AGENT,
    ("microsoft.enterprisecloud.monitoring", "omsagentforlinux"): _AGENT,
    ("microsoft.ostcextensions", "linuxdiagnostic"): "is retired; use the Azure Monitor Agent",
}


def check(template: Template) -> Iterator[Finding]:
    """Find extensions of scale sets and machines whose handler is retired."""
    for extension in extensions(template):
        fate = _RETIRED.get(extension.handler) if extension.handler else None
        if fate:
            node = extension.properties.at("type")
            yield Finding(
                node,
                f"extension type '{node.text()}' {fate}",
                Severity.INFO if extension.handler == DSC else None,
            )
