"""What a deployment in mode Complete deletes of what its template leaves out.

Source: https://learn.microsoft.com/azure/azure-resource-manager/templates/deployment-complete-mode-deletion
"""

from __future__ import annotations

_KEPT = frozenset((
    "microsoft.authorization/locks",
    "microsoft.authorization/roleassignments",
    "microsoft.compute/galleries/applications",
    "microsoft.compute/galleries/applications/versions",
    "microsoft.compute/virtualmachinescalesets/extensions",
    "microsoft.insights/diagnosticsettings",
    "microsoft.keyvault/vaults/accesspolicies",
    "microsoft.keyvault/vaults/keys",
    "microsoft.keyvault/vaults/secrets",
    "microsoft.network/virtualnetworks/subnets",
))  # fmt: skip
"""Types that stay, in lower case, as far as they stand beside scale sets."""


def deletes(kind: str) -> bool:
    """Whether mode Complete deletes a resource of a type; extension resources stay."""
    lower = kind.lower()
    return lower not in _KEPT and "/providers/" not in lower
