"""Outages that Azure does not refuse: told where they are, with who, from when and to when."""

from __future__ import annotations

import copy
import json
import sys

import pytest

from generator.commands.plan.sides import SideSource, load
from generator.rollout.outages.outage import facts, outages_of
from generator.rollout.plan import plan
from generator.rollout.records import PlanOptions
from tests.rollout.test_odd import side
from tests.support import arm
from tests.support.rollout_pairs import EXT, GONE, IP, NIC, VM, put, starter

NET = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network"
TYPES = {
    "set": "Microsoft.Compute/virtualMachineScaleSets",
    "lb": "Microsoft.Network/loadBalancers",
    "nsg": "Microsoft.Network/networkSecurityGroups",
    "vnet": "Microsoft.Network/virtualNetworks",
    "nat": "Microsoft.Network/natGateways",
    "ip": "Microsoft.Network/publicIPAddresses",
    "table": "Microsoft.Network/routeTables",
    "gw": "Microsoft.Network/applicationGateways",
    "vault": "Microsoft.KeyVault/vaults",
    "secret": "Microsoft.KeyVault/vaults/secrets",
    "autoscale": "Microsoft.Insights/autoscaleSettings",
    "role": "Microsoft.Authorization/roleAssignments",
    "image": "Microsoft.Compute/images",
    "endpoint": "Microsoft.Network/privateEndpoints",
}
RULE = "lb:properties/loadBalancingRules/tcp-80"
PROBE = "lb:properties/probes/tcp-80/properties"
FILTER = "nsg:properties/securityRules"
SUBNET = "vnet:properties/subnets/instances/properties"
SUB_NSG = f"{SUBNET}/networkSecurityGroup"
NIC_NSG = f"set:{NIC}/nic/properties/networkSecurityGroup"
IN_POOL = f"set:{IP}/loadBalancerBackendAddressPools"
GROUP = {"id": f"{NET}/networkSecurityGroups/classic-nsg"}


def filter_rule(  # noqa: PLR0913 - so many parts has a rule
    name, priority, access="Deny", direction="Inbound", *, source="*", port="*", to="*"
):
    return {
        "name": name,
        "properties": {
            "priority": priority, "access": access, "direction": direction, "protocol": "*",
            "sourceAddressPrefix": source, "sourcePortRange": "*",
            "destinationAddressPrefix": to, "destinationPortRange": port,
        },
    }  # fmt: skip


def resource(kind, name, properties, **more):
    return {
        "type": TYPES[kind],
        "apiVersion": "2024-05-01",
        "name": name,
        "properties": properties,
        **more,
    }


GATEWAY = resource(
    "gw", "gw",
    {
        "gatewayIPConfigurations": [{"name": "ip", "properties": {"subnet": {"id": f"{NET}/virtualNetworks/v/subnets/a"}}}],
        "sslCertificates": [{"name": "c", "properties": {"keyVaultSecretId": "https://vault.vault.azure.net/secrets/c"}}],
        "probes": [{"name": "p", "properties": {"protocol": "Http", "path": "/a"}}],
        "backendHttpSettingsCollection": [{"name": "s", "properties": {"port": 80}}],
    },
    identity={"type": "UserAssigned", "userAssignedIdentities": {"x": {}}},
)  # fmt: skip
VAULT = resource(
    "vault", "vault",
    {"accessPolicies": [{"objectId": who, "permissions": {"secrets": ["get"]}} for who in "ab"]},
)  # fmt: skip
SECRET = resource("secret", "vault/c", {"attributes": {"enabled": True}})
SCALING = resource(
    "autoscale", "scaling",
    {
        "targetResourceUri": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'classic')]",
        "profiles": [{"name": "p", "capacity": {"minimum": "2", "maximum": "10", "default": "3"}, "rules": []}],
    },
)  # fmt: skip
TABLE = resource("table", "t", {"routes": [{"name": "r", "properties": {"addressPrefix": "10.9.0.0/16", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.0.9"}}]})  # fmt: skip
AT_TABLE = (f"{SUBNET}/routeTable", {"id": f"{NET}/routeTables/t"})
AT_GATEWAY = (
    f"set:{IP}/applicationGatewayBackendAddressPools",
    [{"id": f"{NET}/applicationGateways/gw/backendAddressPools/b"}],
)
IMAGE_ID = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Compute/images/golden"
USES_IMAGE = (f"set:{VM}/storageProfile/imageReference", {"id": IMAGE_ID})
HEALTH = {
    "name": "health",
    "properties": {
        "publisher": "Microsoft.ManagedServices", "type": "ApplicationHealthLinux",
        "typeHandlerVersion": "1.0", "settings": {"protocol": "http", "port": 80, "requestPath": "/a"},
    },
}  # fmt: skip
EMPTY_GROUP = resource("nsg", "other", {"securityRules": []})
OTHER = {"id": f"{NET}/publicIPAddresses/other"}


def change(template, changes, more=()):
    template["resources"] += copy.deepcopy(list(more))
    for path, value in changes:
        kind, _, rest = path.partition(":")
        found = [item for item in template["resources"] if item["type"] == TYPES[kind]]
        if not rest:
            template["resources"] = [item for item in template["resources"] if item not in found]
        for item in found if rest else ():
            put(item, rest, value)


def planned(folder, both, new, more=(), *, complete=False, capacity=None):
    sides = []
    for number, changes in enumerate((both, (*both, *new))):
        template = starter("uniform-probe")
        change(template, changes, more)
        path = folder / f"{number}.json"
        path.write_text(json.dumps(template, indent=1))
        sides.append(load(SideSource(path, ("instanceCount=4",), {})).side)
    return plan(*sides, PlanOptions(complete=complete, capacity=capacity))


POOL = f"{NET}/loadBalancers/classic-lb/backendAddressPools/second"
SECOND = ("lb:properties/backendAddressPools/second", {"name": "second"})
NO_HEALTH = (f"set:{VM}/networkProfile/healthProbe", GONE)
OUTBOUND_FRONTEND = (
    "lb:properties/frontendIPConfigurations/out",
    {
        "name": "out",
        "properties": {"publicIPAddress": {"id": f"{NET}/publicIPAddresses/classic-ip"}},
    },
)
FRONTEND = f"{NET}/loadBalancers/classic-lb/frontendIPConfigurations/out"
OUTBOUND = (
    "lb:properties/outboundRules",
    [
        {
            "name": "out",
            "properties": {"frontendIPConfigurations": [{"id": FRONTEND}], "protocol": "All"},
        }
    ],
)
INSIDE = {
    "privateIPAddress": "10.0.0.8",
    "subnet": {"id": f"{NET}/virtualNetworks/classic-vnet/subnets/instances"},
}
DENY = filter_rule("deny-all", 200)
"""Azure refuses to change the rule of a probe that tells the health of a set."""
CASES = {
    "path": ("probe-changed", (), [(f"{PROBE}/requestPath", "/ready")]),
    "port": ("probe-changed", (), [(f"{PROBE}/port", 8080)]),
    "protocol": ("probe-changed", [(f"{PROBE}/protocol", "Tcp")], [(f"{PROBE}/protocol", "Http")]),
    "rule": ("rule-removed", [NO_HEALTH], [("lb:properties/loadBalancingRules", [])]),
    "rule-elsewhere": ("rule-removed", [NO_HEALTH], [(f"{RULE}/properties/frontendPort", 81)]),
    "pool": ("rule-removed", [SECOND, NO_HEALTH], [(f"{RULE}/properties/backendAddressPool/id", POOL), (IN_POOL, [{"id": POOL}])]),
    "backend-port": ("backend-port-changed", [(f"{PROBE}/protocol", "Tcp"), NO_HEALTH], [(f"{RULE}/properties/backendPort", 8080), (f"{FILTER}/wide", filter_rule("wide", 90, "Allow"))]),
    "address": ("address-changed", (), [("lb:properties/frontendIPConfigurations/frontend/properties/publicIPAddress", OTHER)]),
    "outbound-rule": ("outbound-address-changed", [OUTBOUND_FRONTEND, OUTBOUND], [("lb:properties/frontendIPConfigurations/out/properties/publicIPAddress", OTHER)]),
    "private-address": ("address-changed", [("lb:properties/frontendIPConfigurations/frontend/properties", INSIDE)], [("lb:properties/frontendIPConfigurations/frontend/properties/privateIPAddress", "10.0.0.9")]),
    "internal-denied": ("traffic-denied", [("lb:properties/frontendIPConfigurations/frontend/properties", INSIDE), (f"{FILTER}/lb", filter_rule("lb", 150, "Allow", source="AzureLoadBalancer"))], [(f"{FILTER}/allow-tcp-80", GONE), (f"{FILTER}/deny", DENY)]),
    "prefix-inside": ("traffic-denied", [(f"{FILTER}/allow-tcp-80/properties/sourceAddressPrefix", "203.0.113.0/24")], [(f"{FILTER}/no", filter_rule("no", 90, source="203.0.0.0/16"))]),
    "private": ("outbound-removed", [(f"{SUBNET}/natGateway", GONE), (f"{SUBNET}/defaultOutboundAccess", True), (IN_POOL, [])], [(f"{SUBNET}/defaultOutboundAccess", False)]),
    "name": ("address-changed", [("ip:properties/dnsSettings", {"domainNameLabel": "a"})], [("ip:properties/dnsSettings", {"domainNameLabel": "b"})]),
    "allow": ("traffic-denied", [(f"{FILTER}/lb", filter_rule("lb", 300, "Allow", source="AzureLoadBalancer"))], [(FILTER, [])]),
    "allow-in-subnet": ("traffic-denied", [(SUB_NSG, GROUP), (NIC_NSG, GONE)], [(FILTER, [])]),
    "allow-named": ("traffic-denied", [(f"{FILTER}/allow-tcp-80/properties/sourceAddressPrefix", "203.0.113.0/24")], [(FILTER, [])]),
    "allow-narrow": ("traffic-denied", (), [(f"{FILTER}/allow-tcp-80/properties/destinationPortRange", "443")]),
    "allow-range": ("traffic-denied", [(f"{FILTER}/allow-tcp-80/properties/destinationPortRange", "1-1024")], [(FILTER, [])]),
    "second-group": ("traffic-denied", (), [(SUB_NSG, {"id": f"{NET}/networkSecurityGroups/other"})], EMPTY_GROUP),
    "another-group": ("traffic-denied", [(SUB_NSG, GROUP), (NIC_NSG, GONE)], [(SUB_NSG, {"id": f"{NET}/networkSecurityGroups/other"})], EMPTY_GROUP),
    "no-balancer": ("traffic-denied", [(IN_POOL, [])], [(FILTER, [])]),
    "deny-probe": ("probe-denied", (), [(f"{FILTER}/deny-all", DENY)]),
    "deny-out": ("outbound-denied", (), [(f"{FILTER}/out", filter_rule("out", 400, direction="Outbound", to="Internet"))]),
    "group-left-out": ("group-left-out", [(SUB_NSG, GROUP), (NIC_NSG, GONE)], [(SUB_NSG, GONE)]),
    "table-left-out": ("route-table-left-out", [AT_TABLE], [(AT_TABLE[0], GONE)], TABLE),
    "route": ("routes-removed", [AT_TABLE], [("table:properties/routes", [])], TABLE),
    "appliance": ("routes-removed", [AT_TABLE], [("table:properties/routes/all", {"name": "all", "properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.0.9"}})], TABLE),
    "nat-off": ("outbound-removed", (), [(f"{SUBNET}/natGateway", GONE)]),
    "nat-address": ("outbound-address-changed", (), [("nat:properties/publicIpAddresses", [OTHER])]),
    "endpoint": ("service-endpoint-added", (), [(f"{SUBNET}/serviceEndpoints", [{"service": "Microsoft.Storage"}])]),
    "gateway-path": ("gateway-probe-changed", [AT_GATEWAY], [("gw:properties/probes/p/properties/path", "/b")], GATEWAY),
    "gateway-port": ("gateway-probe-changed", [AT_GATEWAY, (f"{FILTER}/wide", filter_rule("wide", 90, "Allow"))], [("gw:properties/backendHttpSettingsCollection/s/properties/port", 81)], GATEWAY),
    "gateway-subnet": ("gateway-subnet-changed", (), [("gw:properties/gatewayIPConfigurations/ip/properties/subnet/id", f"{NET}/virtualNetworks/v/subnets/b")], GATEWAY),
    "policies": ("vault-access-removed", (), [("vault:properties/accessPolicies", VAULT["properties"]["accessPolicies"][:1])], VAULT),
    "secret": ("gateway-certificate", (), [("secret:properties/attributes/enabled", False)], GATEWAY, SECRET),
    "rbac": ("vault-access-removed", (), [("vault:properties/enableRbacAuthorization", True)], VAULT),
    "firewall": ("vault-access-removed", (), [("vault:properties/networkAcls", {"defaultAction": "Deny", "bypass": "None"})], VAULT),
    "health": ("health-changed", [(f"set:{EXT}/health", HEALTH)], [(f"set:{EXT}/health/properties/settings/requestPath", "/b")]),
    "below": ("fewer-than-autoscale", (), [("set:sku/capacity", 1)], SCALING),
    "above": ("autoscale-takes-away", (), [("autoscale:properties/profiles/p/capacity/maximum", "3")], SCALING),
    "none-left": ("no-instance-left", (), [("set:sku/capacity", 0)]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_an_outage_is_told_by_its_kind(tmp_path, name):
    expected, both, new, *more = CASES[name]
    found = planned(tmp_path, both, new, more)
    assert {one.fact.id for one in found.outages} == {expected}
    assert found.effect == "outage"
    shown = {found.place_of_outage(one)[1].line for one in found.outages}
    assert min(shown) > 1


DELETED = {
    "role-removed": resource("role", "r", {}),
    "private-endpoint-removed": resource("endpoint", "e", {}),
    "image-deleted": resource("image", "golden", {}),
}


@pytest.mark.parametrize("name", DELETED)
def test_what_mode_complete_deletes_may_be_an_outage(tmp_path, name):
    kind = next(key for key, value in TYPES.items() if value == DELETED[name]["type"])
    update = [USES_IMAGE], [(f"{kind}:", None)], [DELETED[name]]
    assert planned(tmp_path, *update).outages == []
    found = planned(tmp_path, *update, complete=True)
    assert [one.fact.id for one in found.outages] == [name]


def test_every_fact_has_an_example_and_a_page():
    tried = {expected for expected, *_ in CASES.values()} | DELETED.keys() | {"gateway-certificate"}
    assert tried == facts().keys()
    assert all(fact.source.startswith("https://") for fact in facts().values())


def test_a_gateway_that_reads_the_vault_is_named(tmp_path):
    change = [("vault:properties/accessPolicies", [])]
    found = planned(tmp_path, (), change, [VAULT, GATEWAY])
    assert [(one.fact.id, one.who) for one in found.outages] == [
        ("gateway-certificate", "clients of gw by HTTPS"),
        ("vault-access-removed", "whoever reads it by that right"),
    ]


BOTH_NAMES = [
    ("lb:properties/probes/tcp-80/name", "web"),
    (f"{RULE}/properties/probe/id", f"{NET}/loadBalancers/classic-lb/probes/web"),
]
OTHER_SUBNET = filter_rule("no", 90, to="10.9.0.0/24")
APPLICATION = filter_rule("no", 90)
APPLICATION["properties"]["destinationApplicationSecurityGroups"] = [{"id": "x"}]
QUIET = {
    "same": ((), ()),
    "interval": ((), [(f"{PROBE}/intervalInSeconds", 15)]),
    "less": ((), [(f"{PROBE}/protocol", "Tcp")]),
    "rule-renamed": ((), [(f"{RULE}/name", "web")]),
    "probe-renamed": ((), BOTH_NAMES),
    "probe-of-no-rule": ([("lb:properties/probes/other", {"name": "other", "properties": {"protocol": "Http", "port": 1, "requestPath": "/a"}})], [("lb:properties/probes/other/properties/requestPath", "/b")]),
    "rule-of-no-set": ([(IN_POOL, [])], [("lb:properties/loadBalancingRules", [])]),
    "pool-of-others": ([SECOND, NO_HEALTH], [(f"{RULE}/properties/backendAddressPool/id", POOL)]),
    "group-renamed-rule": ((), [(f"{FILTER}/allow-tcp-80/name", "web")]),
    "another-prefix": ([(f"{FILTER}/allow-tcp-80/properties/sourceAddressPrefix", "203.0.113.0/24")], [(f"{FILTER}/no", filter_rule("no", 90, source="198.51.100.0/24"))]),
    "part-of-a-prefix": ([(f"{FILTER}/allow-tcp-80/properties/sourceAddressPrefix", "203.0.113.0/24")], [(f"{FILTER}/no", filter_rule("no", 90, source="203.0.113.7"))]),
    "other-subnet": ((), [(f"{FILTER}/no", OTHER_SUBNET)]),
    "group-of-an-application": ((), [(f"{FILTER}/no", APPLICATION)]),
    "denied-before": ([(SUB_NSG, GROUP), (NIC_NSG, {"id": f"{NET}/networkSecurityGroups/other"})], [(f"{FILTER}/allow-tcp-80", GONE)], [EMPTY_GROUP]),
    "first-group": ([(NIC_NSG, GONE)], [(SUB_NSG, GROUP)]),
    "wider": ((), [(f"{FILTER}/allow-tcp-80/properties/destinationPortRange", "*")]),
    "deny-behind-allows": ([(f"{FILTER}/lb", filter_rule("lb", 150, "Allow", source="AzureLoadBalancer"))], [(f"{FILTER}/deny-all", DENY)]),
    "deny-out-behind-tags": ([(f"{FILTER}/tag", filter_rule("tag", 300, "Allow", "Outbound", to="Storage"))], [(f"{FILTER}/out", filter_rule("out", 400, direction="Outbound", to="Internet"))]),
    "ssh": ([(f"{FILTER}/ssh", filter_rule("ssh", 110, "Allow", port="22"))], [(f"{FILTER}/ssh", GONE)]),
    "group-of-the-interface": ([(SUB_NSG, GROUP)], [(SUB_NSG, GONE)]),
    "another-way-out": ([(f"{RULE}/properties/disableOutboundSnat", False)], [(f"{SUBNET}/natGateway", GONE)]),
    "subnets-kept": ((), [("vnet:properties/subnets", GONE)]),
    "grows": ((), [("set:sku/capacity", 6)]),
    "empty-set": ([("set:sku/capacity", 0)], [(f"{PROBE}/requestPath", "/ready")]),
}  # fmt: skip


@pytest.mark.parametrize("name", QUIET)
def test_what_cuts_nothing_off_is_no_outage(tmp_path, name):
    assert [one.about for one in planned(tmp_path, *QUIET[name]).outages] == []


SCRIPT = (f"set:{EXT}/customScript/properties/forceUpdateTag", "next")
MODE = "set:properties/upgradePolicy/mode"
REPAIRS = ("set:properties/automaticRepairsPolicy/enabled", True)


@pytest.mark.parametrize(
    ("both", "new", "until"),
    [
        ([(MODE, "Manual")], [SCRIPT], "until you upgrade the instances by hand (mode Manual)"),
        ([(MODE, "Automatic")], [SCRIPT], "until the upgrade of all instances is over (mode Automatic)"),
        ([(MODE, "Rolling"), NO_HEALTH], [SCRIPT], "for each instance until its batch is upgraded (mode Rolling, at least 4 batches of at most 1)"),
        ([(MODE, "Rolling")], [SCRIPT], "until somebody mends it: the set takes its health from this probe, so the rolling upgrade stops at maxUnhealthyInstancePercent, and what is not upgraded stays down"),
        ([(MODE, "Manual")], [("set:sku/name", "Standard_D4s_v5")], "until the application follows: nothing in this deployment brings it to the instances"),
        ([(MODE, "Automatic"), (f"set:{EXT}/health", HEALTH)], [(f"set:{EXT}/health/properties/settings/requestPath", "/ready")], "until the application follows: nothing in this deployment brings it to the instances"),
        ([(MODE, "Automatic")], [(f"set:{VM}/storageProfile/imageReference/version", "1.2.3")], "until the upgrade of all instances is over (mode Automatic)"),
        ([(MODE, "Manual")], [], "until the application follows: nothing in this deployment brings it to the instances"),
        ([(MODE, "Manual"), REPAIRS], [SCRIPT], "until you upgrade the instances by hand (mode Manual); after the grace period automatic repairs replace working instances, until they suspend themselves"),
    ],
)  # fmt: skip
def test_an_outage_lasts_as_long_as_the_mode_of_the_set_lets_it(tmp_path, both, new, until):
    both = [("set:properties/automaticRepairsPolicy/enabled", False), *both]
    found = planned(tmp_path, both, [*new, (f"{PROBE}/requestPath", "/ready")])
    outage = next(one for one in found.outages if one.fact.id == "probe-changed")
    assert outage.who == "clients of port 80, at all 4 instances of classic"
    assert outage.until == until


def many_sets(count, path):
    """Return as many sets, each with a network, a group and a load balancer of its own."""
    listed = []
    for number in range(count):
        balancer = f"{NET}/loadBalancers/lb{number}"
        leads = {
            "frontendIPConfiguration": {"id": f"{balancer}/frontendIPConfigurations/f"},
            "backendAddressPool": {"id": f"{balancer}/backendAddressPools/p"},
            "probe": {"id": f"{balancer}/probes/h"},
        }
        subnet = {"networkSecurityGroup": {"id": f"{NET}/networkSecurityGroups/nsg{number}"}}
        address = {
            "subnet": {"id": f"{NET}/virtualNetworks/vnet{number}/subnets/s"},
            "loadBalancerBackendAddressPools": [leads["backendAddressPool"]],
        }
        card = {"ipConfigurations": [{"name": "i", "properties": address}]}
        cards = {"networkInterfaceConfigurations": [{"name": "n", "properties": card}]}
        bodies = {
            "nsg": {"securityRules": [filter_rule("in", 100, "Allow", port="80")]},
            "vnet": {"subnets": [{"name": "s", "properties": subnet}]},
            "lb": {
                "frontendIPConfigurations": [{"name": "f", "properties": {}}],
                "backendAddressPools": [{"name": "p"}],
                "probes": [
                    {
                        "name": "h",
                        "properties": {"protocol": "Http", "port": 80, "requestPath": path},
                    }
                ],
                "loadBalancingRules": [
                    {
                        "name": "r",
                        "properties": {
                            **leads, "protocol": "Tcp", "frontendPort": 80, "backendPort": 80,
                        },
                    }
                ],
            },
            "set": {"virtualMachineProfile": {"networkProfile": cards}},
        }  # fmt: skip
        for kind, properties in bodies.items():
            listed.append(
                {
                    "type": TYPES[kind],
                    "apiVersion": "2023-09-01",
                    "name": f"{kind}{number}",
                    "sku": {"name": "Standard", "capacity": 2},
                    "properties": properties,
                }
            )
    return arm.template(*listed)


def test_the_look_for_outages_grows_with_the_template_and_not_faster():
    """Going through all networks and balancers for each set took 10 s of 150 sets."""

    def calls(count):
        found = plan(side(many_sets(count, "/a")), side(many_sets(count, "/b")), PlanOptions())
        asked = 0

        def count_one(_frame, event, _argument):
            nonlocal asked
            asked += event == "call"

        sys.setprofile(count_one)
        try:
            outages = outages_of(found.all_resources, complete=False)
        finally:
            sys.setprofile(None)
        told = [(one.fact.id, one.scale_set) for one in outages]
        assert told == [("probe-changed", f"set{number}") for number in range(count)]
        return asked

    calls(2)
    few, many = calls(8), calls(32)
    assert many < 4.1 * few


def test_instances_that_autoscale_takes_away_do_not_run_on():
    resources = many_sets(1, "/a")["resources"]
    target = f"{NET.replace('Network', 'Compute')}/virtualMachineScaleSets/set0"

    def sized(most):
        profile = {"name": "p", "capacity": {"minimum": "1", "maximum": most, "default": "1"}}
        setting = {
            "type": TYPES["autoscale"], "apiVersion": "2022-10-01", "name": "scale",
            "properties": {"targetResourceUri": target, "profiles": [profile]},
        }  # fmt: skip
        return side(arm.template(*resources, setting))

    (item,) = plan(sized("5"), sized("1"), PlanOptions()).scale_sets
    assert item.sum == "No change: the model stays as it is, and autoscale takes instances away."
