"""The DNS label of an address has small letters, digits and hyphens.

It begins with a letter, ends with a letter or digit, and has 3 to 63 characters; Azure refuses
others (InvalidDomainNameLabel). The default of a parameter is doubtful only: a deployment may give
another label.

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
        "publicIPAllocationMethod": "Static",
        "dnsSettings": {
          "domainNameLabel": "Crew_Web"
        }
      }
    }

Good, as a patch:

    {
      "properties": {
        "dnsSettings": {
          "domainNameLabel": "crew-web"
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.load_balancing import is_dns_label
from generator.azure.resource_types import PUBLIC_ADDRESS
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "NET048",
    "dns-label",
    Severity.ERROR,
    "https://github.com/openshift/openshift-azure/issues/553",
    words="domainnamelabel",
)


def check(template: Template) -> Iterator[Finding]:
    """Find labels of public addresses, also those of instances, that Azure refuses."""
    for node in _labels(template):
        label = node.text()
        if label and not is_dns_label(label):
            yield Finding(
                node,
                f"'{label}' is no DNS label: it must have 3 to 63 small letters, digits and "
                "hyphens, begin with a letter and end with no hyphen",
                Severity.WARNING if node.from_parameter() else None,
            )


def _labels(template: Template) -> Iterator[Node]:
    for address in template.resources(PUBLIC_ADDRESS):
        yield address.at("properties", "dnsSettings", "domainNameLabel")
    for scale_set in scale_sets(template):
        for configuration in scale_set.ip_configurations():
            public = configuration.at("properties", "publicIPAddressConfiguration", "properties")
            yield public.at("dnsSettings", "domainNameLabel")
