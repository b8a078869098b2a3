"""The names of tags have characters that Azure takes.

A name has at most 512 characters and none of < > % & ? / nor a backslash.

Bad:

    {
      "tags": {
        "cost/center": "42"
      },
      "properties": {},
      "type": "Microsoft.Compute/proximityPlacementGroups",
      "apiVersion": "2024-07-01",
      "name": "group",
      "location": "[resourceGroup().location]"
    }

Good, as a patch:

    {
      "tags": {
        "cost/center": null,
        "cost-center": "42"
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.tags import is_tag_name
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.template import is_expression
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "TPL070",
    "tag-names",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources",
    words="tags",
)


def check(template: Template) -> Iterator[Finding]:
    """Find names of tags that Azure refuses."""
    for resource in template.resources():
        for name, node in resource.at("tags").members():
            if not is_expression(name) and not is_tag_name(name):
                yield Finding(
                    node,
                    f"the tag name '{name}' must have at most 512 characters, and none of "
                    "< > % & \\ ? /",
                    on_key=True,
                )
