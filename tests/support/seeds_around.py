"""The faults of what stands around a scale set: networks, security groups, gateways, vaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.seeds import SEEDS, P, V, put, seed, under
from tests.support.surroundings import (
    SUBNET,
    allowed,
    denied,
    id_of,
    interface,
    named,
    part,
    resource,
)

if TYPE_CHECKING:
    from tests.support.seeds import Path

__all__ = ["SEEDS"]


@seed("REF080")
def _(t, i):
    probe = "[resourceId('Microsoft.Network/applicationGateways/probes', 'gateway', 'up')]"
    return put(t, i, (*V, "networkProfile", "healthProbe", "id"), probe)


N = "Microsoft.Network"


def add(template: dict[str, Any], resource: dict[str, Any], *steps: Any) -> Path:
    """Put a resource beside the scale set; return a path in it."""
    template["resources"].append(resource)
    return ("resources", len(template["resources"]) - 1, *steps)


def group(*rules: dict[str, Any]) -> dict[str, Any]:
    return resource(f"{N}/networkSecurityGroups", "seeded", properties={"securityRules": [*rules]})


def network(prefix: str) -> dict[str, Any]:
    subnets = [named("seeded", addressPrefix=prefix)]
    space = {"addressPrefixes": ["10.20.0.0/16"]}
    properties = {"addressSpace": space, "subnets": subnets}
    return resource(f"{N}/virtualNetworks", "seeded", properties=properties)


def interfaces(t: dict[str, Any], i: int, *listed: dict[str, Any], at: Path = ()) -> Path | None:
    """Put interfaces of its own on the scale set; return a path in them."""
    place = put(t, i, (*V, "networkProfile", "networkInterfaceConfigurations"), [*listed])
    return under(place, *at)


IN_RULE = ("properties", "securityRules", 0, "properties")


@seed("NET060")
def _(t, i):
    return add(
        t, group(allowed("web", 100, "Internet", "80,443")), *IN_RULE, "destinationPortRange"
    )


@seed("NET062")
def _(t, i):
    return add(t, group(allowed("data", 100, "*", "5432")), *IN_RULE, "destinationPortRange")


@seed("NET063")
def _(t, i):
    return add(t, network("10.20.0.1/22"), *P, "subnets", 0, "properties", "addressPrefix")


@seed("NET061")
def _(t, i):
    pool = part("loadBalancers/backendAddressPools", "seeded", "be")
    probe = part("loadBalancers/probes", "seeded", "up")
    properties = {
        "backendAddressPools": [{"name": "be"}],
        "probes": [named("up", protocol="Tcp", port=8080)],
        "loadBalancingRules": [named("web", backendAddressPool=pool, probe=probe)],
    }
    ip = named("ip", subnet=id_of(SUBNET, "any", "any"), loadBalancerBackendAddressPools=[pool])
    nsg = id_of(f"{N}/networkSecurityGroups", "seeded")
    if not interfaces(t, i, interface(ipConfigurations=[ip], networkSecurityGroup=nsg)):
        return None
    add(t, resource(f"{N}/loadBalancers", "seeded", properties=properties))
    return add(t, group(denied()), *P, "securityRules", 0)


@seed("NET064")
def _(t, i):
    subnet = id_of(SUBNET, "seeded", "seeded")
    add(t, network("10.20.0.0/24"))
    front = named(
        "in", privateIPAllocationMethod="Static", privateIPAddress="10.20.1.9", subnet=subnet
    )
    balancer = resource(
        f"{N}/loadBalancers", "inner", properties={"frontendIPConfigurations": [front]}
    )
    place = ("frontendIPConfigurations", 0, "properties", "privateIPAddress")
    return add(t, balancer, *P, *place)


FIRST = ("properties", "ipConfigurations", 0, "properties", "subnet", "id")


@seed("NET080")
def _(t, i):
    group = {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01"}
    place = add(
        t, {**group, "name": "seed-bastion", "location": "x", "properties": {"securityRules": []}}
    )
    seeded = id_of("Microsoft.Network/networkSecurityGroups", "seed-bastion")
    subnet = {"type": SUBNET, "apiVersion": "2024-05-01", "name": "seed/AzureBastionSubnet"}
    add(
        t,
        {
            **subnet,
            "properties": {"addressPrefix": "10.0.1.0/26", "networkSecurityGroup": seeded},
            "dependsOn": [seeded["id"]],
        },
    )
    return (*place, "properties", "securityRules")


@seed("NET065")
def _(t, i):
    ip = named("ip", subnet=id_of(SUBNET, "any", "GatewaySubnet"))
    return interfaces(t, i, interface(ipConfigurations=[ip]), at=(0, *FIRST))


@seed("NET066")
def _(t, i):
    return interfaces(t, i, interface("a"), interface("b"), at=(1, "properties", "primary"))


@seed("NET067")
def _(t, i):
    return interfaces(t, i, interface("a"), interface("A", primary=False), at=(1, "name"))


@seed("NET068")
def _(t, i):
    ip = named("ip", subnet=id_of(SUBNET, "other", "vms"))
    second = interface("b", primary=False, ipConfigurations=[ip])
    return interfaces(t, i, interface("a"), second, at=(1, *FIRST))


GATEWAYS = f"{N}/applicationGateways"
V2 = {"name": "WAF_v2", "tier": "WAF_v2", "capacity": 2}


def gateway(**properties: Any) -> dict[str, Any]:
    return resource(GATEWAYS, "gateway", properties={"sku": V2} | properties)


@seed("AGW001")
def _(t, i):
    rule = named("web", ruleType="Basic")
    return add(t, gateway(requestRoutingRules=[rule]), *P, "requestRoutingRules", 0)


@seed("AGW002")
def _(t, i):
    of_group = {"networkSecurityGroup": id_of(f"{N}/networkSecurityGroups", "seeded")}
    net = network("10.20.8.0/24")
    net["properties"]["subnets"][0]["properties"] |= of_group
    own = named("own", subnet=id_of(SUBNET, "seeded", "seeded"))
    add(t, net)
    add(t, gateway(gatewayIPConfigurations=[own]))
    return add(t, group(allowed("web", 100, "Internet", "443")), *P, "securityRules")


@seed("AGW003")
def _(t, i):
    firewall = {"enabled": False, "firewallMode": "Detection"}
    place = ("webApplicationFirewallConfiguration", "enabled")
    return add(t, gateway(webApplicationFirewallConfiguration=firewall), *P, *place)


@seed("AGW004")
def _(t, i):
    listener = named("web", protocol="Https")
    old = gateway(httpListeners=[listener]) | {"apiVersion": "2022-07-01"}
    return add(t, old, *P, "httpListeners", 0)


def vault(**properties: Any) -> dict[str, Any]:
    return resource("Microsoft.KeyVault/vaults", "seeded", "2023-07-01", properties=properties)


@seed("KVT001")
def _(t, i):
    secret = {"sourceVault": id_of("Microsoft.KeyVault/vaults", "seeded")}
    add(t, vault(tenantId="[subscription().tenantId]"))
    place = put(t, i, (*V, "osProfile", "secrets"), [secret])
    return under(place, 0, "sourceVault", "id")


@seed("KVT002")
def _(t, i):
    policies = [{"objectId": "x", "permissions": {"keys": ["get", "All"]}}]
    place = ("accessPolicies", 0, "permissions", "keys", 1)
    return add(t, vault(accessPolicies=policies), *P, *place)


@seed("KVT003")
def _(t, i):
    return add(t, vault(enablePurgeProtection=False), *P, "enablePurgeProtection")


def account(sku: str = "Standard_LRS", **properties: Any) -> dict[str, Any]:
    kind = "Microsoft.Storage/storageAccounts"
    body = resource(kind, "seeded", "2023-05-01", properties=properties, sku={"name": sku})
    return body | {"kind": "StorageV2"}


@seed("STO001")
def _(t, i):
    return add(t, account(supportsHttpsTrafficOnly=False), *P, "supportsHttpsTrafficOnly")


@seed("STO002")
def _(t, i):
    return add(t, account(allowBlobPublicAccess=True), *P, "allowBlobPublicAccess")


@seed("STO003")
def _(t, i):
    add(t, account("Premium_LRS"))
    uri = "[reference('Microsoft.Storage/storageAccounts/seeded').primaryEndpoints.blob]"
    diagnostics = {"enabled": True, "storageUri": uri}
    place = put(t, i, (*V, "diagnosticsProfile", "bootDiagnostics"), diagnostics)
    return under(place, "storageUri")


@seed("SCL080")
def _(t, i):
    target = id_of("Microsoft.Compute/availabilitySets", "web")["id"]
    properties = {"targetResourceUri": target, "profiles": []}
    kind = "Microsoft.Insights/autoscaleSettings"
    settings = resource(kind, "seeded", "2022-10-01", properties=properties)
    return add(t, settings, *P, "targetResourceUri")
