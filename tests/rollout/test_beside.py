"""What Azure refuses beside a scale set: each case by what its page or its recorded answer tells."""

from __future__ import annotations

import pytest

from generator.commands.plan.run import fails
from generator.reports.pen import Pen
from generator.reports.plan.text import write_plan
from generator.rollout.beside.bodies import BODIES
from generator.rollout.beside.pairs import PAIRS as PAIRED
from generator.rollout.beside.table import refusals
from generator.rollout.beside.usage import USAGE
from tests.support.neighborhood import (
    BALANCER,
    NETWORK,
    SET_ID,
    an_id,
    changed,
    configuration,
    named,
    neighborhood,
    part,
    planned,
    refused,
    resource,
    template,
    warned,
)

REMOVE = "CannotRemoveRuleUsedByProbeUsedByVMSS"
MODIFY = "CannotModifyRuleUsedByProbeUsedByVMSS"
NAT = "LoadBalancerInboundNatPoolInUseByVirtualMachineScaleSet"
SUBNET = "InUseSubnetCannotBeDeleted"


def balancer(resources):
    return resources["balancer"]["properties"]


def without_nat(resources):
    del balancer(resources)["inboundNatPools"]
    del configuration(resources)["loadBalancerInboundNatPools"]


def pool_renamed(resources):
    balancer(resources)["backendAddressPools"] = [{"name": "be2"}]
    for rule in balancer(resources)["loadBalancingRules"]:
        rule["properties"]["backendAddressPool"] = part("backendAddressPools", "be2")
    configuration(resources)["loadBalancerBackendAddressPools"] = [
        part("backendAddressPools", "be2")
    ]


def subnet_renamed(resources):
    resources["network"]["properties"]["subnets"][0]["name"] = "app2"
    configuration(resources)["subnet"]["id"] = an_id(f"{NETWORK}/subnets", "net", "app2")


def put(*way):
    """Return a change: the last of some names and numbers gets a value, or goes where it is None."""
    *names, last, value = way

    def change(resources):
        found = resources
        for name in names:
            found = found[name]
        if value is None:
            del found[last]
        else:
            found[last] = value

    return change


RULES = ("balancer", "properties", "loadBalancingRules")
SUBNETS = ("network", "properties", "subnets")
CASES = {
    "NAT pool removed": (without_nat, {"front": [NAT]}),
    "pool renamed": (pool_renamed, {"front": ["lb-pool", MODIFY]}),
    "rule of the health probe removed": (put(*RULES, 0, None), {"front": [REMOVE]}),
    "rule of the health probe renamed": (put(*RULES, 0, "name", "http"), {"front": [REMOVE]}),
    "rule of the health probe changed": (
        put(*RULES, 0, "properties", "backendPort", 8080),
        {"front": [MODIFY]},
    ),
    "all rules removed": (put(*RULES, []), {"front": [REMOVE]}),
    "zones of an address": (
        put("address", "zones", ["1"]),
        {"addr": ["ResourceAvailabilityZonesCannotBeModified"]},
    ),
    "SKU of an address": (
        put("address", "sku", "name", "Basic"),
        {"addr": ["SkuCannotBeChangedOnUpdate"]},
    ),
    "subnet renamed": (subnet_renamed, {"net": [SUBNET]}),
    "subnets left out, old version": (put(*SUBNETS, None), {"net": [SUBNET]}),
    "range of a subnet": (
        put(*SUBNETS, 0, "properties", "addressPrefix", "10.0.9.0/24"),
        {"net": ["InUsePrefixCannotBeDeleted"]},
    ),
    "delegation": (
        put(
            *SUBNETS,
            0,
            "properties",
            "delegations",
            [named("d", serviceName="Microsoft.Web/serverFarms")],
        ),
        {"net": ["SubnetDelegationsCannotChangeWhenSubnetUsedByResource"]},
    ),
    "all frontends gone": (
        put("balancer", "properties", "frontendIPConfigurations", []),
        {"front": ["lb-last-frontend"]},
    ),
    "zones of a frontend": (
        put("balancer", "properties", "frontendIPConfigurations", 0, "zones", ["1"]),
        {"front": ["lb-frontend-zones"]},
    ),
}


@pytest.mark.parametrize(("change", "expected"), CASES.values(), ids=CASES)
def test_what_is_refused_beside_a_set_stops_the_deployment_before_it(tmp_path, change, expected):
    found = planned(tmp_path, *changed(change))
    assert refused(found) == expected
    assert found.effect == "refused"
    assert fails(found, frozenset(["refuse"]))
    (item,) = found.scale_sets
    assert item.sum.startswith("The deployment stops before this set is put: Azure refuses ")
    assert item.commands == []
    assert {trap.id for trap in item.traps} >= {"CHG020"}


def other_port(resources):
    balancer(resources)["inboundNatPools"][0]["properties"]["frontendPortRangeEnd"] = 50100


def probe_renamed(resources):
    balancer(resources)["probes"][0]["name"] = "pr2"


QUIET = {
    "a rule of another probe goes": (put(*RULES, 1, None), {}),
    "zones in another order": (put("address", "zones", ["2", "1"]), {}),
    "a subnet without anything in it goes": (put(*SUBNETS, 1, None), {}),
    "subnets left out, new version": (
        lambda r: (
            r["network"]["properties"].pop("subnets"),
            r["network"].update(apiVersion="2024-05-01"),
        ),
        {},
    ),
    "a range that has subnets": (
        put("network", "properties", "addressSpace", "addressPrefixes", ["10.1.0.0/16"]),
        {"net": ["CHG021"]},
    ),
    "a further range": (
        put(
            "network",
            "properties",
            "addressSpace",
            "addressPrefixes",
            ["10.0.0.0/16", "10.1.0.0/16"],
        ),
        {},
    ),
    "the range of a NAT pool": (other_port, {"front": ["CHG021"]}),
    "the probe of the health gets another name": (probe_renamed, {"front": ["CHG021"]}),
    "a frontend gets a further rule": (
        lambda r: balancer(r)["loadBalancingRules"].append(named("more", protocol="Tcp")),
        {},
    ),
}


@pytest.mark.parametrize(("change", "warnings"), QUIET.values(), ids=QUIET)
def test_what_is_not_recorded_as_refused_is_not_called_refused(tmp_path, change, warnings):
    found = planned(tmp_path, *changed(change))
    assert refused(found) == {}
    assert warned(found) == warnings
    assert not fails(found, frozenset(["refuse"]))


def test_a_pool_out_of_the_model_already_is_a_warning(tmp_path):
    def earlier(resources):
        del configuration(resources)["loadBalancerInboundNatPools"]

    pair = changed(put("balancer", "properties", "inboundNatPools", None), earlier)
    found = planned(tmp_path, *pair)
    assert (refused(found), warned(found)) == ({}, {"front": ["CHG022"]})


@pytest.mark.parametrize(
    ("mode", "codes", "warnings"),
    [
        ("Manual", {"front": [NAT]}, {}),
        ("Automatic", {}, {}),
        ("Rolling", {}, {"front": ["CHG021"]}),
    ],
)
def test_the_order_of_the_deployment_and_the_mode_decide(tmp_path, mode, codes, warnings):
    """Where the set is put first, only instances that were not upgraded hold the pool."""

    def set_first(resources):
        resources["set"]["dependsOn"] = []
        resources["set"]["properties"]["upgradePolicy"]["mode"] = mode
        resources["balancer"]["dependsOn"] = [SET_ID]

    found = planned(tmp_path, *changed(without_nat, set_first))
    assert refused(found) == codes
    assert warned(found) == warnings
    assert not found.scale_sets[0].held


def test_mode_complete_deletes_at_the_end_and_the_set_is_put(tmp_path):
    pair = changed(lambda r: r.pop("group"))
    assert refused(planned(tmp_path, *pair)) == {}
    found = planned(tmp_path, *pair, complete=True)
    assert refused(found) == {"guard": ["InUseNetworkSecurityGroupCannotBeDeleted"]}
    assert found.scale_sets[0].sum.startswith("No change")
    everything = planned(tmp_path, template(neighborhood()), template({}), complete=True)
    assert refused(everything) == {}


def lock(level):
    return resource("Authorization/locks", "hold", "2020-05-01", properties={"level": level})


def vault(**properties):
    return resource(
        "KeyVault/vaults", "kv", "2023-07-01", location="eastus",
        properties={"accessPolicies": [{"objectId": "a"}, {"objectId": "b"}], **properties},
    )  # fmt: skip


def gateway_of_addresses(zone):
    return resource("Network/natGateways", "nat", "2022-07-01", location="eastus", zones=[zone])


def rule_of_data(**members):
    return resource(
        "Insights/dataCollectionRules", "dcr", "2022-06-01", location="eastus", **members
    )


def gateway(**properties):
    return resource("Network/applicationGateways", "gw", "2022-07-01", properties=properties)


def in_subnet(name):
    return {"subnet": {"id": an_id(f"{NETWORK}/subnets", "net", name)}}


def placed(own, front):
    return gateway(
        gatewayIPConfigurations=[named("own", **in_subnet(own))],
        frontendIPConfigurations=[named("front", **in_subnet(front))],
    )


def with_identity(identity):
    certificates = [named("c", keyVaultSecretId="https://kv.vault.azure.net/secrets/c")]
    return {**gateway(sslCertificates=certificates), **({"identity": identity} if identity else {})}


def association(name):
    return resource(
        "Insights/dataCollectionRuleAssociations", name, "2022-06-01", scope=SET_ID,
        properties={"dataCollectionEndpointId": "/subscriptions/0/endpoint"},
    )  # fmt: skip


def transforms(workspace):
    places = {"logAnalytics": [{"workspaceResourceId": workspace, "name": "w"}]}
    return rule_of_data(kind="WorkspaceTransforms", properties={"destinations": places})


def pool(state):
    return resource(
        "StandbyPool/standbyVirtualMachinePools", "pool", "2025-03-01", location="eastus",
        dependsOn=[SET_ID],
        properties={
            "attachedVirtualMachineScaleSetId": SET_ID,
            "virtualMachineState": state,
            "elasticityProfile": {"maxReadyCapacity": 5},
        },
    )  # fmt: skip


ALONE = {
    "a frontend in another subnet than its gateway": (
        placed("spare", "spare"),
        placed("spare", "app"),
        {"gw": ["gateway-frontend-subnet"]},
        "",
    ),
    "a gateway that moves": (placed("spare", "spare"), placed("app", "app"), {}, "CHG022"),
    "a gateway without identity for its certificates": (
        with_identity({"type": "UserAssigned", "userAssignedIdentities": {"x": {}}}),
        with_identity(None),
        {"gw": ["gateway-identity"]},
        "",
    ),
    "an endpoint under another name": (
        None,
        association("mine"),
        {"mine": ["endpoint-association"]},
        "",
    ),
    "an endpoint under its name": (None, association("configurationAccessEndpoint"), {}, ""),
    "another workspace to transform": (
        transforms("/subscriptions/0/a"),
        transforms("/subscriptions/0/b"),
        {"dcr": ["InvalidPayload"]},
        "",
    ),
    "zones of a NAT gateway": (gateway_of_addresses("1"), gateway_of_addresses("2"), {}, "CHG021"),
    "a lock that lets nothing change": (None, lock("ReadOnly"), {}, "CHG022"),
    "a lock that gets stricter": (lock("CanNotDelete"), lock("ReadOnly"), {}, "CHG022"),
    "the kind of a rule left out": (
        rule_of_data(kind="Linux"),
        rule_of_data(),
        {"dcr": ["InvalidPayload"]},
        "",
    ),
    "purge protection off": (
        vault(enablePurgeProtection=True),
        vault(enablePurgeProtection=False),
        {"kv": ["BadRequest"]},
        "",
    ),
    "purge protection left out": (vault(enablePurgeProtection=True), vault(), {}, ""),
    "a policy gone": (vault(), vault(accessPolicies=[{"objectId": "a"}]), {}, "CHG022"),
    "all policies left out": (vault(), vault(accessPolicies=None), {"kv": ["BadRequest"]}, ""),
    "policies replaced by roles": (
        vault(),
        vault(accessPolicies=None, enableRbacAuthorization=True),
        {},
        "CHG022",
    ),
    "a pool of deallocated instances hibernates": (
        pool("Deallocated"),
        pool("Hibernated"),
        {},
        "CHG021",
    ),
    "a pool of running instances hibernates": (pool("Running"), pool("Hibernated"), {}, ""),
    "a gateway of version 1 becomes one of 2": (
        gateway(sku={"tier": "Standard"}),
        gateway(sku={"tier": "Standard_v2"}),
        {"gw": ["gateway-to-version-2"]},
        "",
    ),
    "a gateway gets a firewall without a policy": (
        gateway(sku={"tier": "Standard_v2"}),
        gateway(sku={"tier": "WAF_v2"}),
        {"gw": ["ApplicationGatewayFirewallNotConfiguredForSelectedSku"]},
        "",
    ),
}


@pytest.mark.parametrize(("one", "other", "codes", "trap"), ALONE.values(), ids=ALONE)
def test_what_changes_by_itself(tmp_path, one, other, codes, trap):
    old, new = neighborhood(), neighborhood()
    if one:
        old["more"] = one
    new["more"] = other
    found = planned(tmp_path, template(old), template(new))
    assert refused(found) == codes
    assert warned(found) == ({other["name"]: [trap]} if trap else {})
    assert not found.scale_sets[0].held


def test_a_lock_that_stands_refuses_what_it_covers_and_no_set_is_put(tmp_path):
    def locked(resources):
        resources["lock"] = lock("ReadOnly")

    def more(resources):
        resources["set"]["sku"]["capacity"] = 5
        resources["set"]["tags"] = {"a": "b"}

    found = planned(tmp_path, *changed(more, locked))
    assert refused(found) == {"web": ["ScopeLocked", "ScopeLocked"]}
    assert "take the lock away" in str(found.scale_sets[0].verdicts[0].row.steps)


def test_an_identity_that_goes_while_a_set_names_it_is_told(tmp_path):
    kind = "ManagedIdentity/userAssignedIdentities"

    def with_identity(resources):
        resources["id"] = resource(kind, "id", "2023-01-31", location="eastus")
        ids = {an_id(kind, "id"): {}}
        resources["set"]["identity"] = {"type": "UserAssigned", "userAssignedIdentities": ids}

    found = planned(tmp_path, *changed(lambda r: r.pop("id"), with_identity), complete=True)
    assert (refused(found), warned(found)) == ({}, {"id": ["CHG022"]})


@pytest.mark.parametrize("complete", [False, True])
def test_what_mode_complete_does_not_delete_stays(tmp_path, complete):
    old = neighborhood()
    old["role"] = assignment("a")
    found = planned(tmp_path, template(old), template(neighborhood()), complete=complete)
    (item,) = found.resources
    assert item.verdicts[0].row.id == "role-kept"
    text = " ".join("".join(write_plan(found, Pen())).split())
    assert "no longer in the template, stays in Azure" in text


def autoscale(name, target=SET_ID):
    return resource(
        "Insights/autoscaleSettings", name, "2022-10-01", location="eastus", dependsOn=[SET_ID],
        properties={"enabled": True, "targetResourceUri": target, "profiles": []},
    )  # fmt: skip


def sink(name, category="Administrative", kind="logs"):
    return resource(
        "Insights/diagnosticSettings", name, "2021-05-01-preview", scope=an_id(BALANCER, "front"),
        properties={
            "workspaceId": an_id("OperationalInsights/workspaces", "logs"),
            kind: [{"category": category, "enabled": True}],
        },
    )  # fmt: skip


def assignment(name, role="r1", principal="p1"):
    return resource(
        "Authorization/roleAssignments", name, "2022-04-01",
        properties={"principalId": principal, "roleDefinitionId": role},
    )  # fmt: skip


PAIRS = {
    "autoscale renamed": (autoscale("a"), autoscale("b"), {"b": ["Conflict"]}),
    "autoscale led elsewhere": (
        autoscale("a"),
        autoscale("a", an_id("Compute/virtualMachineScaleSets", "other")),
        {"a": ["TargetResourceIdIsImmutable"]},
    ),
    "autoscale of another target": (
        autoscale("a"),
        autoscale("b", an_id("Compute/virtualMachineScaleSets", "other")),
        {},
    ),
    "diagnostics renamed": (sink("a"), sink("b"), {"b": ["Conflict"]}),
    "diagnostics of another category": (sink("a"), sink("b", "Security"), {}),
    "assignment renamed": (assignment("a"), assignment("b"), {"b": ["RoleAssignmentExists"]}),
    "assignment of another role": (assignment("a"), assignment("b", "r2"), {}),
    "assignment to another principal": (
        assignment("a"),
        assignment("a", principal="p2"),
        {"a": ["RoleAssignmentUpdateNotPermitted"]},
    ),
}


@pytest.mark.parametrize("complete", [False, True])
@pytest.mark.parametrize(("one", "other", "codes"), PAIRS.values(), ids=PAIRS)
def test_one_that_left_and_one_that_came_are_compared(tmp_path, one, other, codes, complete):
    old, new = neighborhood(), neighborhood()
    old["more"], new["more"] = one, other
    found = planned(tmp_path, template(old), template(new), complete=complete)
    assert refused(found) == codes
    assert not found.scale_sets[0].held


def as_child(resources):
    """Take the subnets out of the network, as resources of their own."""
    for subnet in resources["network"]["properties"].pop("subnets"):
        resources[subnet["name"]] = {
            **resource(f"{NETWORK}/subnets", f"net/{subnet['name']}", "2022-07-01"),
            "dependsOn": [an_id(NETWORK, "net")],
            "properties": subnet["properties"],
        }
    resources["set"]["dependsOn"].append(an_id(f"{NETWORK}/subnets", "net", "app"))


def test_a_child_that_is_a_resource_is_judged_as_in_its_parent(tmp_path):
    change = put("app", "properties", "addressPrefix", "10.0.9.0/24")
    found = planned(tmp_path, *changed(change, as_child))
    assert refused(found) == {"net/app": ["InUsePrefixCannotBeDeleted"]}
    assert [one.resource.name for one in found.scale_sets[0].held] == ["net/app"]


@pytest.mark.parametrize("pools", [True, False])
def test_a_nat_rule_that_is_a_resource_is_refused_beside_a_nat_pool(tmp_path, pools):
    code = "AddingOrUpdatingNatRulesWhenNatPoolIsPresentOnLoadbalancerIsNotSupported"
    rule = resource(
        f"{BALANCER}/inboundNatRules", "front/rdp", "2022-07-01", dependsOn=[an_id(BALANCER, "front")],
        properties={"frontendPort": 3389, "backendPort": 3389, "protocol": "Tcp"},
    )  # fmt: skip

    def without(resources):
        if not pools:
            without_nat(resources)

    found = planned(tmp_path, *changed(lambda r: r.update(rule=rule), without))
    assert refused(found) == ({"front/rdp": [code]} if pools else {})

    def with_rule(resources):
        without(resources)
        resources["rule"] = rule

    found = planned(tmp_path, *changed(put("rule", "properties", "frontendPort", 3390), with_rule))
    assert refused(found) == ({"front/rdp": [code]} if pools else {})


def nested(resources):
    """Put the load balancer into a nested deployment that the set waits for."""
    inner = resources.pop("balancer")
    inner["dependsOn"] = []
    resources["nested"] = resource(
        "Resources/deployments", "inner", "2022-09-01",
        properties={
            "mode": "Incremental",
            "expressionEvaluationOptions": {"scope": "inner"},
            "template": template([inner]),
        },
    )  # fmt: skip
    resources["set"]["dependsOn"] = [an_id(NETWORK, "net"), an_id("Resources/deployments", "inner")]


def test_what_a_nested_deployment_refuses_stops_the_set_that_waits_for_it(tmp_path):
    old, new = neighborhood(), neighborhood()
    without_nat(new)
    for side in (old, new):
        nested(side)
    found = planned(tmp_path, template(old), template(new))
    assert refused(found) == {"front": [NAT]}
    assert [one.resource.name for one in found.scale_sets[0].held] == ["front"]


def test_symbolic_names_parameters_and_loops_are_seen_through(tmp_path):
    texts = []
    for side in changed(without_nat):
        symbols = {item["name"]: item for item in side["resources"]}
        symbols["web"]["dependsOn"] = ["net", "front"]
        symbols["net"]["dependsOn"], symbols["front"]["dependsOn"] = ["guard"], ["addr"]
        front = symbols["front"]
        front["name"] = "[parameters('lb')]"
        front["copy"] = {"name": "fronts", "count": 1}
        side["languageVersion"] = "2.0"
        side["parameters"] = {"lb": {"type": "string"}}
        side["resources"] = symbols
        texts.append(replaced(side, "'front', ", "parameters('lb'), "))
    for given in ({}, {"lb": "front"}):
        found = planned(tmp_path, *texts, **given)
        (codes,) = refused(found).values()
        assert codes == [NAT]
        assert len(found.scale_sets[0].held) == 1


def replaced(value, old, new):
    if isinstance(value, dict):
        return {key: replaced(item, old, new) for key, item in value.items()}
    if isinstance(value, list):
        return [replaced(item, old, new) for item in value]
    return value.replace(old, new) if isinstance(value, str) else value


def test_a_condition_that_is_open_leaves_the_verdict_and_a_false_one_takes_the_resource(tmp_path):
    def conditional(resources):
        resources["balancer"]["condition"] = "[equals(1, 2)]"

    found = planned(tmp_path, *changed(without_nat, conditional))
    assert refused(found) == {}


def test_the_page_says_code_and_steps_and_promises_nothing(tmp_path):
    found = planned(tmp_path, *changed(without_nat))
    text = " ".join("".join(write_plan(found, Pen())).split())
    assert f"REFUSED {NAT}: scale set 'web' still holds the pool" in text
    steps = next(row.row.steps for row in refusals() if row.row.code == NAT)
    assert [f"{number}. {step[:30]}" in text for number, step in enumerate(steps, 1)] == [True] * 3
    assert "no instance is touched" not in text
    assert "update-instances" not in text


def test_rows_have_a_source_and_an_id_of_their_own_and_print_no_code_that_is_not_recorded():
    rows = [item.row for item in refusals()]
    assert len({row.id for row in rows}) == len(rows)
    assert [row.id for row in rows if not row.source.startswith("https://")] == []
    assert [row.id for row in rows if row.code and not row.code.isalnum()] == []
    assert [row.id for row in rows if row.says.endswith(".") or not row.change] == []


def parametrized(side, name):
    return {**template(side), "parameters": {"p": {"type": "string"}}} | {"metadata": {"of": name}}


NAMES = {
    "one may be the other": ("[concat(parameters('p'), '-scale')]", "web-scale", {}),
    "one cannot be the other": (
        "[concat(parameters('p'), '-scale')]",
        "web-other",
        {"web-other": ["Conflict"]},
    ),
    "the same, with another end": (
        "[concat(parameters('p'), '-a')]",
        "[concat(parameters('p'), '-b')]",
        {"[concat(parameters('p'), '-b')]": ["Conflict"]},
    ),
    "another parameter": ("[parameters('p')]", "[toLower(parameters('p'))]", {}),
    "a hash of something else": (
        "[guid(parameters('p'))]",
        "[guid(parameters('p'), 'b')]",
        {"[guid(parameters('p'), 'b')]": ["Conflict"]},
    ),
}


@pytest.mark.parametrize(("one", "other", "codes"), NAMES.values(), ids=NAMES)
def test_a_name_that_only_the_deployment_knows_is_no_other_one(tmp_path, one, other, codes):
    sides = []
    for name in (one, other):
        side = neighborhood()
        side["more"] = autoscale(name)
        sides.append(parametrized(side, name))
    assert refused(planned(tmp_path, *sides)) == codes


@pytest.mark.parametrize(
    ("old", "new", "codes", "warnings"),
    [
        (None, {"name": "Basic"}, {}, {}),
        (None, {"name": "Standard"}, {"addr": ["SkuCannotBeChangedOnUpdate"]}, {}),
        ({"name": "Standard"}, None, {}, {"addr": ["CHG021"]}),
    ],
)
def test_an_address_without_a_sku_is_basic(tmp_path, old, new, codes, warnings):
    pair = changed(lambda r: r["address"].update(sku=new), lambda r: r["address"].update(sku=old))
    found = planned(tmp_path, *pair)
    assert (refused(found), warned(found)) == (codes, warnings)


def test_no_instance_is_called_untouched_where_traffic_is_cut_off(tmp_path):
    allow = named(
        "web", priority=100, direction="Inbound", access="Allow", protocol="Tcp",
        sourceAddressPrefix="*", sourcePortRange="*", destinationAddressPrefix="*",
        destinationPortRange="80",
    )  # fmt: skip

    def allowed(resources):
        resources["group"]["properties"]["securityRules"] = [allow]

    def closed(resources):
        resources["group"]["properties"]["securityRules"] = []

    def and_more(resources):
        closed(resources)
        resources["set"]["sku"]["capacity"] = 5

    for change in (closed, and_more):
        found = planned(tmp_path, *changed(change, allowed))
        assert found.effect == "outage"
        assert "traffic is cut off" in found.scale_sets[0].sum
        assert "touched" not in found.scale_sets[0].sum


def test_a_frontend_with_another_name_is_told_and_refused_where_something_names_the_old(tmp_path):
    def renamed(resources):
        front = balancer(resources)["frontendIPConfigurations"][0]
        front["name"] = "fe2"

    def and_references(resources):
        renamed(resources)
        for parts in ("loadBalancingRules", "inboundNatPools"):
            for item in balancer(resources)[parts]:
                item["properties"]["frontendIPConfiguration"] = part(
                    "frontendIPConfigurations", "fe2"
                )

    def no_health(resources):
        network = resources["set"]["properties"]["virtualMachineProfile"]["networkProfile"]
        del network["healthProbe"]

    found = planned(tmp_path, *changed(renamed, no_health))
    assert refused(found) == {"front": ["InvalidResourceReference"]}
    found = planned(tmp_path, *changed(and_references, no_health))
    assert refused(found) == {}
    (item,) = found.resources
    assert "lb-frontend-renamed" in {verdict.row.id for verdict in item.verdicts}


def test_fewer_outbound_ports_are_a_warning_and_more_are_not(tmp_path):
    def outbound(resources):
        rule = named("out", protocol="All", allocatedOutboundPorts=1024)
        balancer(resources)["outboundRules"] = [rule]

    for ports, traps in ((64, {"front": ["CHG022"]}), (2048, {})):
        change = put("balancer", "properties", "outboundRules", 0, "properties", "allocatedOutboundPorts", ports)  # fmt: skip
        found = planned(tmp_path, *changed(change, outbound))
        assert (refused(found), warned(found)) == ({}, traps)


def test_the_rule_that_a_gateway_is_managed_by_cannot_go(tmp_path):
    def managed(resources):
        rule = named("manage", access="Allow", direction="Inbound", priority=100,
                     sourceAddressPrefix="GatewayManager", destinationPortRange="65200-65535")  # fmt: skip
        other = named("web", access="Allow", direction="Inbound", priority=110)
        resources["group"]["properties"]["securityRules"] = [rule, other]
        resources["gateway"] = placed("app", "app")

    change = put("group", "properties", "securityRules", 0, None)
    found = planned(tmp_path, *changed(change, managed))
    assert refused(found) == {"guard": ["group-of-gateway"]}

    def without_gateway(resources):
        managed(resources)
        del resources["gateway"]

    assert refused(planned(tmp_path, *changed(change, without_gateway))) == {}


def gallery(resources):
    version = "2023-07-03"
    resources["gallery"] = resource("Compute/galleries", "g", version, location="eastus")
    resources["image"] = resource(
        "Compute/galleries/images", "g/i", version, dependsOn=[an_id("Compute/galleries", "g")]
    )


def test_what_has_something_in_it_is_not_deleted(tmp_path):
    pair = changed(lambda r: r.pop("gallery"), gallery)
    assert refused(planned(tmp_path, *pair, complete=True)) == {"g": ["CannotDeleteResource"]}
    assert refused(planned(tmp_path, *pair)) == {}
    pair = changed(lambda r: (r.pop("gallery"), r.pop("image")), gallery)
    found = planned(tmp_path, *pair, complete=True)
    assert (refused(found), warned(found)) == ({}, {"g": ["CHG021"]})


def test_a_lock_against_deletion_refuses_mode_complete(tmp_path):
    def locked(resources):
        resources["lock"] = lock("CanNotDelete")
        resources["spare"] = resource("Network/publicIPAddresses", "spare", "2022-07-01")

    found = planned(tmp_path, *changed(lambda r: r.pop("spare"), locked), complete=True)
    assert refused(found) == {"spare": ["ScopeLocked"]}


def test_an_address_that_takes_the_place_of_another_is_another_address(tmp_path):
    def renamed(resources):
        resources["address"]["name"] = "addr2"
        identifier = an_id("Network/publicIPAddresses", "addr2")
        resources["balancer"]["dependsOn"] = [identifier]
        frontend = balancer(resources)["frontendIPConfigurations"][0]["properties"]
        frontend["publicIPAddress"]["id"] = identifier

    found = planned(tmp_path, *changed(renamed))
    assert refused(found) == {}
    rows = {item.resource.name: [v.row.id for v in item.verdicts] for item in found.resources}
    assert rows["addr2"] == ["address-renamed"]


def test_an_extension_resource_is_known_by_the_type_below_its_target(tmp_path):
    def below(name):
        value = sink("x")
        del value["scope"]
        value["type"] = f"Microsoft.{BALANCER}/providers/diagnosticSettings"
        value["name"] = f"front/Microsoft.Insights/{name}"
        return value

    old, new = neighborhood(), neighborhood()
    old["more"], new["more"] = below("a"), below("b")
    found = planned(tmp_path, template(old), template(new))
    assert refused(found) == {"front/Microsoft.Insights/b": ["Conflict"]}


def test_every_word_of_the_table_is_a_condition_and_every_condition_is_asked():
    asked = {word for row in refusals() for word in row.conditions}
    assert asked == {*USAGE, *BODIES, *PAIRED}
