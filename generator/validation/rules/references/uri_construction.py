"""An address is made of a base and a path by uri(), not by concat().

Whether the base ends with a slash is left to whoever gives it, and uri() takes it with and without
one, while concat() makes two addresses of it.

Bad:

    {
      "outputs": {
        "scriptUri": {
          "type": "string",
          "value": "[concat(parameters('_artifactsLocation'), '/scripts/install.sh')]"
        }
      }
    }

Good:

    {
      "outputs": {
        "scriptUri": {
          "type": "string",
          "value": "[uri(parameters('_artifactsLocation'), 'scripts/install.sh')]"
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.expressions.tree import Call, Text
from generator.validation.expressions.reading import read
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.language.expressions.tree import Expression
    from generator.language.template import Template

RULE = Rule(
    "REF007",
    "uri-construction",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
    words="concat",
)
_BASES = {"parameters", "variables"}


def check(template: Template) -> Iterator[Finding]:
    """Find addresses that are a base from elsewhere and a path, joined as text."""
    for node in template.expressions():
        if _is_address(node.path) and _is_joined(read(node.value).expression):
            message = "concat() joins a base and a path; use uri(), which takes care of the slash"
            yield Finding(node, message)


def _is_address(path: Path) -> bool:
    names = [str(step).lower() for step in path[-2:]]
    last = names[0] if names[-1] == "value" else names[-1]
    return last.endswith(("uri", "url"))


def _is_joined(whole: Expression | None) -> bool:
    if not isinstance(whole, Call) or whole.name.lower() != "concat" or len(whole.arguments) < 2:
        return False
    base, path = whole.arguments[:2]
    is_base = isinstance(base, Call) and base.name.lower() in _BASES
    if not is_base or not isinstance(path, Text) or not path.value.startswith("/"):
        return False
    return path.value != "/" or len(whole.arguments) > 2  # a slash alone ends a base
