"""The parts of the load balancers of a template: frontends, rules and what they lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.load_balancing import Flow
from generator.azure.resource_types import LOAD_BALANCER, PUBLIC_ADDRESS
from generator.lazy import dataclass
from generator.scale_set.references import may_be, name_of, parent_name, referenced, referenced_name
from generator.scale_set.view import as_written, scale_sets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template, TemplateResource

_NAT_RULES = f"{LOAD_BALANCER}/inboundnatrules"
RULES, NAT_RULES, NAT_POOLS = "loadBalancingRules", "inboundNatRules", "inboundNatPools"
_WORDS = {RULES: "rule", NAT_RULES: "NAT rule", NAT_POOLS: "NAT pool"}


@dataclass(frozen=True, slots=True)
class BalancerRule:
    """A part of a load balancer that takes traffic: a rule, a NAT rule or a NAT pool."""

    node: Node
    kind: str

    def at(self, *names: str) -> Node:
        """Return a property below `properties`."""
        return self.node.at("properties", *names)

    @property
    def label(self) -> str:
        """What it is and its name, as it is written."""
        return f"the {_WORDS[self.kind]} '{as_written(self.node.at('name'))}'"

    @property
    def frontend(self) -> str | None:
        """The name of the frontend; None where it is not known."""
        return referenced_name(self.at("frontendIPConfiguration", "id"), "frontendIPConfigurations")

    @property
    def protocol(self) -> str:
        """The protocol in lower case; empty where it is not known."""
        return (self.at("protocol").text() or "").lower()

    @property
    def port(self) -> Node:
        """The port, or the first of the range."""
        return self.at("frontendPort") or self.at("frontendPortRangeStart")

    @property
    def flow(self) -> Flow:
        """The traffic that it takes; of all ports (0) nothing is known."""
        first = self.port.number()
        last = first if self.at("frontendPort") else self.at("frontendPortRangeEnd").number()
        return Flow(self.frontend, self.protocol, (first, last) if first and last else None)

    @property
    def floats(self) -> bool:
        """Whether the address floats, so that backend ports are told apart by it, or may."""
        node = self.at("enableFloatingIP")
        return bool(node) and node.flag() is not False

    @property
    def pools(self) -> set[str]:
        """The names of the backend pools that it leads to, of those that are known."""
        one = self.at("backendAddressPool", "id")
        listed = [item.at("id") for item in self.at("backendAddressPools")]
        names = (referenced_name(item, "backendAddressPools") for item in (one, *listed))
        return {name for name in names if name}


def traffic_of(balancer: TemplateResource) -> list[BalancerRule]:
    """Return all that takes traffic of a load balancer, NAT rules of their own at the end."""
    properties = balancer.at("properties")
    found = [BalancerRule(node, kind) for kind in _WORDS for node in properties.at(kind)]
    own = name_of(balancer.node)
    listed = balancer.node.template.once(_nat_rules).get(own, ()) if own else ()
    return found + [BalancerRule(node, NAT_RULES) for node in listed]


def _nat_rules(template: Template) -> dict[str, list[Node]]:
    """Return the NAT rules that are resources and always there, by the names of balancers."""
    found: dict[str, list[Node]] = {}
    for resource in template.resources(_NAT_RULES):
        if not resource.at("condition"):
            around = (name_of(resource.node) or "").rpartition("/")[0]
            found.setdefault(around, []).append(resource.node)
    return found


def rules_of(balancer: TemplateResource) -> list[BalancerRule]:
    """Return the load balancing rules."""
    return [BalancerRule(node, RULES) for node in balancer.at("properties", RULES)]


def outbound_frontends(rule: Node) -> set[str]:
    """Return the names of the frontends of an outbound rule, of those that are known."""
    listed = rule.at("properties", "frontendIPConfigurations")
    names = (referenced_name(item.at("id"), "frontendIPConfigurations") for item in listed)
    return {name for name in names if name}


def frontends_of(balancer: TemplateResource) -> dict[str, Node]:
    """Return the frontends by their names, without those whose name another one has."""
    found: dict[str, Node | None] = {}
    for node in balancer.at("properties", "frontendIPConfigurations"):
        if name := name_of(node):
            found[name] = None if name in found else node
    return {name: node for name, node in found.items() if node is not None}


def is_public(frontend: Node) -> bool:
    """Whether a frontend has a public address or prefix for certain."""
    return any(
        frontend.at("properties", name).known() for name in ("publicIPAddress", "publicIPPrefix")
    )


def is_internal(frontend: Node) -> bool:
    """Whether a frontend is in a subnet for certain, and has no public address."""
    properties = frontend.at("properties")
    public = properties.at("publicIPAddress") or properties.at("publicIPPrefix")
    return properties.at("subnet").known() and not public


def version_of(frontend: Node | None) -> str:
    """Return "ipv4" or "ipv6", or "" where a frontend does not tell."""
    if frontend is None:
        return ""
    if is_internal(frontend):
        return _version(frontend.at("properties", "privateIPAddressVersion"))
    identifier = frontend.at("properties", "publicIPAddress", "id")
    addresses = identifier.template.resources(PUBLIC_ADDRESS)
    named = list(referenced(identifier, "publicIPAddresses", addresses))
    return _version(named[0].at("properties", "publicIPAddressVersion")) if len(named) == 1 else ""


def _version(node: Node) -> str:
    return (node.text() or "").lower() if node else "ipv4"


def instances_behind(balancer: TemplateResource, pool: str) -> int | None:
    """Return how many instances the sets of the template have behind a pool; None if not known."""
    counts = [
        scale_set.count
        for scale_set in scale_sets(balancer.node.template)
        if any(_leads(item, balancer, pool) for item in scale_set.ip_configurations())
    ]
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _leads(configuration: Node, balancer: TemplateResource, pool: str) -> bool:
    for item in configuration.at("properties", "loadBalancerBackendAddressPools"):
        identifier = item.at("id")
        name = parent_name(identifier, "loadBalancers")
        same = referenced_name(identifier, "backendAddressPools") == pool
        if same and may_be(name_of(balancer.node), name):
            return True
    return False


def balancers(template: Template) -> Iterator[TemplateResource]:
    """Yield the load balancers of a template."""
    yield from template.resources(LOAD_BALANCER)
