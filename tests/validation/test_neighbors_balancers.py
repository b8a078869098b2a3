"""Load balancers and public addresses that Azure refuses, each beside its twin that it takes."""

from __future__ import annotations

import pytest

from generator.language.documents.source import read_json
from generator.validation.document import validate_document
from tests.support import arm

NETWORK = "Microsoft.Network"
SUBNET = {"id": f"[resourceId('{NETWORK}/virtualNetworks/subnets', 'net', 'instances')]"}
ADDRESS = {"id": f"[resourceId('{NETWORK}/publicIPAddresses', 'ip')]"}
SHARED = {"apiVersion": "2024-05-01", "location": "[resourceGroup().location]"}


def part(kind, name):
    return {"id": f"[resourceId('{NETWORK}/loadBalancers/{kind}', 'lb', '{name}')]"}


def front(name="fe"):
    return part("frontendIPConfigurations", name)


def pool(name="be"):
    return part("backendAddressPools", name)


def rule(name, port, backend=None, **more):
    parts = {"frontendIPConfiguration": front(), "backendAddressPool": pool()}
    parts |= {"probe": part("probes", "up"), "protocol": "Tcp", "frontendPort": port}
    return {"name": name, "properties": parts | {"backendPort": backend or port} | more}


def nat(name, **more):
    parts = {"frontendIPConfiguration": front(), "protocol": "Tcp", "backendPort": 22}
    return {"name": name, "properties": parts | more}


def out(name, **more):
    parts = {"frontendIPConfigurations": [front()], "backendAddressPool": pool()}
    return {"name": name, "properties": parts | {"protocol": "All"} | more}


def balancer(*rules, frontends=None, sku="Standard", **more):
    parts = {"frontendIPConfigurations": frontends or [{"name": "fe", "properties": {}}]}
    parts |= {"backendAddressPools": [{"name": "be"}, {"name": "more"}]}
    parts |= {"probes": [{"name": "up", "properties": {"protocol": "Tcp", "port": 80}}]}
    kind = {"type": f"{NETWORK}/loadBalancers", "name": "lb", "sku": {"name": sku}}
    parts |= {"loadBalancingRules": list(rules)} if rules else {}
    return kind | SHARED | {"properties": parts | more}


def address(sku="Standard", **properties):
    kind = {"type": f"{NETWORK}/publicIPAddresses", "name": "ip", "sku": {"name": sku}}
    properties = {"publicIPAllocationMethod": "Static"} | properties
    return kind | SHARED | {"properties": properties}


def scale_set(capacity=2, pools=("be",), **parts):
    configuration = {"subnet": SUBNET, "loadBalancerBackendAddressPools": [*map(pool, pools)]}
    inner = {"name": "ip", "properties": configuration | parts}
    interface = {"name": "nic", "properties": {"primary": True, "ipConfigurations": [inner]}}
    profile = {"networkProfile": {"networkInterfaceConfigurations": [interface]}}
    kind = {"type": "Microsoft.Compute/virtualMachineScaleSets", "name": "web"}
    size = {"apiVersion": "2024-07-01", "sku": {"name": "Standard_D2s_v5", "capacity": capacity}}
    return kind | SHARED | size | {"properties": {"virtualMachineProfile": profile}}


def told(*resources, **sections):
    """Return what the rules about load balancers and addresses say: severity, rule, place."""
    text = arm.text(arm.template(*resources, **sections))
    return [
        f"{item.severity.label} {item.rule} {item.pointer.removeprefix('/resources/')}"
        for item in validate_document(read_json(text, "t.json"), {})
        if item.rule in RULES
    ]


RULES = {"NET004", "NET007", *(f"NET0{number}" for number in range(40, 60))}
PUBLIC = {"name": "fe", "properties": {"publicIPAddress": ADDRESS}}
INTERNAL = {"name": "fe", "properties": {"subnet": SUBNET}}
RULE, OUT = "0/properties/loadBalancingRules/{}/properties/{}", "0/properties/outboundRules/{}/properties/{}"  # fmt: skip
NAT, POOL = "0/properties/inboundNatRules/{}/properties/{}", "0/properties/inboundNatPools/{}/properties/{}"  # fmt: skip
RANGE = {"frontendPortRangeStart": 50000, "frontendPortRangeEnd": 50009}
TWO = [PUBLIC, {"name": "v6", "properties": {"publicIPAddress": {"id": ADDRESS["id"].replace("'ip'", "'v6'")}}}]  # fmt: skip
V6 = address(publicIPAddressVersion="IPv6") | {"name": "v6"}
SNAT = {"disableOutboundSnat": True}
IN_LOOP = {"copy": [{"name": "loadBalancingRules", "count": 2, "input": rule("[concat('r', copyIndex('loadBalancingRules'))]", 80)}]}  # fmt: skip


def of_instances(sku, **properties):
    public = {"name": "p", "sku": {"name": sku}, "properties": properties}
    return {"publicIPAddressConfiguration": public}


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        # one port of a frontend
        ([balancer(rule("a", 80), rule("b", 80, 81))], ["error NET040 " + RULE.format(1, "frontendPort")]),
        ([balancer(rule("a", 80), rule("b", 80, 81, frontendIPConfiguration=front("other")))], []),
        ([balancer(rule("a", 80), rule("b", 80, 81, protocol="Udp"))], []),
        ([balancer(rule("a", 80), rule("b", 81))], []),
        ([balancer(rule("a", 80), inboundNatRules=[nat("s", frontendPort=80)])], ["error NET040 " + NAT.format(0, "frontendPort")]),
        ([balancer(rule("a", 80), inboundNatRules=[nat("s", frontendPort=2222)])], []),
        ([balancer(rule("a", 50005), inboundNatRules=[nat("s", **RANGE, backendAddressPool=pool())])], ["error NET040 " + NAT.format(0, "frontendPortRangeStart")]),
        ([balancer(rule("a", 80), inboundNatPools=[nat("s", **RANGE), nat("t", frontendPortRangeStart=50009, frontendPortRangeEnd=50020)])], ["error NET040 " + POOL.format(1, "frontendPortRangeStart")]),
        ([balancer(rule("a", 80), inboundNatPools=[nat("s", **RANGE), nat("t", frontendPortRangeStart=50010, frontendPortRangeEnd=50020)])], []),
        ([balancer(rule("a", 80)), {"type": f"{NETWORK}/loadBalancers/inboundNatRules", "name": "lb/s", **SHARED, "properties": nat("s", frontendPort=80)["properties"]}], ["error NET040 1/properties/frontendPort"]),
        ([balancer(rule("a", 80)), {"type": f"{NETWORK}/loadBalancers/inboundNatRules", "name": "other/s", **SHARED, "properties": nat("s", frontendPort=80)["properties"]}], []),
        ([balancer(rule("a", "[parameters('port')]"), rule("b", 80, 81))], []),
        # one backend port of a pool
        ([balancer(rule("a", 80), rule("b", 8080, 80))], ["error NET041 " + RULE.format(1, "backendPort")]),
        ([balancer(rule("a", 80), rule("b", 8080, 80, backendAddressPool=pool("more")))], []),
        ([balancer(rule("a", 80, enableFloatingIP=True), rule("b", 8080, 80, enableFloatingIP=True))], []),
        ([balancer(rule("a", 80), rule("b", 8080, 80, protocol="Udp"))], []),
        ([balancer(rule("a", 80), rule("b", 80, frontendIPConfiguration=front("v6")), frontends=TWO), address(), V6], []),
        ([balancer(rule("a", 80), rule("b", 80, 80, frontendIPConfiguration=front("other")))], ["error NET041 " + RULE.format(1, "backendPort")]),
        ([balancer(rule("a", 80), rule("b", 81, 80, backendAddressPool=None, backendAddressPools=[pool()]))], ["error NET041 " + RULE.format(1, "backendPort")]),
        ([balancer(**IN_LOOP)], ["error NET040 0/properties/copy/0/input/properties/frontendPort", "error NET041 0/properties/copy/0/input/properties/backendPort"]),
        # outbound rules
        ([balancer(outboundRules=[out("a"), out("b", backendAddressPool=pool("more"))])], ["error NET042 " + OUT.format(1, "frontendIPConfigurations")]),
        ([balancer(outboundRules=[out("a"), out("b", frontendIPConfigurations=[front("other")])])], []),
        ([balancer(outboundRules=[out("a", protocol="Tcp"), out("b", protocol="Udp")])], []),
        ([balancer(rule("a", 80), outboundRules=[out("o")])], ["error NET043 " + RULE.format(0, "")[:-1]]),
        ([balancer(rule("a", 80, disableOutboundSnat=False), outboundRules=[out("o")])], ["error NET043 " + RULE.format(0, "disableOutboundSnat")]),
        ([balancer(rule("a", 80, **SNAT), outboundRules=[out("o")])], []),
        ([balancer(rule("a", 80, disableOutboundSnat="[parameters('own')]"), outboundRules=[out("o")])], []),
        ([balancer(rule("a", 80), outboundRules=[out("o", frontendIPConfigurations=[front("other")])])], []),
        ([balancer(outboundRules=[out("o", allocatedOutboundPorts=1020)])], ["error NET044 " + OUT.format(0, "allocatedOutboundPorts")]),
        ([balancer(outboundRules=[out("o", allocatedOutboundPorts=1024)])], []),
        ([balancer(outboundRules=[out("o", allocatedOutboundPorts=32000)], frontends=[PUBLIC]), scale_set(2), address()], []),
        ([balancer(outboundRules=[out("o", allocatedOutboundPorts=32000)], frontends=[PUBLIC]), scale_set(3), address()], ["error NET044 " + OUT.format(0, "allocatedOutboundPorts")]),
        ([balancer(outboundRules=[out("o", allocatedOutboundPorts=32000)], frontends=[PUBLIC]), scale_set(3, ["more"]), address()], []),
        ([balancer(outboundRules=[out("o", allocatedOutboundPorts=32000)], frontends=[{"name": "fe", "properties": {"publicIPPrefix": ADDRESS}}]), scale_set(3)], []),
        ([balancer(outboundRules=[out("o")], frontends=[INTERNAL])], ["error NET049 " + OUT.format(0, "frontendIPConfigurations")]),
        ([balancer(outboundRules=[out("o")], frontends=[PUBLIC]), address()], []),
        # all protocols
        ([balancer(rule("a", 80, protocol="All"))], ["error NET045 " + RULE.format(0, "frontendPort"), "error NET045 " + RULE.format(0, "backendPort")]),
        ([balancer(rule("a", 0, protocol="All"), frontends=[INTERNAL])], []),
        ([balancer(rule("a", 0, protocol="All"), frontends=[PUBLIC]), address()], ["error NET045 " + RULE.format(0, "protocol")]),
        # zones
        ([balancer(frontends=[PUBLIC | {"zones": ["1"]}]), address()], ["error NET046 0/properties/frontendIPConfigurations/0/zones"]),
        ([balancer(frontends=[INTERNAL | {"zones": ["1"]}])], []),
        ([balancer(frontends=[PUBLIC | {"zones": []}]), address()], []),
        # addresses
        ([address(publicIPAllocationMethod="Dynamic")], ["error NET047 0/properties/publicIPAllocationMethod"]),
        ([address("StandardV2", publicIPAllocationMethod="Dynamic")], ["error NET047 0/properties/publicIPAllocationMethod"]),
        ([address("Basic", publicIPAllocationMethod="Dynamic")], []),
        ([address(publicIPAllocationMethod="[parameters('method')]")], []),
        ([address(dnsSettings={"domainNameLabel": "Crew_Web"})], ["error NET048 0/properties/dnsSettings/domainNameLabel"]),
        ([address(dnsSettings={"domainNameLabel": "1-crew"})], ["error NET048 0/properties/dnsSettings/domainNameLabel"]),
        ([address(dnsSettings={"domainNameLabel": "crew-"})], ["error NET048 0/properties/dnsSettings/domainNameLabel"]),
        ([address(dnsSettings={"domainNameLabel": "crew-web1"})], []),
        ([address(dnsSettings={"domainNameLabel": "[toLower(parameters('label'))]"})], []),
        ([scale_set(**of_instances("Standard", dnsSettings={"domainNameLabel": "Crew"}))], ["error NET048 0/properties/virtualMachineProfile/networkProfile/networkInterfaceConfigurations/0/properties/ipConfigurations/0/properties/publicIPAddressConfiguration/properties/dnsSettings/domainNameLabel"]),
        ([scale_set(**of_instances("Basic")), balancer()], ["error NET007 0/properties/virtualMachineProfile/networkProfile/networkInterfaceConfigurations/0/properties/ipConfigurations/0/properties/publicIPAddressConfiguration/sku/name"]),
        ([scale_set(**of_instances("Standard")), balancer()], []),
        ([scale_set(pools=[], **of_instances("Basic")), balancer()], []),
        # room
        ([balancer(rule("a", 80), inboundNatRules=[nat("s", **RANGE, backendAddressPool=pool())]), scale_set(20)], ["warning NET004 " + NAT.format(0, "frontendPortRangeEnd")]),
        ([balancer(rule("a", 80), inboundNatRules=[nat("s", **RANGE, backendAddressPool=pool())]), scale_set(10)], []),
    ],
)  # fmt: skip
def test_what_azure_refuses_of_balancers_and_addresses_is_an_error(resources, expected):
    parameters = {"port": {"type": "int"}, "own": {"type": "bool"}, "method": {"type": "string"}}
    parameters |= {"label": {"type": "string"}}
    assert told(*resources, parameters=parameters) == expected


def test_a_label_that_a_deployment_may_replace_is_a_doubt():
    parameters = {"label": {"type": "string", "defaultValue": "Crew"}}
    labeled = address(dnsSettings={"domainNameLabel": "[parameters('label')]"})
    place = "0/properties/dnsSettings/domainNameLabel"
    assert told(labeled, parameters=parameters) == [f"warning NET048 {place}"]
    variables = {"label": "Crew"}
    labeled = address(dnsSettings={"domainNameLabel": "[variables('label')]"})
    assert told(labeled, variables=variables) == [f"error NET048 {place}"]
