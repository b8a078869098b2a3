"""A parameter that is handed to a nested template has the type that is declared there.

Azure compares them when the nested deployment starts, after other resources have been made.

Bad:

    {
      "parameters": {"count": {"type": "int"}},
      "resources": [
        {
          "type": "Microsoft.Resources/deployments",
          "apiVersion": "2025-04-01",
          "name": "nested",
          "properties": {
            "mode": "Incremental",
            "expressionEvaluationOptions": {"scope": "inner"},
            "parameters": {"count": {"value": "[parameters('count')]"}},
            "template": {"parameters": {"count": {"type": "bool"}}, "resources": []}
          }
        }
      ]
    }

Good, as a patch:

    {
      "resources": [
        {
          "type": "Microsoft.Resources/deployments",
          "name": "nested",
          "properties": {"template": {"parameters": {"count": {"type": "int"}}}}
        }
      ]
    }
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.azure.resource_types import DEPLOYMENT
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.lazy import regex
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "TPL010",
    "nested-parameter-type",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
    words="deployments",
)
_PARAMETER = regex(r"\[\s*parameters\(\s*'([^']+)'\s*\)\s*\]", re.IGNORECASE)


def check(template: Template) -> Iterator[Finding]:
    """Find bare parameters whose type differs from that of the nested template."""
    for deployment in template.resources(DEPLOYMENT):
        properties = deployment.at("properties")
        declared = properties.at("template", "parameters")
        for name, given in properties.at("parameters").members():
            value = given.at("value")
            found = _PARAMETER.fullmatch(value.value) if isinstance(value.value, str) else None
            if found is None:
                continue
            ours = _kind(template.root.at("parameters", found[1]))
            theirs = _kind(declared.at(name))
            if ours and theirs and ours != theirs:
                yield Finding(
                    value,
                    f"'{found[1]}' is of type {ours}, and the nested template declares "
                    f"'{name}' as {theirs}",
                )


def _kind(declared: Node) -> str:
    """Return the type of a parameter; a secure one takes what a plain one takes."""
    return (declared.at("type").text() or "").lower().removeprefix("secure")
