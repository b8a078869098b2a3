"""What stands around a scale set: each fault is told at its place, and its twin is not.

A row is a change of a template that gives no finding: the faulty one, all that is said of it, and a
change of the same kind that is right.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.diagnostics import Severity
from generator.language.documents.source import read_json
from generator.validation.document import examine
from tests.support import arm
from tests.support.surroundings import (
    GROUP,
    NETWORK,
    REMOVED,
    SUBNET,
    N,
    allowed,
    changed,
    denied,
    id_of,
    interface,
    named,
    resource,
    told,
    waits,
)

RULE = "nsg.properties.securityRules.0.properties"
PORT, SOURCE = f"{RULE}.destinationPortRange", f"{RULE}.sourceAddressPrefix"
RULES = "nsg.properties.securityRules"
SPACE = "vnet.properties.addressSpace.addressPrefixes"
VMS = "vnet.properties.subnets.0.properties"
PREFIX = f"{VMS}.addressPrefix"
NICS = "set.properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations"
IPS = f"{NICS}.0.properties.ipConfigurations"
FRONT = "lb.properties.frontendIPConfigurations.0.properties"
INNER = {"subnet": id_of(SUBNET, "vnet", "inner"), "privateIPAllocationMethod": "Static"}
BEHIND = {"lb.dependsOn": waits(NETWORK)}
PROBE = "lb.properties.probes.0.properties.port"


def second(*, subnet: str = "vms", network: str = "vnet", **ip: Any) -> dict[str, Any]:
    """Return a second IP configuration of an interface."""
    return named("ip2", **{"primary": False, "subnet": id_of(SUBNET, network, subnet)} | ip)


def in_network(name: str) -> dict[str, Any]:
    ip = named("ip", primary=True, subnet=id_of(SUBNET, name, "vms"))
    return interface("nic2", primary=False, ipConfigurations=[ip])


def network(name: str) -> dict[str, Any]:
    subnets = [
        named(
            "vms", addressPrefix="10.30.0.0/22", defaultOutboundAccess=False,
            networkSecurityGroup=GROUP,
        )
    ]  # fmt: skip
    space = {"addressPrefixes": ["10.30.0.0/16"]}
    return resource(
        f"{N}/virtualNetworks", name, dependsOn=waits(GROUP),
        properties={"addressSpace": space, "subnets": subnets},
    )  # fmt: skip


def child_rule(rule: dict[str, Any]) -> dict[str, Any]:
    """Return a rule of the security group as a resource of its own."""
    kind, name = f"{N}/networkSecurityGroups/securityRules", f"nsg/{rule['name']}"
    made = resource(kind, name, dependsOn=waits(GROUP), properties=rule["properties"])
    return {key: value for key, value in made.items() if key != "location"}


GATEWAY_USES = "gateway.properties.gatewayIPConfigurations.0.properties.subnet"


def nic_in(subnet: str) -> dict[str, Any]:
    ip = named("ip", primary=True, subnet=id_of(SUBNET, "vnet", subnet))
    kind = f"{N}/networkInterfaces"
    return resource(kind, "nic", dependsOn=waits(NETWORK), properties={"ipConfigurations": [ip]})


def subnet_apart(prefix: str, network: str = "vnet") -> dict[str, Any]:
    """Return a subnet that is a resource of its own."""
    name = f"{network}/apart" if network == "vnet" else f"[concat({network[1:-1]}, '/apart')]"
    properties = {"addressPrefix": prefix, "defaultOutboundAccess": False}
    made = resource(SUBNET, name, dependsOn=waits(NETWORK), properties=properties)
    return {key: value for key, value in made.items() if key != "location"}


TEXTS = [
    ({PORT: "80,443"}, [f"error NET060 {PORT}"], {PORT: "80-82"}),
    ({PORT: "any"}, [f"error NET060 {PORT}"], {PORT: "443"}),
    ({PORT: "65536"}, [f"error NET060 {PORT}"], {PORT: "65535"}),
    ({PORT: "443-80"}, [f"error NET060 {PORT}"], {PORT: "80"}),
    ({PORT: "http"}, [f"error NET060 {PORT}"], {PORT: "[parameters('sshKey')]"}),
    ({f"{RULE}.sourcePortRange": "1024,2048"}, [f"error NET060 {RULE}.sourcePortRange"], {f"{RULE}.sourcePortRange": "1024-2048"}),
    ({PORT: REMOVED, f"{PORT}s": ["80", "443;8080"]}, [f"error NET060 {PORT}s.1"], {PORT: REMOVED, f"{PORT}s": ["80", "8000-8010"]}),
    ({SOURCE: "10.0.0.1,10.0.0.2"}, [f"error NET060 {SOURCE}"], {SOURCE: REMOVED, f"{SOURCE}es": ["10.0.0.1", "10.0.0.2"]}),
    ({SOURCE: "10.0.0.300"}, [f"error NET060 {SOURCE}"], {SOURCE: "10.0.0.30"}),
    ({SOURCE: "10.0.0.0/33"}, [f"error NET060 {SOURCE}"], {SOURCE: "10.0.0.0/24"}),
    ({SOURCE: "any"}, [f"error NET060 {SOURCE}"], {SOURCE: "Storage.WestEurope"}),
    ({SOURCE: "10.0.0.5/24"}, [f"warning NET060 {SOURCE}"], {SOURCE: "10.0.0.5/32"}),
    ({"rule": child_rule(allowed("web", 200, "Internet", "80 443"))}, ["error NET060 rule.properties.destinationPortRange"], {"rule": child_rule(allowed("web", 200, "Internet", "443"))}),
]  # fmt: skip

PROBES = [
    ({f"{RULES}.1": denied()}, [f"warning NET061 {RULES}.1"], {f"{RULES}.1": denied(), f"{RULES}.2": allowed("probes", 3000, "AzureLoadBalancer", "*")}),
    ({f"{RULES}.1": denied(protocol="Tcp"), PROBE: 8080}, [f"warning NET061 {RULES}.1"], {f"{RULES}.1": denied(), f"{RULES}.2": allowed("inside", 3000, "VirtualNetwork", "1-65535", protocol="*"), PROBE: 8080}),
    ({f"{RULES}.1": denied(sourceAddressPrefix="VirtualNetwork")}, [f"warning NET061 {RULES}.1"], {f"{RULES}.1": denied(sourceAddressPrefix="Internet")}),
    ({f"{RULES}.1": denied(), f"{RULES}.2": allowed("late", 4001, "AzureLoadBalancer", "*")}, [f"warning NET061 {RULES}.1", f"warning NET013 {RULES}.2"], {f"{RULES}.1": denied(priority=4001), f"{RULES}.2": allowed("first", 4000, "168.63.129.16", "8443")}),
    ({"rule": child_rule(denied())}, ["warning NET061 rule"], {"rule": child_rule(denied(direction="Outbound"))}),
    ({f"{RULES}.1": denied(destinationAddressPrefix="10.20.0.0/16")}, [f"warning NET061 {RULES}.1"], {f"{RULES}.1": denied(destinationAddressPrefix="10.20.0.4")}),
    ({f"{RULES}.1": denied(), f"{RULES}.2": allowed("other", 3000, "AzureLoadBalancer", "8080")}, [f"warning NET061 {RULES}.1"], {f"{RULES}.1": denied(), f"{RULES}.2": allowed("other", 3000, "AzureLoadBalancer", "[parameters('sshKey')]")}),
]  # fmt: skip
# The rule for port 80 from the internet may let the probe of port 80 in: the port is another one.
PROBES = [({PROBE: 8443} | bad, said, {PROBE: 8443} | good) for bad, said, good in PROBES]

OPEN = [
    ({PORT: port}, [f"warning NET062 {PORT}"], {PORT: port, SOURCE: "203.0.113.0/24"})
    for port in ("1433", "3306", "5432", "6379", "445", "9200", "2375", "10250", "27017", "5400-5500")
]  # fmt: skip
OPEN += [
    ({f"{RULE}.protocol": "Udp", PORT: "11211"}, [f"warning NET062 {PORT}"], {f"{RULE}.protocol": "Udp", PORT: "1433"}),
    ({PORT: "20-5432"}, [f"warning NET001 {PORT}"], {PORT: "443"}),
    ({PORT: REMOVED, f"{PORT}s": ["443", "6379"], SOURCE: "0.0.0.0/0"}, [f"warning NET062 {PORT}s.1"], {PORT: REMOVED, f"{PORT}s": ["443", "8443"], SOURCE: "0.0.0.0/0"}),
]  # fmt: skip

PREFIXES = [
    ({PREFIX: "10.20.0.1/22"}, [f"error NET063 {PREFIX}"], {PREFIX: "10.20.0.0/22"}),
    ({PREFIX: "10.20.0.0"}, [f"warning NET005 {PREFIX}", f"error NET063 {PREFIX}"], {PREFIX: "[parameters('sshKey')]"}),
    ({PREFIX: "10.20.0.0/33"}, [f"error NET063 {PREFIX}"], {PREFIX: "10.20.0.0/23"}),
    ({PREFIX: "10.20.0.0\\22"}, [f"error NET063 {PREFIX}"], {PREFIX: "10.20.0.0/22"}),
    ({f"{SPACE}.0": "10.20.1.0/16"}, [f"error NET063 {SPACE}.0"], {f"{SPACE}.0": "10.20.0.0/16"}),
    ({f"{SPACE}.0": "10..20.0.0/16"}, [f"error NET063 {SPACE}.0"], {f"{SPACE}.0": "10.0.0.0/8"}),
    ({"vnet.properties.subnets.2.properties.addressPrefix": "10.20.9.0/30"}, ["error NET063 vnet.properties.subnets.2.properties.addressPrefix"], {"vnet.properties.subnets.2.properties.addressPrefix": "10.20.9.0/29"}),
    ({f"{SPACE}.1": "fd00::/48", PREFIX: REMOVED, f"{PREFIX}es": ["10.20.0.0/22", "fd00::/96"]}, [f"error NET063 {PREFIX}es.1"], {f"{SPACE}.1": "fd00::/48", PREFIX: REMOVED, f"{PREFIX}es": ["10.20.0.0/22", "fd00::/64"]}),
]  # fmt: skip

ADDRESSES = [
    ({FRONT: {**INNER, "privateIPAddress": address}, **BEHIND}, [f"{severity} NET064 {FRONT}.privateIPAddress"], {FRONT: {**INNER, "privateIPAddress": "10.20.9.10"}, **BEHIND})
    for address, severity in (("10.20.30.400", "error"), ("10.20.30.40", "error"), ("10.20.9.3", "error"), ("10.20.9.255", "error"), ("nine", "error"))
]  # fmt: skip
ADDRESSES += [
    ({FRONT: {"subnet": INNER["subnet"], "privateIPAddress": "10.20.30.40"}, **BEHIND}, [f"warning NET064 {FRONT}.privateIPAddress"], {FRONT: {"subnet": INNER["subnet"], "privateIPAddress": "10.20.30.40", "privateIPAllocationMethod": "Dynamic"}, **BEHIND}),
    ({"gateway.properties.frontendIPConfigurations.1": named("private", privateIPAllocationMethod="Static", privateIPAddress="10.20.9.7", subnet=id_of(SUBNET, "vnet", "gateway"))}, ["error NET064 gateway.properties.frontendIPConfigurations.1.properties.privateIPAddress"], {"gateway.properties.frontendIPConfigurations.1": named("private", privateIPAllocationMethod="Static", privateIPAddress="10.20.8.7", subnet=id_of(SUBNET, "vnet", "gateway"))}),
]  # fmt: skip

VMS_NAME, USED = "vnet.properties.subnets.0.name", f"{IPS}.0.properties.subnet"
SUBNETS = [
    ({VMS_NAME: name, USED: id_of(SUBNET, "vnet", name)}, [f"error NET065 {USED}.id"], {VMS_NAME: f"{name}s", USED: id_of(SUBNET, "vnet", f"{name}s")})
    for name in ("GatewaySubnet", "RouteServerSubnet", "azurefirewallsubnet")
]  # fmt: skip
SUBNETS += [
    ({USED: id_of(SUBNET, "vnet", "gateway")}, [f"error NET065 {USED}.id"], {USED: id_of(SUBNET, "vnet", "inner")}),
    ({f"{VMS}.delegations": [named("web", serviceName="Microsoft.Web/serverFarms")]}, [f"warning NET065 {USED}.id"], {f"{VMS}.delegations": []}),
]  # fmt: skip

SUBNETS += [
    ({"machine": nic_in("AzureBastionSubnet")}, ["error NET065 machine.properties.ipConfigurations.0.properties.subnet.id"], {"machine": nic_in("vms")}),
    ({"vnet.properties.subnets.1.name": "GatewaySubnet", f"{GATEWAY_USES}.id": id_of(SUBNET, "vnet", "GatewaySubnet")["id"]}, [f"error NET065 {GATEWAY_USES}.id"], {"vnet.properties.subnets.1.name": "front", f"{GATEWAY_USES}.id": id_of(SUBNET, "vnet", "front")["id"]}),
    ({"apart": subnet_apart("10.21.0.0/24")}, ["error NET011 apart.properties.addressPrefix"], {"apart": subnet_apart("10.20.16.0/24")}),
    ({"apart": subnet_apart("10.20.2.0/24")}, ["error NET011 apart.properties.addressPrefix"], {"apart": subnet_apart("10.20.16.0/24", "[parameters('sshKey')]")}),
]  # fmt: skip

INTERFACES = [
    ({f"{NICS}.1": interface("nic2")}, [f"error NET066 {NICS}.1.properties.primary"], {f"{NICS}.1": interface("nic2", primary=False)}),
    ({f"{NICS}.1": interface("nic2", primary=False), f"{NICS}.0.properties.primary": REMOVED}, [f"error NET066 {NICS}"], {f"{NICS}.0.properties.primary": REMOVED}),
    ({f"{IPS}.1": second(primary=True)}, [f"error NET066 {IPS}.1.properties.primary"], {f"{IPS}.1": second()}),
    ({f"{IPS}.1": second(), f"{IPS}.0.properties.primary": False}, [f"error NET066 {IPS}"], {f"{IPS}.0.properties.primary": "[equals(parameters('sshKey'), 'x')]", f"{IPS}.1": second()}),
    ({f"{NICS}.1": interface("NIC", primary=False)}, [f"error NET067 {NICS}.1.name"], {f"{NICS}.1": interface("nic2", primary=False)}),
    ({f"{IPS}.1": second() | {"name": "ip"}}, [f"error NET067 {IPS}.1.name"], {f"{IPS}.1": second()}),
    ({f"{RULES}.1": allowed("HTTP", 200, "Internet", "443")}, [f"error NET067 {RULES}.1.name"], {f"{RULES}.1": allowed("https", 200, "Internet", "443")}),
    ({"lb.properties.backendAddressPools.1": {"name": "be"}}, ["error NET067 lb.properties.backendAddressPools.1.name"], {"lb.properties.backendAddressPools.1": {"name": "be2"}}),
    ({"vnet2": network("vnet2"), f"{NICS}.1": in_network("vnet2"), "set.dependsOn.2": waits(id_of(f"{N}/virtualNetworks", "vnet2"))[0]}, [f"error NET068 {NICS}.1.properties.ipConfigurations.0.properties.subnet.id"], {f"{NICS}.1": in_network("vnet")}),
    ({f"{IPS}.1": second(subnet="inner")}, [f"error NET068 {IPS}.1.properties.subnet.id"], {f"{IPS}.1": second(subnet="vms")}),
]  # fmt: skip

GW = "gateway.properties"
ROUTES = f"{GW}.requestRoutingRules"
GATE = "gateway_nsg.properties.securityRules"
ROUTE = {"ruleType": "Basic"}
PRIORITY = f"{ROUTES}.0.properties.priority"
WAF = {"name": "WAF_v2", "tier": "WAF_v2", "capacity": 2}
PREVENTS = {
    "enabled": True,
    "firewallMode": "Prevention",
    "ruleSetType": "OWASP",
    "ruleSetVersion": "3.2",
}
OWN = f"{GW}.webApplicationFirewallConfiguration"
FIREWALL = f"{N}/ApplicationGatewayWebApplicationFirewallPolicies"


def firewall(
    mode: str = "Prevention", state: str = "Enabled", version: str = "3.2"
) -> dict[str, Any]:
    rules = [{"ruleSetType": "OWASP", "ruleSetVersion": version}]
    settings = {"mode": mode, "state": state}
    return resource(
        FIREWALL, "firewall",
        properties={"policySettings": settings, "managedRules": {"managedRuleSets": rules}},
    )  # fmt: skip


def with_firewall(**changed: Any) -> dict[str, Any]:
    return {f"{GW}.sku": WAF, OWN: PREVENTS | changed}


MANAGER = f"{GATE}.1.properties"
V1 = {"name": "Standard_Medium", "tier": "Standard", "capacity": 2}


def tls(**policy: str) -> dict[str, Any]:
    return {f"{GW}.sslPolicy": policy}


GATEWAYS = [
    ({f"{GATE}.1": REMOVED}, [f"error AGW002 {GATE}"], {}),
    ({f"{MANAGER}.destinationPortRange": "65503-65534"}, [f"error AGW002 {GATE}"], {f"{MANAGER}.destinationPortRange": "60000-65535"}),
    ({f"{MANAGER}.sourceAddressPrefix": "VirtualNetwork"}, [f"error AGW002 {GATE}"], {f"{MANAGER}.sourceAddressPrefix": "Internet"}),
    ({f"{MANAGER}.access": "Deny"}, [f"error AGW002 {GATE}.1"], {f"{MANAGER}.sourceAddressPrefix": "GatewayManager.WestEurope"}),
    ({f"{GATE}.2": denied(priority=105)}, [f"warning NET013 {GATE}.1", f"error AGW002 {GATE}.2"], {f"{GATE}.2": denied(priority=115), f"{GATE}.3": allowed("probes", 113, "AzureLoadBalancer", "*")}),
    ({f"{GATE}.2": denied()}, [f"warning AGW002 {GATE}.2"], {f"{GATE}.2": denied(sourceAddressPrefix="Internet")}),
    ({f"{GATE}.2": denied(direction="Outbound")}, [f"warning AGW002 {GATE}.2"], {f"{GATE}.2": denied(direction="Outbound", protocol="Udp")}),
    ({f"{GATE}.2": denied(direction="Outbound", destinationAddressPrefix="Internet")}, [f"warning AGW002 {GATE}.2"], {f"{GATE}.2": denied(direction="Outbound", destinationAddressPrefix="10.9.0.0/16")}),
    ({"gateway_nsg.properties.securityRules": []}, [f"error AGW002 {GATE}"], {"gateway_nsg.properties.securityRules": "[json(parameters('sshKey'))]"}),
    ({f"{GATE}.1": REMOVED, "vnet.properties.subnets.1.properties.delegations": []}, [f"error AGW002 {GATE}"], {f"{GATE}.1": REMOVED, "vnet.properties.subnets.1.properties.delegations": [named("own", serviceName=f"{N}/applicationGateways")]}),
    ({f"{GATE}.1": allowed("low", 110, "GatewayManager", "65200-65400")}, [f"error AGW002 {GATE}"], {f"{GATE}.1": allowed("low", 110, "GatewayManager", "65200-65400"), f"{GATE}.2": allowed("high", 120, "GatewayManager", "65401-65535")}),
    ({f"{GW}.sku": V1, MANAGER + ".destinationPortRange": "*"}, [f"error VMS011 {GW}.sku.tier"], {f"{GW}.sku.capacity": 3}),
    (tls(policyType="Predefined", policyName="AppGwSslPolicy20170401"), [f"error VMS042 {GW}.sslPolicy.policyName"], tls(policyType="Predefined", policyName="AppGwSslPolicy20170401S")),
    (tls(policyType="CustomV2", minProtocolVersion="TLSv1_1"), [f"warning VMS042 {GW}.sslPolicy.minProtocolVersion"], tls(policyType="CustomV2", minProtocolVersion="TLSv1_2")),
    ({PRIORITY: REMOVED}, [f"error AGW001 {ROUTES}.0"], {"gateway.apiVersion": "2021-05-01", PRIORITY: REMOVED}),
    ({f"{ROUTES}.1": named("other", priority=100, **ROUTE)}, [f"error AGW001 {ROUTES}.1.properties.priority"], {f"{ROUTES}.1": named("other", priority=200, **ROUTE)}),
    ({f"{ROUTES}.1": named("other", **ROUTE), "gateway.apiVersion": "2021-05-01"}, [f"error AGW001 {ROUTES}.1"], {f"{ROUTES}.1": named("other", priority="[length(parameters('sshKey'))]", **ROUTE)}),
    (with_firewall(enabled=False), [f"warning VMS042 {OWN}", f"warning AGW003 {OWN}.enabled"], {"firewall": firewall()}),
    (with_firewall(firewallMode="Detection"), [f"warning VMS042 {OWN}", f"warning AGW003 {OWN}.firewallMode"], {"firewall": firewall("[parameters('sshKey')]")}),
    (with_firewall(ruleSetVersion="2.2.9"), [f"warning VMS042 {OWN}", f"warning AGW003 {OWN}.ruleSetVersion"], {"firewall": firewall(version="3.2")}),
    ({f"{GW}.sku": WAF}, [f"warning AGW003 {GW}.sku.tier"], {f"{GW}.sku": WAF, f"{GW}.firewallPolicy": id_of(FIREWALL, "firewall"), "firewall": firewall(), "gateway.dependsOn.2": waits(id_of(FIREWALL, "firewall"))[0]}),
    ({f"{GW}.httpListeners.0.properties.protocol": "Https", "gateway.apiVersion": "2022-07-01"}, [f"warning AGW004 {GW}.httpListeners.0"], {f"{GW}.httpListeners.0.properties.protocol": "Https"}),
    ({"firewall": firewall("Detection")}, ["warning AGW003 firewall.properties.policySettings.mode"], {"firewall": firewall()}),
    ({"firewall": firewall(state="Disabled")}, ["warning AGW003 firewall.properties.policySettings.state"], {"firewall": firewall()}),
    ({"firewall": firewall(version="3.0")}, ["warning AGW003 firewall.properties.managedRules.managedRuleSets.0.ruleSetVersion"], {"firewall": firewall(version="3.1")}),
]  # fmt: skip

VMP = "set.properties.virtualMachineProfile"
VAULT = id_of("Microsoft.KeyVault/vaults", "vault")
SECRETS = f"{VMP}.osProfile.secrets"
CERTIFICATE = {
    "certificateUrl": "https://vault.vault.azure.net/secrets/web/0123456789abcdef0123456789abcdef"
}
FROM_VAULT = {
    SECRETS: [{"sourceVault": VAULT, "vaultCertificates": [CERTIFICATE]}],
    "set.dependsOn.2": VAULT["id"],
}
ENCRYPTION = f"{VMP}.extensionProfile.extensions"


def vault(**properties: Any) -> dict[str, dict[str, Any]]:
    own = {"sku": {"family": "A", "name": "standard"}, "tenantId": "[subscription().tenantId]"}
    kind = "Microsoft.KeyVault/vaults"
    rbac = {} if "accessPolicies" in properties else {"enableRbacAuthorization": True}
    return {"vault": resource(kind, "vault", "2023-07-01", properties=own | rbac | properties)}


def policy(**permissions: Any) -> dict[str, Any]:
    owner = {"tenantId": "[subscription().tenantId]", "objectId": "[parameters('sshKey')]"}
    return vault(accessPolicies=[owner | {"permissions": permissions}])


VAULTS = [
    ({**vault(), **FROM_VAULT}, [f"error KVT001 {SECRETS}.0.sourceVault.id"], {**vault(enabledForDeployment=True), **FROM_VAULT}),
    ({**vault(enabledForDeployment=False, enabledForTemplateDeployment=True), **FROM_VAULT}, [f"error KVT001 {SECRETS}.0.sourceVault.id"], {**vault(enabledForDeployment="[bool(parameters('sshKey'))]"), **FROM_VAULT}),
    (policy(secrets=["all"]), ["warning KVT002 vault.properties.accessPolicies.0.permissions.secrets.0"], policy(secrets=["get", "list"])),
    (policy(keys=["get"], certificates=["All"]), ["warning KVT002 vault.properties.accessPolicies.0.permissions.certificates.0"], policy(keys=["get"], certificates=["get"])),
    (vault(enablePurgeProtection=False), ["error KVT003 vault.properties.enablePurgeProtection"], vault(enablePurgeProtection=True)),
    (vault(enableSoftDelete=False), ["warning KVT003 vault.properties.enableSoftDelete"], vault(enableSoftDelete=True)),
]  # fmt: skip


def account(
    sku: str = "Standard_LRS", kind: str = "StorageV2", **properties: Any
) -> dict[str, dict[str, Any]]:
    body = resource(
        "Microsoft.Storage/storageAccounts", "crewdiag", "2023-05-01", properties=properties
    )
    return {"account": body | {"sku": {"name": sku}, "kind": kind}}


def container(access: str) -> dict[str, dict[str, Any]]:
    kind, name = (
        "Microsoft.Storage/storageAccounts/blobServices/containers",
        "crewdiag/default/public",
    )
    needs = waits(id_of("Microsoft.Storage/storageAccounts", "crewdiag"))
    made = resource(kind, name, "2023-05-01", dependsOn=needs, properties={"publicAccess": access})
    return {"container": {key: value for key, value in made.items() if key != "location"}}


BOOT = f"{VMP}.diagnosticsProfile.bootDiagnostics"
URI = (
    "[reference(resourceId('Microsoft.Storage/storageAccounts', 'crewdiag')).primaryEndpoints.blob]"
)


def boots_to(uri: str) -> dict[str, Any]:
    needs = waits(id_of("Microsoft.Storage/storageAccounts", "crewdiag"))[0]
    return {BOOT: {"enabled": True, "storageUri": uri}, "set.dependsOn.2": needs}


STORAGE = [
    (account(minimumTlsVersion="TLS1_0"), ["warning VMS042 account.properties.minimumTlsVersion"], account(minimumTlsVersion="TLS1_2")),
    (account(supportsHttpsTrafficOnly=False), ["warning STO001 account.properties.supportsHttpsTrafficOnly"], account(supportsHttpsTrafficOnly=True)),
    (account(allowBlobPublicAccess=True), ["warning STO002 account.properties.allowBlobPublicAccess"], account(allowBlobPublicAccess=False)),
    ({**account(), **container("Blob")}, ["warning STO002 container.properties.publicAccess"], {**account(), **container("None")}),
    ({**account(allowBlobPublicAccess=False), **container("Container")}, ["error STO002 container.properties.publicAccess"], {**account(allowBlobPublicAccess=False), **container("None")}),
    ({**account("Premium_LRS"), **boots_to(URI)}, [f"error STO003 {BOOT}.storageUri"], {**account(), **boots_to(URI)}),
    ({**account("Standard_ZRS"), **boots_to("[concat('https://', 'crewdiag', '.blob.', environment().suffixes.storage)]")}, [f"error STO003 {BOOT}.storageUri"], {**account("Standard_ZRS"), BOOT: {"enabled": True}}),
    ({**account("Premium_LRS", "BlockBlobStorage"), **boots_to("[reference('crewdiag').primaryEndpoints.blob]")}, [f"error STO003 {BOOT}.storageUri"], {**account("Standard_GRS"), **boots_to(URI)}),
]  # fmt: skip


def scaled(**properties: Any) -> dict[str, dict[str, Any]]:
    numbers = {"minimum": "2", "default": "3", "maximum": "5"}
    profile = {"name": "load", "capacity": numbers, "rules": []}
    needs = waits(id_of("Microsoft.Compute/virtualMachineScaleSets", "web"))
    body = {"enabled": True, "profiles": [profile]} | properties
    kind = "Microsoft.Insights/autoscaleSettings"
    return {"load": resource(kind, "load", "2022-10-01", dependsOn=needs, properties=body)}


def target(kind: str) -> dict[str, str]:
    return {"targetResourceUri": id_of(kind, "web")["id"]}


TARGETS = [
    (scaled(), ["error SCL080 load.properties"], scaled(**target("Microsoft.Compute/virtualMachineScaleSets"))),
    (scaled(targetResourceUri="web"), ["error SCL080 load.properties.targetResourceUri"], scaled(targetResourceUri="[parameters('sshKey')]")),
    (scaled(**target("Microsoft.Compute/availabilitySets")), ["error SCL080 load.properties.targetResourceUri"], scaled(**target("Microsoft.Web/serverFarms"))),
    (scaled(**target("Microsoft.Compute/virtualMachines")), ["error SCL080 load.properties.targetResourceUri"], scaled(**target("Microsoft.Kusto/clusters"))),
    (scaled(**target(f"{N}/loadBalancers")), ["error SCL080 load.properties.targetResourceUri"], scaled(**target("Microsoft.Compute/virtualMachineScaleSets"))),
]  # fmt: skip


ROWS = [
    *TEXTS,
    *PROBES,
    *OPEN,
    *PREFIXES,
    *ADDRESSES,
    *SUBNETS,
    *INTERFACES,
    *GATEWAYS,
    *VAULTS,
    *STORAGE,
    *TARGETS,
]


@pytest.mark.parametrize(("bad", "said", "good"), ROWS)
def test_a_fault_around_the_set_is_told_and_its_twin_is_not(bad, said, good):
    assert told(bad) == said
    assert told(good) == []


def test_the_template_that_is_changed_gives_no_finding():
    assert told({}) == []


def test_a_gateway_of_v1_is_not_refused_for_its_ports():
    old = {f"{GW}.sku": {"name": "Standard_Medium", "tier": "Standard", "capacity": 2}}
    closed = [item for item in told({**old, f"{GATE}.1": REMOVED}) if "AGW002" in item]
    assert closed == [f"warning AGW002 {GATE}"]
    assert [item for item in told(old) if "AGW002" in item] == []


def test_of_a_group_that_exists_nothing_is_known():
    made = changed({})
    group = {key: made["gateway_nsg"][key] for key in ("type", "apiVersion", "name")}
    made["gateway_nsg"] = group | {"existing": True}
    parameters = {"location": {"type": "string"}, "sshKey": {"type": "string"}}
    template = arm.template(resources=made, languageVersion="2.0", parameters=parameters)
    found = examine(read_json(json.dumps(template), "azuredeploy.json"), {}).findings
    assert [item.rule for item in found if item.rule.startswith("AGW")] == []


@pytest.mark.parametrize("token", ["#{value}#", "$(value)", "${value}", "{{ value }}", "__value__"])
def test_what_a_pipeline_puts_in_later_is_not_known(token):
    places = {PORT: token, PREFIX: token, SOURCE: f"{token}/24", f"{USED}.id": token}
    inner = {FRONT: {**INNER, "privateIPAddress": token}, **BEHIND}
    assert [item for item in told(places | inner) if item.startswith("error")] == []


def of_rule(rule: str, changes: dict[str, Any], least: Severity = Severity.INFO) -> list[str]:
    return [item for item in told(changes, least=least) if f" {rule} " in item]


@pytest.mark.parametrize("switch", ["enabledForDiskEncryption", "enabledForDeployment"])
def test_the_keys_of_disk_encryption_come_from_a_vault_that_is_enabled_for_it(switch):
    settings = {"KeyVaultResourceId": VAULT["id"], "EncryptionOperation": "EnableEncryption"}
    extension = named(
        "disks", publisher="Microsoft.Azure.Security", type="AzureDiskEncryptionForLinux",
        typeHandlerVersion="1.1", settings=settings,
    )  # fmt: skip
    place = f"error KVT001 {ENCRYPTION}.0.properties.settings.KeyVaultResourceId"
    found = of_rule("KVT001", {**vault(**{switch: True}), ENCRYPTION: [extension]})
    assert found == ([] if switch == "enabledForDiskEncryption" else [place])


def test_a_vault_that_is_recovered_keeps_what_it_had():
    assert of_rule("KVT001", {**vault(createMode="recover"), **FROM_VAULT}) == []


@pytest.mark.parametrize(
    ("version", "said"), [("2019-04-01", []), ("2018-07-01", ["note STO001 account.apiVersion"])]
)
def test_an_account_of_an_old_api_version_takes_http_by_silence(version, said):
    made = account()
    made["account"]["apiVersion"] = version
    assert of_rule("STO001", made) == said


@pytest.mark.parametrize(
    ("sku", "kind", "uri", "told_of"),
    [
        ("Standard_ZRS", "StorageV2", "https://crewdiag.blob.core.windows.net/", True),
        ("Standard_LRS", "BlobStorage", "https://crewdiag.blob.core.windows.net/", True),
        ("Standard_RAGRS", "StorageV2", "https://crewdiag.blob.core.windows.net/", False),
        ("Premium_LRS", "StorageV2", "https://othercrewdiag.blob.core.windows.net/", False),
    ],
)
def test_boot_diagnostics_go_to_a_standard_account(sku, kind, uri, told_of):
    found = of_rule("STO003", {**account(sku, kind), **boots_to(uri)})
    assert found == ([f"error STO003 {BOOT}.storageUri"] if told_of else [])


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ((None, None), ["error NET066 machine.properties.networkProfile.networkInterfaces"]),
        ((True, None), []),
        ((None,), []),
        ((True, True), ["error NET066 machine.properties.networkProfile.networkInterfaces.1.properties.primary"]),
        ((True, "[equals(parameters('sshKey'), 'x')]"), []),
    ],
)  # fmt: skip
def test_of_the_interfaces_of_a_machine_one_is_primary(flags, said):
    interfaces = [
        id_of(f"{N}/networkInterfaces", f"nic{number}")
        | ({} if flag is None else {"properties": {"primary": flag}})
        for number, flag in enumerate(flags)
    ]
    profile = {"networkProfile": {"networkInterfaces": interfaces}}
    machine = resource("Microsoft.Compute/virtualMachines", "machine", properties=profile)
    assert of_rule("NET066", {"machine": machine}) == said


def test_the_configurations_of_an_interface_are_in_one_subnet():
    nic = nic_in("vms")
    nic["properties"]["ipConfigurations"].append(second(subnet="inner"))
    place = "nic.properties.ipConfigurations.1.properties.subnet.id"
    assert of_rule("NET068", {"nic": nic}) == [f"error NET068 {place}"]


@pytest.mark.parametrize("prefix", ["crew-", ""])
def test_networks_whose_names_are_not_known_may_be_one(prefix):
    name = f"[resourceId('{SUBNET}', concat('{prefix}', parameters('sshKey')), 'vms')]"
    ip = named("ip", primary=True, subnet={"id": name})
    nic = interface("nic2", primary=False, ipConfigurations=[ip])
    assert of_rule("NET068", {f"{NICS}.1": nic}) == []


BASTION_GROUP = f"{N}/networkSecurityGroups"


def let(name: str, priority: int, whom: str, *ports: str, out: bool = False) -> dict[str, Any]:
    """Return a rule of the group of Bastion."""
    side = {"direction": "Outbound", "destinationAddressPrefix": whom} if out else {}
    rule = allowed(name, priority, "*" if out else whom, ports[0], **side)
    if len(ports) > 1:
        del rule["properties"]["destinationPortRange"]
        rule["properties"]["destinationPortRanges"] = list(ports)
    return rule


BASTION_RULES = {
    "manager": let("manager", 110, "GatewayManager", "443"),
    "balancer": let("balancer", 120, "AzureLoadBalancer", "443"),
    "hosts": let("hosts", 130, "VirtualNetwork", "8080", "5701"),
    "machines": let("machines", 110, "VirtualNetwork", "22", "3389", out=True),
    "cloud": let("cloud", 120, "AzureCloud", "443", out=True),
    "hosts-out": let("hosts-out", 130, "VirtualNetwork", "8080", "5701", out=True),
}


def bastion(*rules: Any, subnet: str = "AzureBastionSubnet") -> list[str]:
    """Return what is said of a group with these rules at a subnet."""
    group = id_of(BASTION_GROUP, "bastion")
    body = {"addressPrefix": "10.0.9.0/26", "networkSecurityGroup": group}
    added = {
        "bastion": resource(BASTION_GROUP, "bastion", properties={"securityRules": list(rules)}),
        "own": resource(SUBNET, f"hub/{subnet}", properties=body, dependsOn=waits(group)),
    }
    del added["own"]["location"]
    return [item for item in told(added) if "NET080" in item]


@pytest.mark.parametrize(
    ("left_out", "severity"),
    [
        ("manager", "error"), ("machines", "error"), ("cloud", "error"),
        ("balancer", "warning"), ("hosts", "warning"), ("hosts-out", "warning"),
    ],
)  # fmt: skip
def test_bastion_has_its_rules(left_out: str, severity: str) -> None:
    rules = [rule for name, rule in BASTION_RULES.items() if name != left_out]
    place = "bastion.properties.securityRules"
    assert bastion(*rules) == [f"{severity} NET080 {place}"]
    assert bastion(*rules, BASTION_RULES[left_out]) == []
    assert bastion(*rules, subnet="other") == []
    denied_one = BASTION_RULES[left_out] | {
        "properties": BASTION_RULES[left_out]["properties"] | {"access": "Deny"}
    }
    assert bastion(*rules, denied_one) == [f"{severity} NET080 {place}"]


def test_wide_or_unknown_rules_are_enough_for_bastion():
    wide = [let("in", 100, "*", "*"), let("out", 100, "*", "*", out=True)]
    assert bastion(*wide) == []
    parted = {name: rule for name, rule in BASTION_RULES.items() if name != "machines"}
    by_port = [
        let(port, 110 + int(port), "VirtualNetwork", port, out=True) for port in ("22", "3389")
    ]
    assert bastion(*parted.values(), *by_port) == []
    unknown = let("in", 100, "[parameters('sshKey')]", "*")
    assert bastion(unknown, wide[1]) == []
    assert bastion(*wide[:1]) == ["error NET080 bastion.properties.securityRules"]
