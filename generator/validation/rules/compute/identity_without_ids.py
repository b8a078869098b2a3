"""A user-assigned identity is named, and a set without one names none.

Azure refuses the type UserAssigned without "userAssignedIdentities".

Bad:

    {
      "identity": {"type": "UserAssigned"},
      "properties": {"virtualMachineProfile": {}}
    }

Good, as a patch:

    {
      "identity": {
        "userAssignedIdentities": {
          "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'web')]": {}
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import MACHINE, SCALE_SET
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS101",
    "identity-without-ids",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/templates/microsoft.compute/virtualmachinescalesets",
    words="userassigned",
)


def check(template: Template) -> Iterator[Finding]:
    """Find user-assigned identities that are not named."""
    for resource in template.resources(SCALE_SET, MACHINE):
        kind = resource.at("identity", "type")
        names = resource.at("identity", "userAssignedIdentities")
        listed = resource.at("identity", "identityIds")  # of API versions before 2018-06-01
        if "userassigned" not in (kind.text() or "").lower() or listed:
            continue
        if not names or names.resolved() == {}:
            yield Finding(
                kind,
                f"'type' {kind.text()} needs 'userAssignedIdentities', an object whose keys are "
                "the ids of identities",
            )
