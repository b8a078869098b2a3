"""Templates whose pictures are known: a set behind a load balancer, and ways out of it."""

from __future__ import annotations

import json

from generator.commands.plan.sides import SideSource, load
from generator.picture.drawing import picture_of
from generator.validation.document import validate_document
from tests.support import arm

_WITH_SKU = {"loadBalancers", "publicIPAddresses", "natGateways"}
ROLE = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"


def rid(kind: str, *names: str) -> str:
    """Return the expression for an id."""
    return f"[resourceId('{kind}', {', '.join(map(repr, names))})]"


def net(kind: str, name: str, **properties: object) -> dict:
    """Return a resource of Microsoft.Network."""
    sku = {"sku": {"name": "Standard"}} if kind in _WITH_SKU else {}
    return {
        "type": f"Microsoft.Network/{kind}", "apiVersion": "2024-05-01", "name": name,
        "location": "[resourceGroup().location]", **sku, "properties": properties,
    }  # fmt: skip


def part(name: str, **properties: object) -> dict:
    """Return a part of a resource, which has a name."""
    return {"name": name, "properties": properties}


def lb(kind: str, name: str) -> dict:
    """Return the id of a part of the load balancer."""
    return {"id": rid(f"Microsoft.Network/loadBalancers/{kind}", "front", name)}


def balancer(**more: object) -> dict:
    """Return a public load balancer with one rule, port 80 to 8080, and its probe."""
    address = {"id": rid("Microsoft.Network/publicIPAddresses", "pip")}
    rule = part(
        "http", protocol="Tcp", frontendPort=80, backendPort=8080, disableOutboundSnat=True,
        frontendIPConfiguration=lb("frontendIPConfigurations", "fe"),
        backendAddressPool=lb("backendAddressPools", "pool"), probe=lb("probes", "alive"),
    )  # fmt: skip
    return net(
        "loadBalancers", "front",
        frontendIPConfigurations=[part("fe", publicIPAddress=address)],
        backendAddressPools=[{"name": "pool"}], loadBalancingRules=[rule],
        probes=[part("alive", protocol="Http", port=8080, requestPath="/healthz")], **more,
    )  # fmt: skip


def rule(name: str, priority: int, access: str, port: str, source: str = "*") -> dict:
    """Return an inbound rule of a security group."""
    return part(
        name, priority=priority, direction="Inbound", access=access, protocol="Tcp",
        sourceAddressPrefix=source, sourcePortRange="*", destinationAddressPrefix="*",
        destinationPortRange=port,
    )  # fmt: skip


def network(**subnet: object) -> dict:
    """Return a network with one subnet, which has the security group."""
    group = {"id": rid("Microsoft.Network/networkSecurityGroups", "nsg")}
    space = {"addressPrefixes": ["10.0.0.0/16"]}
    inside = part("apps", addressPrefix="10.0.1.0/24", networkSecurityGroup=group, **subnet)
    return net("virtualNetworks", "vnet", addressSpace=space, subnets=[inside])


def scale_set(name: str = "web", pools: bool = True, **more: object) -> dict:
    """Return a set in the subnet, and in the pool of the balancer."""
    configuration = {
        "subnet": {"id": rid("Microsoft.Network/virtualNetworks/subnets", "vnet", "apps")},
        **(
            {"loadBalancerBackendAddressPools": [lb("backendAddressPools", "pool")]}
            if pools
            else {}
        ),
    }
    interface = part("nic", primary=True, ipConfigurations=[part("ip", **configuration)])
    return {
        "type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01",
        "name": name, "location": "[resourceGroup().location]",
        "sku": {"name": "Standard_D2s_v5", "capacity": 2},
        "properties": {
            "orchestrationMode": "Uniform", "upgradePolicy": {"mode": "Manual"},
            "virtualMachineProfile": {
                "networkProfile": {"networkInterfaceConfigurations": [interface]},
                **more.pop("profile", {}),
            },
        },
        **more,
    }  # fmt: skip


def group(*rules: dict) -> dict:
    """Return the security group."""
    return net("networkSecurityGroups", "nsg", securityRules=list(rules))


def picture(folder, *resources: dict):
    """Return the picture of a template, with its findings."""
    path = folder / "main.json"
    path.write_text(json.dumps(arm.template(*resources)), encoding="utf-8")
    side = load(SideSource(path, (), {})).side
    document = side.expansion.deployments[0].deployment.source.document
    return picture_of(side, validate_document(document))


def arrows(found) -> list[str]:
    """Return the arrows of a picture, each as a line."""
    titles = {key: f"{box.kind} {box.title}".strip() for key, box in found.boxes.items()}
    return [
        f"{titles[one.start]} {'-x' if one.shut else '->'} {titles[one.end]}, {one.kind}: "
        + "; ".join(one.texts)
        for one in found.arrows
    ]
