"""The types of resources that the other rooms know by name, in lower case as types are compared."""

from __future__ import annotations

SCALE_SET = "microsoft.compute/virtualmachinescalesets"
SCALE_SET_EXTENSION = f"{SCALE_SET}/extensions"
SCALE_SET_INSTANCE = f"{SCALE_SET}/virtualmachines"
MACHINE = "microsoft.compute/virtualmachines"
MACHINE_EXTENSION = f"{MACHINE}/extensions"

AUTOSCALE = "microsoft.insights/autoscalesettings"

APPLICATION_GATEWAY = "microsoft.network/applicationgateways"
FIREWALL_POLICY = "microsoft.network/applicationgatewaywebapplicationfirewallpolicies"
INTERFACE = "microsoft.network/networkinterfaces"
LOAD_BALANCER = "microsoft.network/loadbalancers"
PUBLIC_ADDRESS = "microsoft.network/publicipaddresses"
SECURITY_GROUP = "microsoft.network/networksecuritygroups"
VIRTUAL_NETWORK = "microsoft.network/virtualnetworks"

STORAGE_ACCOUNT = "microsoft.storage/storageaccounts"
VAULT = "microsoft.keyvault/vaults"
FABRIC_CLUSTER = "microsoft.servicefabric/clusters"

POLICY = "microsoft.authorization/policydefinitions"

DEPLOYMENT = "microsoft.resources/deployments"
RESOURCE_GROUP = "microsoft.resources/resourcegroups"


def is_full_type(kind: str) -> bool:
    """Return whether a type starts with the namespace of its provider, as that of a child may."""
    return "/" in kind and "." in kind.split("/", 1)[0]


def child_type(parent: str, kind: str) -> str:
    """Return the full type of a child, which may be written in short: without its parent's."""
    return kind if not parent or is_full_type(kind) else f"{parent}/{kind}"
