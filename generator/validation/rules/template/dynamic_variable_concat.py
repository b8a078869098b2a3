"""A variable is chosen by an index into an object, not by a name that is put together.

Such a name is found by no search, and it is unclear which variables are still in use.

Bad:

    {
      "variables": {"size-test": "Standard_B2s", "size-live": "Standard_D4s_v5"},
      "outputs": {
        "size": {
          "type": "string",
          "value": "[variables(concat('size-', parameters('stage')))]"
        }
      }
    }

Good:

    {
      "variables": {"size": {"test": "Standard_B2s", "live": "Standard_D4s_v5"}},
      "outputs": {
        "size": {"type": "string", "value": "[variables('size')[parameters('stage')]]"}
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.expressions.tree import Call
from generator.validation.expressions.reading import read
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "TPL012",
    "dynamic-variable-concat",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
    words="variables concat|format",
)


def check(template: Template) -> Iterator[Finding]:
    """Find lookups of variables by a name that a function makes."""
    for node in template.expressions():
        reading = read(node.value)
        if (
            reading.computed
            and "variables" in reading.computed
            and any(map(_is_made, reading.calls))
        ):
            message = "the name of a variable is put together; use one object: variables('x')[...]"
            yield Finding(node, message)


def _is_made(call: Call) -> bool:
    first = call.arguments[0] if call.arguments else None
    makes = isinstance(first, Call) and first.name.lower() in {"concat", "format"}
    return call.name.lower() == "variables" and makes
