"""A Standard public address is static.

Azure refuses one that is Dynamic (StandardSkuPublicIPAddressesMustBeStatic).

Bad:

    {
      "type": "Microsoft.Network/publicIPAddresses",
      "apiVersion": "2024-05-01",
      "name": "web",
      "location": "[resourceGroup().location]",
      "sku": {
        "name": "Standard"
      },
      "properties": {
        "publicIPAllocationMethod": "Dynamic"
      }
    }

Good, as a patch:

    {
      "properties": {
        "publicIPAllocationMethod": "Static"
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import PUBLIC_ADDRESS
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "NET047",
    "standard-address-is-static",
    Severity.ERROR,
    "https://github.com/MicrosoftDocs/azure-docs/issues/42889",
    words="publicipaddresses dynamic",
)


def check(template: Template) -> Iterator[Finding]:
    """Find Standard addresses that are to be dynamic."""
    for address in template.resources(PUBLIC_ADDRESS):
        sku = (address.at("sku", "name").text() or "").lower()
        method = address.at("properties", "publicIPAllocationMethod")
        if sku.startswith("standard") and (method.text() or "").lower() == "dynamic":
            yield Finding(
                method,
                f"a {sku.title()} address must be Static; set 'publicIPAllocationMethod' to Static",
            )
