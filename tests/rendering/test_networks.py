"""The network of the instances: what they join, how one of them is reached."""

from __future__ import annotations

import pytest

from tests.support.workspace import MINIMAL

NETWORK = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network"


def ip_configuration(resources):
    profile = resources["virtualMachineScaleSets"]["properties"]["virtualMachineProfile"]
    nic = profile["networkProfile"]["networkInterfaceConfigurations"][0]["properties"]
    return nic["ipConfigurations"][0]["properties"]


@pytest.mark.parametrize(
    ("key", "joined", "kind"),
    [
        ("applicationSecurityGroupIds", "applicationSecurityGroups", "applicationSecurityGroups/a"),
        (
            "applicationGatewayPoolIds",
            "applicationGatewayBackendAddressPools",
            "applicationGateways/g/backendAddressPools/p",
        ),
    ],
)
def test_instances_join_what_exists(folder, key, joined, kind):
    resources = folder.resources(f"{MINIMAL}network: {{{key}: [{NETWORK}/{kind}]}}\n")
    assert ip_configuration(resources)[joined] == [{"id": f"{NETWORK}/{kind}"}]


def test_each_instance_gets_a_public_address_and_needs_no_other_way_out(folder):
    spec = f"domainNameLabel: web-node, prefixId: {NETWORK}/publicIPPrefixes/p"
    resources = folder.resources(f"{MINIMAL}network: {{instancePublicIp: {{{spec}}}}}\n")
    assert ip_configuration(resources)["publicIPAddressConfiguration"] == {
        "name": "instance-ip",
        "sku": {"name": "Standard", "tier": "Regional"},
        "properties": {
            "idleTimeoutInMinutes": 4,
            "publicIPAddressVersion": "IPv4",
            "dnsSettings": {"domainNameLabel": "web-node"},
            "publicIPPrefix": {"id": f"{NETWORK}/publicIPPrefixes/p"},
        },
    }
    assert "natGateways" not in resources
    resources = folder.resources(f"{MINIMAL}network: {{instancePublicIp: {{}}}}\n")
    assert "natGateways" not in resources


def test_ports_of_the_load_balancer_lead_to_one_instance_each(folder):
    allow = "allow: [{name: ssh, port: 22, from: 203.0.113.0/24}]"
    nat = "loadBalancer: {inboundNat: [{backendPort: 22}]}"
    resources = folder.resources(f"{MINIMAL}network: {{{allow}, {nat}}}\n")
    balancer = resources["loadBalancers"]["properties"]
    assert "loadBalancingRules" not in balancer
    (rule,) = balancer["inboundNatRules"]
    assert rule["name"] == "nat-tcp-22"
    properties = rule["properties"]
    assert (properties["frontendPortRangeStart"], properties["frontendPortRangeEnd"]) == (
        50000,
        51099,
    )
    assert properties["backendAddressPool"]["id"].endswith("'instances')]")
    assert ip_configuration(resources)["loadBalancerBackendAddressPools"]


@pytest.mark.parametrize(
    ("nat", "said"),
    [
        ("[{backendPort: 22, frontendPortRangeStart: 60000}]", "'frontendPortRangeStart' must be at most"),
        ("[{backendPort: 22}, {backendPort: 3389}]", "overlaps that of network.loadBalancer.inboundNat[0]"),
        ("[{backendPort: 22, frontendPortRangeEnd: 50002}]", "has 3 ports for 10 instances"),
        ("[{backendPort: 22}, {backendPort: 22, frontendPortRangeStart: 52000, frontendPortRangeEnd: 53000}]", "tcp port 22 stands in 'inboundNat' twice"),
    ],
)  # fmt: skip
def test_ranges_that_cannot_serve_are_told_at_the_spec(folder, nat, said):
    spec = f"{MINIMAL}count: 10\nnetwork: {{loadBalancer: {{inboundNat: {nat}}}}}\n"
    found = [item.message for item in folder.render(spec).findings]
    assert [said in message for message in found] == [True], found


def test_a_range_that_holds_a_port_of_the_application_is_told(folder):
    spec = f"{MINIMAL}ports: [{{port: 50080}}]\nnetwork: {{loadBalancer: {{inboundNat: [{{backendPort: 22}}]}}}}\n"
    found = [item.message for item in folder.render(spec).findings]
    assert ["holds port 50080" in message for message in found] == [True], found


def test_ipv6_stands_beside_ipv4_everywhere(folder):
    spec = f"{MINIMAL}ports: [{{port: 80}}]\nnetwork: {{ipv6: {{}}}}\n"
    resources = folder.resources(spec)
    network = resources["virtualNetworks"]["properties"]
    assert network["addressSpace"]["addressPrefixes"] == ["10.0.0.0/16", "fd00:db8:deca::/48"]
    subnet = network["subnets"][0]["properties"]
    assert subnet["addressPrefixes"] == ["10.0.0.0/22", "fd00:db8:deca::/64"]
    assert "addressPrefix" not in subnet
    balancer = resources["loadBalancers"]["properties"]
    assert [item["name"] for item in balancer["backendAddressPools"]] == [
        "instances",
        "instances-v6",
    ]
    rules = {item["name"]: item["properties"] for item in balancer["loadBalancingRules"]}
    assert rules["tcp-80-v6"]["frontendIPConfiguration"]["id"].endswith("'frontend-v6')]")
    assert rules["tcp-80-v6"]["backendAddressPool"]["id"].endswith("'instances-v6')]")
    assert rules["tcp-80-v6"]["probe"] == rules["tcp-80"]["probe"]
    profile = resources["virtualMachineScaleSets"]["properties"]["virtualMachineProfile"]
    (nic,) = profile["networkProfile"]["networkInterfaceConfigurations"]
    first, second = nic["properties"]["ipConfigurations"]
    assert (first["properties"]["primary"], second["properties"]["primary"]) == (True, False)
    assert second["properties"]["privateIPAddressVersion"] == "IPv6"
    assert second["properties"]["loadBalancerBackendAddressPools"] == [
        {"id": rules["tcp-80-v6"]["backendAddressPool"]["id"]}
    ]
    template = folder.template(spec)
    versions = {
        item["name"]: item["properties"]["publicIPAddressVersion"]
        for item in template["resources"]
        if item["type"].endswith("/publicIPAddresses")
    }
    assert versions == {"web-ip": "IPv4", "web-ip-v6": "IPv6", "web-nat-ip": "IPv4"}
    assert set(template["outputs"]) >= {"publicIpAddress", "publicIpAddressV6"}


def test_ipv6_needs_a_way_out_of_its_own(folder):
    rendering = folder.render(f"{MINIMAL}ports: [{{port: 80}}]\nnetwork: {{ipv6: {{}}}}\n")
    one_way = "The NAT gateway carries IPv4 only: over IPv6 the instances reach nothing outside."
    assert [note for note in rendering.notes if "IPv" in note] == [one_way]
    spec = f"{MINIMAL}ports: [{{port: 80}}]\nnetwork: {{ipv6: {{}}, outbound: loadBalancer}}\n"
    assert [note for note in folder.render(spec).notes if "IPv" in note] == []
    outbound = folder.resources(spec)["loadBalancers"]["properties"]["outboundRules"]
    assert [rule["name"] for rule in outbound] == ["outbound", "outbound-v6"]


def test_further_interfaces_have_subnets_of_their_own(folder):
    spec = f"{MINIMAL}network: {{interfaces: [{{name: data, subnetPrefix: 10.0.8.0/24, enableIPForwarding: true}}]}}\n"
    resources = folder.resources(spec)
    subnets = resources["virtualNetworks"]["properties"]["subnets"]
    assert [item["name"] for item in subnets] == ["instances", "data"]
    profile = resources["virtualMachineScaleSets"]["properties"]["virtualMachineProfile"]
    first, second = profile["networkProfile"]["networkInterfaceConfigurations"]
    assert (first["properties"]["primary"], second["properties"]["primary"]) == (True, False)
    assert second["properties"]["enableIPForwarding"] is True
    address = second["properties"]["ipConfigurations"][0]["properties"]
    assert address["subnet"]["id"].endswith("'web-vnet', 'data')]")
    assert second["properties"]["networkSecurityGroup"]["id"].endswith("'web-nsg')]")


GATEWAY = "applicationGateway: {backendPort: 8080, requestPath: /ready}"
VAULT = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/ops/providers/Microsoft.KeyVault/vaults/kv"
REGISTRY = VAULT.replace("KeyVault/vaults", "ContainerRegistry/registries")
TLS = "applicationGateway: {certificateUrl: https://kv.vault.azure.net/secrets/web}"


def gateway(folder, spec):
    found = folder.resources(spec)["applicationGateways"]
    parts = {
        kind: {item["name"]: item["properties"] for item in found["properties"][kind] if "properties" in item}
        for kind in ("probes", "httpListeners", "requestRoutingRules", "frontendPorts", "backendHttpSettingsCollection")
    }  # fmt: skip
    return found, parts


def test_a_gateway_probes_the_instances_and_leads_to_them(folder):
    found, parts = gateway(folder, f"{MINIMAL}network: {{{GATEWAY}}}\n")
    assert found["properties"]["sku"]["name"] == "Standard_v2"
    assert found["zones"] == ["1", "2", "3"]
    assert parts["probes"]["application"]["path"] == "/ready"
    assert parts["backendHttpSettingsCollection"]["application"]["port"] == 8080
    assert parts["frontendPorts"] == {"application": {"port": 80}}
    assert parts["httpListeners"]["application"]["protocol"] == "Http"
    resources = folder.resources(f"{MINIMAL}network: {{{GATEWAY}}}\n")
    subnets = resources["virtualNetworks"]["properties"]["subnets"]
    assert [item["name"] for item in subnets] == ["instances", "gateway"]
    (pool,) = ip_configuration(resources)["applicationGatewayBackendAddressPools"]
    assert pool == parts["requestRoutingRules"]["application"]["backendAddressPool"]


def test_the_health_check_looks_at_the_port_behind_the_gateway(folder):
    extensions = folder.extensions(f"{MINIMAL}network: {{{GATEWAY}}}\n")
    assert extensions["applicationHealth"]["settings"] == {"protocol": "tcp", "port": 8080}


def test_a_gateway_with_a_certificate_waits_for_the_right_to_read_it(folder):
    role = f"identity: {{roles: [{{role: Key Vault Secrets User, scope: {VAULT}}}]}}\n"
    found, parts = gateway(folder, f"{MINIMAL}{role}network: {{{TLS}}}\n")
    assert parts["frontendPorts"] == {"application": {"port": 443}, "redirect": {"port": 80}}
    assert parts["httpListeners"]["application"]["protocol"] == "Https"
    assert "redirectConfiguration" in parts["requestRoutingRules"]["redirect"]
    (identity,) = found["identity"]["userAssignedIdentities"]
    assert identity.endswith("'web-id')]")
    assert (
        "[resourceId('00000000-0000-0000-0000-000000000000', 'ops', 'Microsoft.Resources/deployments', 'web-role-1')]"
        in found["dependsOn"]
    )


WHO_READS = (
    "The gateway fetches its certificate as the identity web-id, which needs the role Key Vault "
    "Secrets User on the vault kv: without it the deployment of the gateway fails (identity.roles "
    "gives it)."
)


@pytest.mark.parametrize(
    ("identity", "told"),
    [
        ("{create: true}", [WHO_READS]),
        (f"{{roles: [{{role: AcrPull, scope: {REGISTRY}}}]}}", [WHO_READS]),
        (f"{{roles: [{{role: key vault secrets user, scope: {VAULT}}}]}}", []),
    ],
)
def test_it_is_told_who_needs_the_right_to_read_a_certificate(folder, identity, told):
    notes = folder.render(f"{MINIMAL}identity: {identity}\nnetwork: {{{TLS}}}\n").notes
    assert [note for note in notes if "certificate" in note] == told


AROUND = (
    "SPC317 port 80 of the load balancer leads everybody past the gateway and its encryption to "
    "the same port of the instances: remove it, or say in 'from' who may connect"
)


@pytest.mark.parametrize(
    ("ports", "network", "told"),
    [
        ("{port: 80}", TLS, [AROUND]),
        ("{port: 80, from: '*'}", TLS, [AROUND]),
        ("{port: 80, backendPort: 8080}", f"{TLS[:-1]}, backendPort: 8080}}", [AROUND]),
        ("{port: 80, from: 10.1.0.0/16}", TLS, []),
        ("{port: 5000}", TLS, []),
        ("{port: 80}", f"{TLS}, loadBalancer: {{public: false}}", []),
        ("{port: 443}", f"{TLS[:-1]}, backendProtocol: https, hostName: a.example}}", []),
        ("{port: 80}", "applicationGateway: {}", []),
    ],
)
def test_a_port_past_the_encryption_of_a_gateway_is_told(folder, ports, network, told):
    spec = f"{MINIMAL}identity: {{create: true}}\nports: [{ports}]\nnetwork: {{{network}}}\n"
    found = [f"{i.rule} {i.message}" for i in folder.render(spec).findings if i.rule == "SPC317"]
    assert found == told


def test_a_gateway_reads_with_an_identity_that_exists(folder):
    identity = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/r/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader"
    spec = f"{MINIMAL}network: {{{TLS[:-1]}, identityId: {identity}}}}}\n"
    found, _ = gateway(folder, spec)
    assert list(found["identity"]["userAssignedIdentities"]) == [identity]


@pytest.mark.parametrize(
    ("network", "said"),
    [
        ("ipv6: {subnetPrefix: 'fd01::/64'}", "lies outside of addressPrefix fd00:db8:deca::/48"),
        ("ipv6: {addressPrefix: '10.0.0.0/8'}", "an IPv6 address range"),
        (f"subnetId: {NETWORK}/virtualNetworks/v/subnets/s, ipv6: {{subnetPrefix: 'fd00:db8:deca::/64'}}", "subnetId names an existing one"),
        ("interfaces: [{name: nic, subnetPrefix: 10.0.8.0/24}]", "the name 'nic' is taken"),
        ("interfaces: [{name: data}]", "lacks 'subnetPrefix'"),
        ("interfaces: [{name: data, subnetPrefix: 10.9.0.0/24}]", "lies outside of addressPrefix 10.0.0.0/16"),
        (f"subnetId: {NETWORK}/virtualNetworks/v/subnets/s, interfaces: [{{name: data, subnetPrefix: 10.0.8.0/24}}]", "use subnetId"),
        ("applicationGateway: {subnetPrefix: 10.0.3.0/24}", "overlaps 10.0.0.0/22 (network.subnetPrefix)"),
        (f"subnetId: {NETWORK}/virtualNetworks/v/subnets/s, applicationGateway: {{}}", "name a subnet of it"),
        ("applicationGateway: {minCapacity: 20}", "must be at most maxCapacity (10)"),
        ("loadBalancer: {outboundRule: {allocatedOutboundPorts: 64}}", "this is for outbound: loadBalancer"),
    ],
)  # fmt: skip
def test_networks_that_cannot_be_are_told_at_the_spec(folder, network, said):
    found = folder.mistakes(f"{MINIMAL}network: {{{network}}}\n")
    assert [said in message for message in found] == [True], found


def test_what_raw_adds_to_the_network_is_validated(folder):
    subnet = "{name: instances, properties: {serviceEndpoint: [{service: Microsoft.Storage}]}}"
    spec = f"{MINIMAL}raw: {{virtualNetwork: {{properties: {{enableDdosProtecton: true, subnets: [{subnet}]}}}}}}\n"
    found = folder.mistakes(spec)
    meant = [message.partition("did you mean ")[2].partition("?")[0] for message in found]
    assert meant == ["'enableDdosProtection'", "'serviceEndpoints'"]


def first_interface(folder, keys):
    whole = folder.scale_set(f"{MINIMAL}network: {{{keys}}}\n")["properties"]
    profile = whole["virtualMachineProfile"]["networkProfile"]
    return profile, profile["networkInterfaceConfigurations"][0]["properties"]


@pytest.mark.parametrize(
    ("keys", "version", "there"),
    [
        ("acceleratedConnections: A2", "2022-11-01", {"auxiliaryMode": "AcceleratedConnections", "auxiliarySku": "A2"}),
        ("disableTcpStateTracking: true", "2022-11-01", {"disableTcpStateTracking": True}),
        ("deleteOption: Detach", "2020-11-01", {"deleteOption": "Detach"}),
    ],
)  # fmt: skip
def test_what_newer_networks_have_asks_for_their_version(folder, keys, version, there):
    profile, interface = first_interface(folder, keys)
    assert profile["networkApiVersion"] == version
    assert {key: interface.get(key) for key in there} == there


def test_addresses_of_instances_have_tags_and_an_end(folder):
    spec = "ipTags: [{ipTagType: RoutingPreference, tag: Internet}], deleteOption: Delete"
    _, interface = first_interface(folder, f"instancePublicIp: {{{spec}}}")
    address = interface["ipConfigurations"][0]["properties"]["publicIPAddressConfiguration"]
    kept = {key: address["properties"][key] for key in ("ipTags", "deleteOption")}
    assert kept == {
        "ipTags": [{"ipTagType": "RoutingPreference", "tag": "Internet"}],
        "deleteOption": "Delete",
    }
