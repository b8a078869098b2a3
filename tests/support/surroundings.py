"""A template with a scale set and all that stands around it, which gives no finding; and changes.

A change is a path and the value that is put there: "vnet.properties.subnets.0.name". The first step
is the name of a resource in `surroundings`, and REMOVED takes away what stands there.
"""

from __future__ import annotations

import json
from typing import Any

from generator.diagnostics import Severity
from generator.language.documents.source import read_json
from generator.validation.document import examine
from tests.support import arm

REMOVED: Any = object()
N = "Microsoft.Network"
HERE = "[parameters('location')]"


def id_of(kind: str, *names: str) -> dict[str, str]:
    """Return a reference to a resource by resourceId()."""
    listed = ", ".join(f"'{name}'" for name in names)
    return {"id": f"[resourceId('{kind}', {listed})]"}


def waits(*references: dict[str, str]) -> list[str]:
    return [reference["id"] for reference in references]


SUBNET = f"{N}/virtualNetworks/subnets"
GROUP, NETWORK = id_of(f"{N}/networkSecurityGroups", "nsg"), id_of(f"{N}/virtualNetworks", "vnet")
GATEWAY_GROUP = id_of(f"{N}/networkSecurityGroups", "gateway-nsg")
ADDRESS, BALANCER = id_of(f"{N}/publicIPAddresses", "pip"), id_of(f"{N}/loadBalancers", "lb")
GATEWAY_ADDRESS = id_of(f"{N}/publicIPAddresses", "gateway-pip")
GATEWAY = f"{N}/applicationGateways"


def part(kind: str, owner: str, name: str) -> dict[str, str]:
    return id_of(f"{N}/{kind}", owner, name)


def named(name: str, **properties: Any) -> dict[str, Any]:
    return {"name": name, "properties": properties}


def resource(kind: str, name: str, version: str = "2024-05-01", **members: Any) -> dict[str, Any]:
    """Return a resource; its properties are given as `properties`."""
    body = {"type": kind, "apiVersion": version, "name": name, "location": HERE}
    return body | members


def allowed(name: str, priority: int, source: str, ports: str, **changed: Any) -> dict[str, Any]:
    """Return a rule of a security group that lets a source in."""
    properties = {
        "priority": priority, "direction": "Inbound", "access": "Allow", "protocol": "Tcp",
        "sourceAddressPrefix": source, "sourcePortRange": "*",
        "destinationAddressPrefix": "*", "destinationPortRange": ports,
    }  # fmt: skip
    return {"name": name, "properties": properties | changed}


def denied(name: str = "nothing", priority: int = 4000, **changed: Any) -> dict[str, Any]:
    """Return a rule of a security group that lets nothing in."""
    return allowed(name, priority, "*", "*", **{"access": "Deny", "protocol": "*"} | changed)


def interface(name: str = "nic", *, primary: bool = True, **properties: Any) -> dict[str, Any]:
    """Return a network interface of the scale set."""
    ip = named("ip", primary=True, subnet=id_of(SUBNET, "vnet", "vms"))
    return named(name, **{"primary": primary, "ipConfigurations": [ip]} | properties)


def _group() -> dict[str, Any]:
    rules = [allowed("http", 100, "Internet", "80")]
    return resource(f"{N}/networkSecurityGroups", "nsg", properties={"securityRules": rules})


def _gateway_group() -> dict[str, Any]:
    rules = [
        allowed("http", 100, "Internet", "80"),
        allowed("manager", 110, "GatewayManager", "65200-65535"),
    ]
    return resource(
        f"{N}/networkSecurityGroups", "gateway-nsg", properties={"securityRules": rules}
    )


def _network() -> dict[str, Any]:
    subnets = [
        named(
            "vms", addressPrefix="10.20.0.0/22", defaultOutboundAccess=False,
            networkSecurityGroup=GROUP,
        ),
        named("gateway", addressPrefix="10.20.8.0/24", networkSecurityGroup=GATEWAY_GROUP),
        named("inner", addressPrefix="10.20.9.0/24", networkSecurityGroup=GROUP),
    ]  # fmt: skip
    properties = {"addressSpace": {"addressPrefixes": ["10.20.0.0/16"]}, "subnets": subnets}
    return resource(
        f"{N}/virtualNetworks", "vnet", dependsOn=waits(GROUP, GATEWAY_GROUP), properties=properties
    )


def _address(name: str) -> dict[str, Any]:
    return resource(
        f"{N}/publicIPAddresses", name, sku={"name": "Standard"}, zones=["1", "2", "3"],
        properties={"publicIPAllocationMethod": "Static"},
    )  # fmt: skip


def _balancer() -> dict[str, Any]:
    front = part("loadBalancers/frontendIPConfigurations", "lb", "fe")
    pool = part("loadBalancers/backendAddressPools", "lb", "be")
    probe = named("up", protocol="Http", port=80, requestPath="/", intervalInSeconds=5)
    rule = named(
        "web", frontendIPConfiguration=front, backendAddressPool=pool, protocol="Tcp",
        probe=part("loadBalancers/probes", "lb", "up"), frontendPort=80, backendPort=80,
    )  # fmt: skip
    properties = {
        "frontendIPConfigurations": [named("fe", publicIPAddress=ADDRESS)],
        "backendAddressPools": [{"name": "be"}],
        "probes": [probe],
        "loadBalancingRules": [rule],
    }
    return resource(
        f"{N}/loadBalancers", "lb", sku={"name": "Standard"}, dependsOn=waits(ADDRESS),
        properties=properties,
    )  # fmt: skip


def _gateway() -> dict[str, Any]:
    def own(kind: str, name: str) -> dict[str, str]:
        return part(f"applicationGateways/{kind}", "gateway", name)

    listener = named(
        "web", frontendIPConfiguration=own("frontendIPConfigurations", "public"),
        frontendPort=own("frontendPorts", "http"), protocol="Http",
    )  # fmt: skip
    rule = named(
        "web", ruleType="Basic", priority=100, httpListener=own("httpListeners", "web"),
        backendAddressPool=own("backendAddressPools", "set"),
        backendHttpSettings=own("backendHttpSettingsCollection", "http"),
    )  # fmt: skip
    properties = {
        "sku": {"name": "Standard_v2", "tier": "Standard_v2", "capacity": 2},
        "gatewayIPConfigurations": [named("own", subnet=id_of(SUBNET, "vnet", "gateway"))],
        "frontendIPConfigurations": [named("public", publicIPAddress=GATEWAY_ADDRESS)],
        "frontendPorts": [named("http", port=80)],
        "backendAddressPools": [{"name": "set"}],
        "probes": [named("up", protocol="Http", path="/", interval=30, timeout=30, host="a.b")],
        "backendHttpSettingsCollection": [named("http", port=80, protocol="Http")],
        "httpListeners": [listener],
        "requestRoutingRules": [rule],
    }
    return resource(
        GATEWAY, "gateway", zones=["1", "2", "3"], dependsOn=waits(NETWORK, GATEWAY_ADDRESS),
        properties=properties,
    )  # fmt: skip


def _scale_set() -> dict[str, Any]:
    keys = {"path": "/home/azureops/.ssh/authorized_keys", "keyData": "[parameters('sshKey')]"}
    nic = interface()
    ip = nic["properties"]["ipConfigurations"][0]["properties"]
    ip["loadBalancerBackendAddressPools"] = [part("loadBalancers/backendAddressPools", "lb", "be")]
    profile = {
        "osProfile": {
            "computerNamePrefix": "web",
            "adminUsername": "azureops",
            "linuxConfiguration": {
                "disablePasswordAuthentication": True,
                "ssh": {"publicKeys": [keys]},
            },
        },
        "storageProfile": {
            "imageReference": {
                "publisher": "Canonical", "offer": "ubuntu-24_04-lts", "sku": "server",
                "version": "latest",
            },
            "osDisk": {
                "createOption": "FromImage", "managedDisk": {"storageAccountType": "Premium_LRS"},
            },
        },
        "networkProfile": {
            "networkApiVersion": "2020-11-01",
            "networkInterfaceConfigurations": [nic],
        },
        "securityProfile": {
            "securityType": "TrustedLaunch", "encryptionAtHost": True,
            "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True},
        },
    }  # fmt: skip
    return resource(
        "Microsoft.Compute/virtualMachineScaleSets", "web", "2024-07-01", zones=["1", "2", "3"],
        sku={"name": "Standard_D2s_v5", "tier": "Standard", "capacity": 3},
        dependsOn=waits(NETWORK, BALANCER),
        properties={
            "orchestrationMode": "Flexible", "platformFaultDomainCount": 1,
            "virtualMachineProfile": profile,
        },
    )  # fmt: skip


def surroundings() -> dict[str, dict[str, Any]]:
    """Return the resources by a short name for each."""
    return {
        "nsg": _group(),
        "gateway_nsg": _gateway_group(),
        "vnet": _network(),
        "pip": _address("pip"),
        "gateway_pip": _address("gateway-pip"),
        "lb": _balancer(),
        "gateway": _gateway(),
        "set": _scale_set(),
    }


def changed(changes: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the resources with changes; a name without a path adds a resource."""
    made = surroundings()
    for path, value in json.loads(json.dumps(changes, default=lambda _: "\0removed")).items():
        *before, last = path.split(".")
        here: Any = made
        for step in before:
            here = here[int(step)] if isinstance(here, list) else here.setdefault(step, {})
        if value == "\0removed":
            del here[int(last) if isinstance(here, list) else last]
        elif isinstance(here, list) and int(last) == len(here):
            here.append(value)
        else:
            here[int(last) if isinstance(here, list) else last] = value
    return made


def told(changes: dict[str, Any], *, least: Severity = Severity.WARNING) -> list[str]:
    """Return what is said of the changed template: severity, rule and place of each finding."""
    made = changed(changes)
    parameters = {
        "location": {"type": "string", "defaultValue": "[resourceGroup().location]"},
        "sshKey": {"type": "string"},
    }
    template = arm.template(*made.values(), parameters=parameters)
    names = list(made)
    found = examine(read_json(json.dumps(template), "azuredeploy.json"), {}).findings
    return [
        f"{item.severity.label} {item.rule} {_place(item.pointer, names)}"
        for item in found
        if item.severity >= least
    ]


def _place(pointer: str, names: list[str]) -> str:
    _, section, *steps = pointer.split("/")
    return ".".join([names[int(steps[0])], *steps[1:]]) if section == "resources" else pointer
