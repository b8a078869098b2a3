"""The API version that reference() or a list function is given is a recent one.

It is one more version to keep up, beside that of the resource; ages are counted as for API002.

Bad:

    {
      "outputs": {
        "host": {
          "type": "array",
          "value": "[reference(resourceId('Microsoft.Web/sites', 'a'), '2016-08-01').hostNames]"
        }
      }
    }

Good:

    {
      "outputs": {
        "host": {
          "type": "array",
          "value": "[reference(resourceId('Microsoft.Web/sites', 'a'), '2024-11-01').hostNames]"
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.expressions.tree import Call, Text
from generator.resources.api_versions import outdated
from generator.validation.expressions.calls import behind
from generator.validation.expressions.reading import read
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.expressions.tree import Expression
    from generator.language.template import Template

RULE = Rule(
    "API003",
    "api-version-recent-in-reference",
    Severity.INFO,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
    words="reference|list",
)


def check(template: Template) -> Iterator[Finding]:
    """Find calls with a version that is old, or a preview of what is stable by now."""
    for node in template.expressions():
        text = node.value.lower()
        if "reference" not in text and "list" not in text:
            continue
        for call in read(node.value).calls:
            name = call.name.lower()
            if name == "reference" or name.startswith("list"):
                message = _outdated(call, template)
                if message:
                    yield Finding(node, f"in {call.name}(): {message}")


def _outdated(call: Call, template: Template) -> str:
    if len(call.arguments) < 2:
        return ""
    asked, version = (behind(template, item) for item in call.arguments[:2])
    if not isinstance(version, Text):
        return ""
    return outdated(version.value, _type(asked), template.as_of)


def _type(asked: Expression) -> str:
    """Return the type of the resource that is asked for; empty where its id does not tell."""
    if not isinstance(asked, Call) or not asked.name.lower().endswith("resourceid"):
        return ""
    texts = (item.value for item in asked.arguments if isinstance(item, Text))
    return next((text for text in texts if "/" in text), "")
