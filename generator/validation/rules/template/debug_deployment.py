"""A deployment in debug mode records requests and answers, secrets included.

Bad:

    {
      "type": "Microsoft.Resources/deployments",
      "apiVersion": "2025-04-01",
      "name": "nested",
      "properties": {
        "mode": "Incremental",
        "debugSetting": {"detailLevel": "requestContent"},
        "template": {"resources": []}
      }
    }

Good:

    {
      "type": "Microsoft.Resources/deployments",
      "apiVersion": "2025-04-01",
      "name": "nested",
      "properties": {"mode": "Incremental", "template": {"resources": []}}
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import DEPLOYMENT
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "TPL013",
    "debug-deployment",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
    words="debugsetting",
)


def check(template: Template) -> Iterator[Finding]:
    """Find deployments that record what is sent."""
    for deployment in template.resources(DEPLOYMENT):
        level = deployment.at("properties", "debugSetting", "detailLevel")
        if (level.text() or "none").lower() != "none":
            yield Finding(level, "a deployment in debug mode records secrets; remove debugSetting")
