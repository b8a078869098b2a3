"""The application gateway: several listeners, paths, firewall, redirects, two addresses."""

from __future__ import annotations

import pytest

from tests.support.features import VAULT
from tests.support.workspace import MINIMAL

CERTIFICATE = "https://kv.vault.azure.net/secrets"
READER = f"identity: {{roles: [{{role: Key Vault Secrets User, scope: {VAULT}}}]}}\n"
POLICY = "/subscriptions/0/resourceGroups/ops/providers/Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies/p"
MANY = f"""\
network:
  applicationGateway:
    certificateUrl: {CERTIFICATE}/web
    hostNames: [www.example.org]
    privateIPAddress: 10.0.4.100
    backendPort: 8080
    requestPath: /healthz
    paths: [{{name: api, paths: [/api/*, /v2], backendPort: 8081}}]
    listeners:
      - {{name: wild, hostNames: ["*.example.org"], certificateUrl: {CERTIFICATE}/web}}
      - {{name: admin, public: false, port: 8443, certificateUrl: {CERTIFICATE}/admin, backendPort: 9000, redirectFromHttp: false}}
      - {{name: rest, port: 80}}
"""


def last(reference):
    return reference["id"].rpartition(", ")[2].strip("')]")


def named(gateway, kind):
    return {item["name"]: item["properties"] for item in gateway["properties"][kind]}


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    from tests.support.workspace import Folder

    folder = Folder(tmp_path_factory.mktemp("gateway"))
    return folder.resources(MINIMAL + READER + MANY)["applicationGateways"]


def test_each_listener_has_its_address_port_certificate_and_names(many):
    heard = {
        name: (
            last(item["frontendIPConfiguration"]),
            last(item["frontendPort"]),
            last(item["sslCertificate"]) if "sslCertificate" in item else item["protocol"],
            item.get("hostNames"),
        )
        for name, item in named(many, "httpListeners").items()
    }
    assert heard == {
        "application": ("frontend", "application", "certificate", ["www.example.org"]),
        "wild": ("frontend", "application", "certificate", ["*.example.org"]),
        "admin": ("frontend-private", "port-8443", "certificate-admin", None),
        "rest": ("frontend", "redirect", "Http", None),
        "redirect": ("frontend", "redirect", "Http", ["www.example.org"]),
        "redirect-wild": ("frontend", "redirect", "Http", ["*.example.org"]),
    }
    ports = {name: item["port"] for name, item in named(many, "frontendPorts").items()}
    assert ports == {"application": 443, "port-8443": 8443, "redirect": 80}


def test_a_name_comes_before_one_with_a_star_and_that_before_all_names(many):
    rules = named(many, "requestRoutingRules")
    order = sorted(rules, key=lambda name: rules[name]["priority"])
    assert order == ["application", "redirect", "wild", "redirect-wild", "admin", "rest"]
    assert len({item["priority"] for item in rules.values()}) == len(rules)


def test_paths_lead_to_their_own_port_and_all_else_to_that_of_the_listener(many):
    (map_of,) = named(many, "urlPathMaps").values()
    (rule,) = map_of["pathRules"]
    assert rule["properties"]["paths"] == ["/api/*", "/v2"]
    settings = named(many, "backendHttpSettingsCollection")
    ports = {name: item["port"] for name, item in settings.items()}
    assert ports == {"application": 8080, "application-api": 8081, "wild": 8080, "admin": 9000, "rest": 8080}  # fmt: skip
    assert last(rule["properties"]["backendHttpSettings"]) == "application-api"
    assert last(map_of["defaultBackendHttpSettings"]) == "application"
    assert {item["path"] for item in named(many, "probes").values()} == {"/healthz"}
    assert named(many, "requestRoutingRules")["application"]["ruleType"] == "PathBasedRouting"


def test_a_private_address_is_fixed_and_in_the_subnet_of_the_gateway(many):
    private = named(many, "frontendIPConfigurations")["frontend-private"]
    assert (private["privateIPAllocationMethod"], private["privateIPAddress"]) == (
        "Static",
        "10.0.4.100",
    )
    assert last(private["subnet"]) == "gateway"


@pytest.mark.parametrize(("redirect", "found"), [("true", ["redirect"]), ("false", [])])
def test_port_80_leads_to_tls_unless_it_is_not_wanted(folder, redirect, found):
    keys = f"certificateUrl: {CERTIFICATE}/web, redirectFromHttp: {redirect}"
    spec = f"{MINIMAL}{READER}network: {{applicationGateway: {{{keys}}}}}\n"
    gateway = folder.resources(spec)["applicationGateways"]["properties"]
    assert [item["name"] for item in gateway.get("redirectConfigurations", [])] == found
    assert len(gateway["frontendPorts"]) == 1 + len(found)


@pytest.mark.parametrize(("mode", "warned"), [("Prevention", False), ("Detection", True)])
def test_a_firewall_has_a_policy_with_the_rules_of_today(folder, mode, warned):
    spec = f"{MINIMAL}network: {{applicationGateway: {{waf: {{mode: {mode}}}}}}}\n"
    found = [item.rule for item in folder.render(spec).findings]
    assert ("AGW003" in found) is warned
    template = folder.template(spec)["resources"]
    by_kind = {item["type"].rpartition("/")[2]: item["properties"] for item in template}
    gateway = by_kind["applicationGateways"]
    assert gateway["sku"] == {"name": "WAF_v2", "tier": "WAF_v2"}
    assert last(gateway["firewallPolicy"]) == "web-waf"
    policy = by_kind["ApplicationGatewayWebApplicationFirewallPolicies"]
    assert (policy["policySettings"]["state"], policy["policySettings"]["mode"]) == (
        "Enabled",
        mode,
    )
    sets = {item["ruleSetType"] for item in policy["managedRules"]["managedRuleSets"]}
    assert sets == {"Microsoft_DefaultRuleSet", "Microsoft_BotManagerRuleSet"}


def test_a_firewall_takes_a_policy_that_exists(folder):
    spec = f"{MINIMAL}network: {{applicationGateway: {{waf: {{policyId: {POLICY}}}}}}}\n"
    resources = folder.resources(spec)
    assert resources["applicationGateways"]["properties"]["firewallPolicy"] == {"id": POLICY}
    assert "ApplicationGatewayWebApplicationFirewallPolicies" not in resources


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("listeners: [{name: a}]", "the listener 'application' has all host names at port 80"),
        ("hostNames: [a.example.org], listeners: [{name: a, hostNames: [A.example.org]}]", "has host name a.example.org"),
        ("listeners: [{name: Application, port: 81}]", "the name Application is taken"),
        ("paths: [{name: x, paths: [/x]}], listeners: [{name: application-x, port: 81}]", "the name application-x is taken"),
        ("listeners: [{name: a, port: 81, public: false}]", "give the gateway a private address"),
        ("privateIPAddress: 10.0.0.9", "lies outside of the subnet of the gateway, 10.0.4.0/24"),
        ("paths: [{name: a, paths: [/a/*]}, {name: b, paths: [/A/*]}]", "/A/* stands in another rule"),
        ("paths: [{name: a, paths: ['/a*b']}]", "with * at its end alone"),
        (f"listeners: [{{name: a, port: 443, certificateUrl: {CERTIFICATE}/a}}]", "an identity must read the certificate"),
        (f"port: 443, hostNames: [a.example.org], identityId: {POLICY}, listeners: [{{name: a, certificateUrl: {CERTIFICATE}/a}}]", "another listener of port 443 speaks http"),
        ("waf: {firewall_policy_id: x}", "did you mean 'policyId'?"),
        ("waf_configuration: {firewall_mode: Detection}", "did you mean 'waf"),
        ("url_path_map: [{name: a, paths: [/a]}]", "did you mean 'paths"),
        ("hostNames: [a, b, c, d, e, f]", "at most 5"),
    ],
)  # fmt: skip
def test_what_a_gateway_refuses_is_told_at_the_spec(folder, keys, said):
    found = folder.mistakes(f"{MINIMAL}network: {{applicationGateway: {{{keys}}}}}\n")
    assert [said in message for message in found] == [True], found


def test_a_gateway_that_speaks_https_on_a_path_alone_needs_the_host_name(folder):
    path = "{name: a, paths: [/a], backendProtocol: https, backendPort: 8443}"
    spec = f"{MINIMAL}network: {{applicationGateway: {{paths: [{path}]}}}}\n"
    assert ["'hostName'" in told for told in folder.warnings(spec)] == [True]
