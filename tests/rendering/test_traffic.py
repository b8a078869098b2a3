"""Ports of every form: ranges, UDP, all of them, clients that stay, addresses that float."""

from __future__ import annotations

import pytest

from tests.support.workspace import MINIMAL

SYSLOG = "{port: 514, protocol: udp}"


def rules_of(resources, kind="loadBalancingRules"):
    listed = resources["loadBalancers"]["properties"][kind]
    return {item["name"]: item["properties"] for item in listed}


def opened(resources):
    rules = resources["networkSecurityGroups"]["properties"]["securityRules"]
    parts = ("protocol", "destinationPortRange", "sourceAddressPrefix")
    return {item["name"]: tuple(item["properties"][part] for part in parts) for item in rules}


def test_a_range_is_a_rule_for_each_port_with_one_probe_and_one_opening(folder):
    resources = folder.resources(f"{MINIMAL}ports: [{{port: 8000-8002}}, {{port: 80}}]\n")
    rules = rules_of(resources)
    ports = {name: (item["frontendPort"], item["backendPort"]) for name, item in rules.items()}
    assert ports == {f"tcp-{port}": (port, port) for port in (8000, 8001, 8002, 80)}
    probed = [item["probe"]["id"].rpartition(", ")[2] for item in rules.values()]
    assert probed == ["'tcp-8000-8002')]"] * 3 + ["'tcp-80')]"]
    assert rules_of(resources, "probes")["tcp-8000-8002"]["port"] == 8000
    assert opened(resources) == {
        "allow-tcp-8000-8002": ("Tcp", "8000-8002", "Internet"),
        "allow-tcp-80": ("Tcp", "80", "Internet"),
    }


def test_all_ports_of_an_internal_load_balancer_are_one_rule_of_all_protocols(folder):
    ports = 'ports: [{port: "*", probe: {port: 8080}}]\n'
    resources = folder.resources(f"{MINIMAL}{ports}network: {{loadBalancer: {{public: false}}}}\n")
    rule = rules_of(resources)["all"]
    assert (rule["protocol"], rule["frontendPort"], rule["backendPort"]) == ("All", 0, 0)
    assert rules_of(resources, "probes")["all"]["port"] == 8080
    assert opened(resources) == {"allow-all": ("*", "*", "VirtualNetwork")}


def test_udp_is_probed_where_the_health_check_looks(folder):
    spec = (
        f"{MINIMAL}version: 2\nports: [{SYSLOG}]\nhealth: {{port: 8080, requestPath: /healthz}}\n"
    )
    resources = folder.resources(spec)
    probe = rules_of(resources, "probes")["udp-514"]
    assert (probe["protocol"], probe["port"], probe["requestPath"]) == ("Http", 8080, "/healthz")
    assert "enableTcpReset" not in rules_of(resources)["udp-514"]
    assert opened(resources) == {"allow-udp-514": ("Udp", "514", "Internet")}


def test_udp_with_a_path_alone_is_probed_at_the_port_of_http(folder):
    resources = folder.resources(
        f"{MINIMAL}version: 2\nports: [{SYSLOG}]\nhealth: {{requestPath: /}}\n"
    )
    probe = rules_of(resources, "probes")["udp-514"]
    assert (probe["protocol"], probe["port"]) == ("Http", 80)


@pytest.mark.parametrize(
    ("port", "noted"),
    [
        (SYSLOG, True),
        ("{port: 514, protocol: udp, probe: {port: 22}}", False),
        (f"{SYSLOG}, {{port: 514}}", False),
        (f"{SYSLOG}, {{port: 500-600}}", False),
        (f"{SYSLOG}, {{port: 80}}", True),
    ],
)
def test_a_probe_that_asks_udp_over_tcp_is_noted(folder, port, noted):
    found = {item.rule for item in folder.render(f"{MINIMAL}ports: [{port}]\n").findings}
    assert ("SPC407" in found) is noted


def test_clients_stay_and_addresses_float(folder):
    port = "{port: 80, loadDistribution: SourceIPProtocol, enableFloatingIP: true}"
    rule = rules_of(folder.resources(f"{MINIMAL}ports: [{port}]\n"))["tcp-80"]
    assert (rule["loadDistribution"], rule["enableFloatingIP"]) == ("SourceIPProtocol", True)
    plain = rules_of(folder.resources(f"{MINIMAL}ports: [{{port: 80}}]\n"))["tcp-80"]
    assert "loadDistribution" not in plain
    assert "enableFloatingIP" not in plain


def test_floating_addresses_tell_rules_to_one_backend_port_apart(folder):
    two = (
        "{{port: 80, enableFloatingIP: {0}}}, {{port: 81, backendPort: 80, enableFloatingIP: {0}}}"
    )
    assert len(rules_of(folder.resources(f"{MINIMAL}ports: [{two.format('true')}]\n"))) == 2
    (told,) = folder.mistakes(f"{MINIMAL}ports: [{two.format('false')}]\n")
    assert "another rule leads to tcp port 80 of the same instances" in told


BOTH = (
    f"{MINIMAL}ports: [{{port: 80}}, {{port: 80, public: false}}, {{port: 9100, public: false}}]\n"
)


def balancers_of(template):
    return {
        item["name"]: item["properties"]
        for item in template["resources"]
        if item["type"].endswith("/loadBalancers")
    }


@pytest.mark.parametrize(
    ("more", "families"), [("", [""]), ("ipv6: {}, ", ["", "-v6"])], ids=["ipv4", "both"]
)
def test_ports_for_inside_are_those_of_a_second_load_balancer(folder, more, families):
    network = f"network: {{{more}loadBalancer: {{privateIPAddress: 10.0.0.100}}}}\n"
    assert folder.warnings(BOTH + network) == []
    template = folder.template(BOTH + network)
    found = balancers_of(template)
    names = {
        name: [rule["name"] for rule in item["loadBalancingRules"]] for name, item in found.items()
    }
    assert names == {
        "web-lb": [f"tcp-80{family}" for family in families],
        "web-ilb": [f"tcp-{port}{family}" for family in families for port in (80, 9100)],
    }
    fronts = [item["properties"] for item in found["web-ilb"]["frontendIPConfigurations"]]
    assert fronts[0]["privateIPAddress"] == "10.0.0.100"
    assert ["subnet" in item for item in fronts] == [True] * len(families)
    fronts = [item["properties"] for item in found["web-lb"]["frontendIPConfigurations"]]
    assert [set(item) for item in fronts] == [{"publicIPAddress"}] * len(families)
    (own,) = [item for item in template["resources"] if item["type"].endswith("ScaleSets")]
    profile = own["properties"]["virtualMachineProfile"]["networkProfile"]
    (nic,) = profile["networkInterfaceConfigurations"]
    for family, item in zip(families, nic["properties"]["ipConfigurations"], strict=True):
        pools = [pool["id"] for pool in item["properties"]["loadBalancerBackendAddressPools"]]
        expected = [f"'{name}', 'instances{family}')]" for name in ("web-lb", "web-ilb")]
        assert [pool.endswith(end) for pool, end in zip(pools, expected, strict=True)] == [True] * 2
    (group,) = [item for item in template["resources"] if item["type"].endswith("SecurityGroups")]
    rules = {
        item["name"]: item["properties"]["sourceAddressPrefix"]
        for item in group["properties"]["securityRules"]
    }
    assert rules == {
        "allow-tcp-80": "Internet",
        "allow-tcp-80-internal": "VirtualNetwork",
        "allow-tcp-9100-internal": "VirtualNetwork",
    }


def test_ports_for_inside_alone_need_no_public_address(folder):
    resources = folder.resources(
        f"{MINIMAL}ports: [{{port: 80, public: false}}]\nnetwork: {{outbound: none}}\n"
    )
    assert "publicIPAddresses" not in resources
    assert resources["loadBalancers"]["name"] == "web-ilb"


def test_all_ports_inside_stand_beside_public_ones(folder):
    ports = "[{port: 443}, {port: '*', public: false, probe: {port: 443}}]"
    found = balancers_of(folder.template(f"{MINIMAL}ports: {ports}\n"))
    protocols = {
        name: [rule["properties"]["protocol"] for rule in item["loadBalancingRules"]]
        for name, item in found.items()
    }
    assert protocols == {"web-lb": ["Tcp"], "web-ilb": ["All"]}


INTERNAL = "network: {loadBalancer: {public: false}}\n"
ALL = '{port: "*", probe: {port: 80}}'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ports: [{port: 8010-8000}]\n", ["a range goes up"]),
        ("ports: [{port: 8000-70000}]\n", ["and the interface of an instance takes 300", "a range goes up"]),
        ("ports: [{port: 80-81, backendPort: 8080}]\n", ["leave backendPort out"]),
        ("ports: [{port: 80-90}, {port: 85}]\n", ["tcp port 85 stands in 'ports' twice"]),
        ("ports: [{port: 80-90}, {port: 95, backendPort: 85}]\n", ["another rule leads to tcp port 85"]),
        ("ports: [{port: 1000-1300}]\n", ["these are 301 rules"]),
        ("ports: [{port: 1000-1150}]\nnetwork: {ipv6: {}}\n", ["each for IPv4 and IPv6"]),
        (f"ports: [{ALL}]\n", ["only an internal load balancer has a rule for all ports"]),
        (f"ports: [{ALL}, {{port: 80}}]\n{INTERNAL}", ["has no other"]),
        (f"ports: [{{port: 80, public: true}}]\n{INTERNAL}", ["a port is public and the load balancer is not"]),
        ("ports: [{port: 80, public: false}, {port: 80, public: false}]\n", ["stands in 'ports' twice"]),
        ("ports: [{port: 80}]\nnetwork: {loadBalancer: {privateIPAddress: 10.0.0.9}}\n", ["a public load balancer has no private address"]),
        (f"ports: [{ALL}]\nnetwork: {{ipv6: {{}}, loadBalancer: {{public: false}}}}\n", ["for IPv4 alone"]),
        (f'ports: [{{port: "*"}}]\n{INTERNAL}', ["say which port shows that an instance serves"]),
        (f'ports: [{{port: "*", protocol: tcp, probe: {{port: 80}}}}]\n{INTERNAL}', ["go together"]),
        ("ports: [{port: 80, protocol: all}]\n", ["go together"]),
        ("ports: [8000-8010/udp]\n", ['write {port: "8000-8010", protocol: udp}']),
        ("ports: [{port: 80, sessionPersistence: Client IP}]\n", ["did you mean 'loadDistribution: SourceIP'?"]),
        ("ports: [{port: 80, floatingIp: true}]\n", ["did you mean 'enableFloatingIP'?"]),
        ("ports: [{port: '80'}]\n", ["must be a port, a range such as 8000-8010, or *"]),
        ("network: {dnsServers: [dns.example.org]}\n", ["must be an IP address"]),
        ("network: {dns_servers: [10.0.0.4]}\n", ["did you mean 'dnsServers'?"]),
        ("network: {ip_forwarding_enabled: true}\n", ["did you mean 'enableIPForwarding'?"]),
    ],
)  # fmt: skip
def test_what_no_load_balancer_takes_is_told_at_the_spec(folder, text, said):
    found = folder.mistakes(MINIMAL + text)
    assert [part in told for part, told in zip(said, found, strict=True)] == [True] * len(said), (
        found
    )


def test_hundreds_of_ranges_of_every_port_are_told_and_not_rendered(folder):
    ports = ", ".join("{port: 1-65534}" for _ in range(300))
    told = folder.mistakes(f"{MINIMAL}ports: [{ports}]\n")
    assert len(told) == 300
    assert "these are 19,660,200 rules" in told[0]


def test_dns_servers_and_forwarding_are_of_the_first_interface(folder):
    keys = "dnsServers: [10.0.0.4, 'fd00::4'], enableIPForwarding: true"
    profile = folder.scale_set(f"{MINIMAL}network: {{{keys}}}\n")["properties"]
    profile = profile["virtualMachineProfile"]["networkProfile"]
    first = profile["networkInterfaceConfigurations"][0]["properties"]
    assert first["dnsSettings"] == {"dnsServers": ["10.0.0.4", "fd00::4"]}
    assert first["enableIPForwarding"] is True
