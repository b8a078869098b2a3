"""A web application firewall is on, prevents attacks, and knows those of today.

In mode Detection it only writes down what it sees. The rule sets 2.2.9 and 3.0 get no updates any
more. A gateway of the tier WAF_v2 without a policy and without a configuration has no firewall.

Bad:

    {
      "type": "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies",
      "apiVersion": "2024-05-01",
      "name": "firewall",
      "location": "[parameters('location')]",
      "properties": {
        "policySettings": {"state": "Enabled", "mode": "Detection"},
        "managedRules": {
          "managedRuleSets": [{"ruleSetType": "OWASP", "ruleSetVersion": "3.2"}]
        }
      }
    }

Good, as a patch:

    {"properties": {"policySettings": {"mode": "Prevention"}}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import APPLICATION_GATEWAY, FIREWALL_POLICY
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "AGW003",
    "firewall-off",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/web-application-firewall/ag/ag-overview",
    words="applicationgateway waf|firewall",
)
_RULE_SETS = "https://learn.microsoft.com/azure/web-application-firewall/ag/application-gateway-crs-rulegroups-rules"
_OLD = {"2.2.9", "3.0", "3.0.0"}


def check(template: Template) -> Iterator[Finding]:
    """Find firewalls that are off, that prevent nothing, or whose rules are old."""
    for gateway in template.resources(APPLICATION_GATEWAY):
        properties = gateway.at("properties")
        own = properties.at("webApplicationFirewallConfiguration")
        sku = properties.at("sku")
        tier = sku.at("tier") or sku.at("name")
        if (tier.text() or "").lower().startswith("waf"):
            if not own and not properties.at("firewallPolicy"):
                message = "the gateway pays for a firewall and has none; name a firewallPolicy"
                yield Finding(tier, message)
            elif not properties.at("firewallPolicy"):
                yield from _judged(own.at("enabled"), own.at("firewallMode"))
                yield from _rule_set(own)
    for policy in template.resources(FIREWALL_POLICY):
        settings = policy.at("properties", "policySettings")
        yield from _judged(settings.at("state"), settings.at("mode"))
        for rules in policy.at("properties", "managedRules", "managedRuleSets"):
            yield from _rule_set(rules)


def _judged(state: Node, mode: Node) -> Iterator[Finding]:
    if state.flag() is False or (state.text() or "").lower() == "disabled":
        yield Finding(state, "the firewall is off; turn it on")
    elif (mode.text() or "").lower() == "detection":
        message = (
            "in mode Detection the firewall writes attacks down and lets them in; use Prevention"
        )
        yield Finding(mode, message)


def _rule_set(rules: Node) -> Iterator[Finding]:
    version = rules.at("ruleSetVersion")
    kind = (rules.at("ruleSetType").text() or "").lower()
    if kind == "owasp" and version.text() in _OLD:
        message = f"the rule set OWASP {version.text()} is not supported any more; use 3.2"
        yield Finding(version, message, url=_RULE_SETS)
