"""The API version of a resource is at most two years old, or the newest.

Later versions know later properties, and old ones are retired at some time. Ages are counted to
the day of `--as-of`, or else to that of our table of versions, so that a run gives the same later.

Bad:

    {
      "type": "Microsoft.Network/virtualNetworks",
      "apiVersion": "2018-11-01",
      "name": "web-vnet",
      "location": "[parameters('location')]",
      "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    }

Good:

    {
      "type": "Microsoft.Network/virtualNetworks",
      "apiVersion": "2025-05-01",
      "name": "web-vnet",
      "location": "[parameters('location')]",
      "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.resources.api_versions import outdated
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "API002",
    "api-version-recent",
    Severity.INFO,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
)


def check(template: Template) -> Iterator[Finding]:
    """Find API versions that are old, or previews of what is stable by now."""
    for resource in template.resources():
        version = resource.at("apiVersion")
        message = outdated(version.text() or "", resource.type, template.as_of)
        if message:
            yield Finding(version, message)
