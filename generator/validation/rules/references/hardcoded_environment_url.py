"""The hosts of Azure are asked of environment(), as other clouds have other ones.

A template with such a host works in one cloud only, and not in Azure Government or in China. The
address of a certain account or vault is let pass where it is written down as a whole.

Bad:

    {
      "outputs": {
        "blobs": {
          "type": "string",
          "value": "[concat('https://', parameters('name'), '.blob.core.windows.net')]"
        }
      }
    }

Good:

    {
      "outputs": {
        "blobs": {
          "type": "string",
          "value": "[concat('https://web.blob.', environment().suffixes.storage)]"
        }
      }
    }
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.azure.clouds import hosts_in
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.template import is_expression
from generator.lazy import regex
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "REF006",
    "hardcoded-environment-url",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
)
_GENERAL = regex(r"(https?://)?\.?((blob|file|queue|table|dfs|web)\.)?", re.IGNORECASE)
"""What stands before a host where it is that of no certain account or vault."""
_FOR_READERS = {"metadata", "comments", "$schema"}


def check(template: Template) -> Iterator[Finding]:
    """Find the hosts of one cloud in texts that Azure gets."""
    for node in template.texts("resources", "variables", "outputs"):
        host = next(hosts_in(node.value), None) if "." in node.value else None
        if host is None or _FOR_READERS & {str(step).lower() for step in node.path}:
            continue
        if is_expression(node.value) or _GENERAL.fullmatch(node.value[: host.start()]):
            message = f"'{host[0]}' is the host of one cloud; ask environment() for it"
            yield Finding(node, message)
