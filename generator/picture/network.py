"""Who reaches the instances of a set and by which rules, what probes ask, and how they go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import APPLICATION_GATEWAY, LOAD_BALANCER
from generator.lazy import dataclass
from generator.picture.parts import BESIDE, CLIENTS, ENTRANCE, TARGETS
from generator.rollout.outages.entries import entries_of, gateways_of
from generator.rollout.outages.filtering import groups_of, passage_of
from generator.rollout.outages.leading_out import by_default
from generator.scale_set.balancers import RULES, frontends_of, is_internal
from generator.scale_set.filters import (
    BALANCER,
    INTERNET,
    NETWORK,
    Connection,
    Passage,
    allow_rules,
    others_of,
)
from generator.scale_set.networks import balancers_of, subnets_of
from generator.scale_set.references import name_of, named, parent_name, referenced_name
from generator.scale_set.view import as_written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.language.template import Node, TemplateResource
    from generator.picture.parts import Box, Picture
    from generator.rollout.outages.entries import Access
    from generator.scale_set.view import ScaleSet

_OTHERS = {INTERNET: "Internet", NETWORK: "Virtual network", BALANCER: "Azure load balancer"}
_NAT, _TABLE = "microsoft.network/natgateways", "microsoft.network/routetables"
_EVERYTHING = "0.0.0.0/0"
_GATEWAY = "gateway"


@dataclass(frozen=True, slots=True)
class Wires:
    """An IP configuration of a set, whose box has the key `key`.

    `own` gives the key of a resource and keeps who draws it; `passes` tells whether traffic passes
    its security groups.
    """

    picture: Picture
    key: str
    scale_set: ScaleSet
    configuration: Node
    own: Callable[[TemplateResource, str], str]
    passes: Callable[[Connection], Passage]

    @property
    def box(self) -> Box:
        """The box of the set."""
        return self.picture.boxes[self.key]

    def resource(self, column: int, kind: str, found: TemplateResource) -> str:
        """Return the key of the box of a resource, which is made where there is none."""
        key = self.own(found, "")
        self.picture.box(key, column, kind, as_written(found.at("name")))
        return key

    def stranger(self, column: int, kind: str, name: str) -> str:
        """Return the key of the box of what is not in the template, and made elsewhere."""
        key = f"{kind} {name}"
        self.picture.box(key, column, kind, name or "?").say("not in this template")
        return key

    def other(self, word: str, column: int) -> str:
        """Return the key of the box of who is at the other end, by the word of rules for it."""
        word = INTERNET if word in {"*", "any", _EVERYTHING} else word
        key = f"{word} {column}"
        self.picture.box(key, column, "", _OTHERS.get(word, word))
        return key


def wire(
    picture: Picture,
    key: str,
    scale_set: ScaleSet,
    own: Callable[[TemplateResource, str], str],
) -> None:
    """Draw what leads to the instances of a set, and what leads them out."""
    listed = []
    for configuration in scale_set.ip_configurations():
        passes = passage_of(scale_set, configuration)
        wires = Wires(picture, key, scale_set, configuration, own, passes)
        listed.append(wires)
        for group in groups_of(scale_set, configuration):
            own(group, key)
        _place(wires)
        found = list(entries_of(configuration))
        for entry in found:
            _entry(wires, entry)
        _gateways(wires)
        _strangers(wires)
        _ways_out(wires, found)
    if not any(arrow.end == key and arrow.kind == "traffic" for arrow in picture.arrows):
        for wires in listed:
            _by_rules(wires)
    picture.boxes[key].say(*_no_way_out(picture, key, scale_set))


def _place(wires: Wires) -> None:
    """Report in which subnet the instances are."""
    identifier = wires.configuration.at("properties", "subnet", "id")
    network = parent_name(identifier, "virtualNetworks") or ""
    for subnet in subnets_of(wires.configuration)[:1]:
        wires.box.say(f"subnet {subnet.network or network}/{subnet.label}")
        for found in named(identifier.template, "microsoft.network/virtualnetworks").get(
            subnet.network or "", ()
        ):
            wires.own(found, wires.key)
        return
    name = referenced_name(identifier, "subnets")
    if name:
        wires.box.say(f"subnet {network}/{name}, not in this template")


def _entry(wires: Wires, entry: Access) -> None:
    """Draw a rule of a load balancer."""
    balancer = wires.resource(ENTRANCE, "load balancer", entry.balancer)
    box = wires.picture.boxes[balancer]
    box.say(as_written(entry.balancer.at("sku", "name")))
    for name, frontend in frontends_of(entry.balancer).items():
        box.say(f"{name}: {_address(wires, frontend, balancer)}")
    taken, kind = _ports(entry), entry.rule.protocol
    front = f"{kind if kind != 'all' else 'tcp, udp'} {taken}"
    client = wires.other(entry.other, CLIENTS)
    wires.picture.join(client, balancer, "traffic", front)
    flow = Connection("inbound", entry.protocol, entry.port or 0, entry.other)
    target = "" if entry.port is None else str(entry.port or "all ports")
    _join(wires, balancer, f"{entry.rule.label[4:]}: {front} → {target or '?'}", flow)
    probe = entry.probe
    if probe is not None and entry.rule.kind == RULES:
        _probe(wires, balancer, probe, entry.rule.at("backendPort").number())


def _ports(entry: Access) -> str:
    ports = entry.rule.flow.ports
    if ports is None:
        return "all ports" if entry.rule.port.number() == 0 else "?"
    return "-".join(str(port) for port in dict.fromkeys(ports))


def _address(wires: Wires, frontend: Node, owner: str) -> str:
    """Return what a frontend has: a public address, or one in a subnet."""
    properties = frontend.at("properties")
    if is_internal(frontend):
        subnet = referenced_name(properties.at("subnet", "id"), "subnets")
        return f"{as_written(properties.at('privateIPAddress')) or 'private'} in subnet {subnet}"
    identifier = properties.at("publicIPAddress", "id")
    return _public(wires, identifier, owner)


def _public(wires: Wires, identifier: Node, owner: str) -> str:
    name = referenced_name(identifier, "publicIPAddresses") or ""
    for found in named(identifier.template, "microsoft.network/publicipaddresses").get(name, ()):
        wires.own(found, owner)
        name = as_written(found.at("name"))
    return f"public address {name or '?'}"


def _join(wires: Wires, start: str, text: str, flow: Connection, kind: str = "traffic") -> None:
    """Draw an arrow to the instances, with what the security groups do to it.

    Of traffic to a port that is not known, or to all of them, nothing is told.
    """
    found = wires.passes(flow) if flow.port else Passage(None)
    rule = f" by '{as_written(found.rule.at('name'))}'" if found.rule else ""
    said = ""
    if found.open is False:
        said = f", DENIED{rule or ': no security group lets it in'}"
    elif rule:
        said = f", let in{rule}"
    wires.picture.join(start, wires.key, kind, f"{text}{said}", shut=found.open is False)


def _probe(wires: Wires, start: str, probe: Node, port: int | None, other: str = BALANCER) -> None:
    """Draw what a probe asks."""
    properties = probe.at("properties")
    asked = properties.at("port").number() or port
    path = as_written(properties.at("requestPath") or properties.at("path"))
    words = [as_written(properties.at("protocol")).lower(), str(asked or "?"), path]
    name = as_written(probe.at("name"))
    text = f"probe '{name}' asks {' '.join(filter(None, words))}"
    health = referenced_name(wires.scale_set.probe.at("id"), "probes")
    if health and health == name_of(probe):
        text += ", tells the health"
    _join(wires, start, text, Connection("inbound", "tcp", asked or 0, other), "probe")


def _gateways(wires: Wires) -> None:
    """Draw the rules of application gateways that lead to the instances."""
    for gateway in gateways_of(wires.configuration):
        key = wires.resource(ENTRANCE, "application gateway", gateway)
        wires.picture.boxes[key].say(as_written(gateway.at("sku", "name")))
        frontends = [
            _address(wires, item, key)
            for item in gateway.at("properties", "frontendIPConfigurations")
        ]
        wires.picture.boxes[key].say(*frontends)
        public = any(text.startswith("public") for text in frontends)
        client = wires.other(INTERNET if public else NETWORK, CLIENTS)
        pools = {
            referenced_name(item.at("id"), "backendAddressPools")
            for item in wires.configuration.at(
                "properties", "applicationGatewayBackendAddressPools"
            )
        }
        for route in _routes(gateway):
            if route.pool in pools:
                _route(wires, key, client, gateway, route)


@dataclass(frozen=True, slots=True)
class Route:
    """A way through a gateway: what it is called, its listener, its pool and its settings."""

    label: str
    listener: str | None
    pool: str | None
    settings: str | None


def _routes(gateway: TemplateResource) -> Iterator[Route]:
    maps = {name_of(item): item for item in gateway.at("properties", "urlPathMaps")}
    for rule in gateway.at("properties", "requestRoutingRules"):
        label = f"rule '{as_written(rule.at('name'))}'"
        listener = referenced_name(rule.at("properties", "httpListener", "id"), "httpListeners")
        yield _way(label, listener, rule.at("properties"), "backend")
        found = maps.get(referenced_name(rule.at("properties", "urlPathMap", "id"), "urlPathMaps"))
        if found is None:
            continue
        yield _way(label, listener, found.at("properties"), "defaultBackend")
        for item in found.at("properties", "pathRules"):
            paths = " ".join(map(as_written, item.at("properties", "paths")))
            yield _way(f"{label} {paths}", listener, item.at("properties"), "backend")


def _way(label: str, listener: str | None, properties: Node, start: str) -> Route:
    pool = referenced_name(properties.at(f"{start}AddressPool", "id"), "backendAddressPools")
    kind = "backendHttpSettingsCollection"
    return Route(label, listener, pool, referenced_name(
        properties.at(f"{start}HttpSettings", "id"), kind
    ))  # fmt: skip


def _part(gateway: TemplateResource, kind: str, name: str | None) -> Node | None:
    listed = gateway.at("properties", kind)
    return next((item for item in listed if name and name_of(item) == name), None)


def _route(wires: Wires, key: str, client: str, gateway: TemplateResource, route: Route) -> None:
    front = "?"
    listener = _part(gateway, "httpListeners", route.listener)
    if listener is not None:
        name = referenced_name(listener.at("properties", "frontendPort", "id"), "frontendPorts")
        port = _part(gateway, "frontendPorts", name)
        number = port.at("properties", "port").number() if port is not None else None
        protocol = as_written(listener.at("properties", "protocol")).lower()
        host = as_written(listener.at("properties", "hostName"))
        front = " ".join(filter(None, (protocol, str(number or "?"), host)))
    wires.picture.join(client, key, "traffic", front)
    settings = _part(gateway, "backendHttpSettingsCollection", route.settings)
    asked = settings.at("properties", "port").number() if settings is not None else None
    flow = Connection("inbound", "tcp", asked or 0, NETWORK)
    _join(wires, key, f"{route.label}: {front} → {asked or '?'}", flow)
    if settings is not None:
        name = referenced_name(settings.at("properties", "probe", "id"), "probes")
        probe = _part(gateway, "probes", name)
        if probe is not None:
            _probe(wires, key, probe, asked, NETWORK)


_POOLS = (
    ("loadBalancerBackendAddressPools", "backendAddressPools", "loadBalancers", LOAD_BALANCER),
    ("loadBalancerInboundNatPools", "inboundNatPools", "loadBalancers", LOAD_BALANCER),
    (
        "applicationGatewayBackendAddressPools",
        "backendAddressPools",
        "applicationGateways",
        APPLICATION_GATEWAY,
    ),
)


def _strangers(wires: Wires) -> None:
    """Draw the balancers and gateways of other templates whose pools the instances are in."""
    for listing, part, around, kind in _POOLS:
        for item in wires.configuration.at("properties", listing):
            owner = parent_name(item.at("id"), around) or ""
            if named(item.template, kind).get(owner) or named(item.template, kind).get(""):
                continue
            words = "load balancer" if kind == LOAD_BALANCER else "application gateway"
            start = wires.stranger(ENTRANCE, words, owner)
            pool = referenced_name(item.at("id"), part)
            wires.picture.join(start, wires.key, "traffic", f"pool '{pool or '?'}'")


def _by_rules(wires: Wires) -> None:
    """Draw whom the security groups let in where no balancer of the template leads here."""
    public = wires.configuration.at("properties", "publicIPAddressConfiguration")
    for group in groups_of(wires.scale_set, wires.configuration):
        for rule in allow_rules(group):
            properties = rule.at("properties")
            ports = [
                as_written(item)
                for item in (
                    properties.at("destinationPortRange"),
                    *properties.at("destinationPortRanges"),
                )
            ]
            shown = " ".join(filter(None, ports)).replace("*", "all ports") or "?"
            for other in others_of(rule):
                if other == BALANCER:
                    continue
                client = wires.other(other, CLIENTS)
                if client.startswith(INTERNET) and not public:
                    client = wires.other(NETWORK, CLIENTS)
                protocol = as_written(properties.at("protocol")).lower().replace("*", "any")
                text = f"'{as_written(rule.at('name'))}': {protocol} {shown}"
                wires.picture.join(client, wires.key, "traffic", text)


def _ways_out(wires: Wires, entries: list[Access]) -> None:
    """Draw by what the instances reach the internet."""
    out = wires.other(INTERNET, TARGETS)
    configuration = wires.configuration
    for subnet in subnets_of(configuration)[:1]:
        _nat_gateway(wires, subnet.at("natGateway", "id"), out)
        _appliance(wires, subnet.at("routeTable", "id"), out)
    for balancer in balancers_of(configuration) or ():
        _outbound_rules(wires, balancer, out)
    for words in _addresses(wires, entries):
        wires.picture.join(wires.key, out, "out", words)
    if not any(arrow.end == out for arrow in wires.picture.arrows):
        del wires.picture.boxes[out]


def _addresses(wires: Wires, entries: list[Access]) -> Iterator[str]:
    """Yield by which addresses the instances go out that are not those of a gateway or a rule."""
    if wires.configuration.at("properties", "publicIPAddressConfiguration"):
        yield "each by its own public address"
    for entry in entries:
        snat = entry.rule.at("disableOutboundSnat").flag() is not True
        if snat and entry.rule.kind == RULES and entry.other == INTERNET:
            yield f"by {entry.rule.label}"
    if by_default(wires.scale_set, wires.configuration):
        yield "by default outbound access"


def _no_way_out(picture: Picture, key: str, scale_set: ScaleSet) -> Iterator[str]:
    """Yield that nothing leads out, or that what does is not in the template."""
    if any(arrow.start == key and arrow.kind == "out" for arrow in picture.arrows):
        return
    listed = list(scale_set.ip_configurations())
    known = all(subnets_of(item) and balancers_of(item) is not None for item in listed)
    routed = any(item.at("routeTable") for one in listed for item in subnets_of(one))
    if listed and not routed:
        yield "no outbound access" if known else "outbound access: not in this template"


def _nat_gateway(wires: Wires, identifier: Node, out: str) -> None:
    if not identifier:
        return
    name = referenced_name(identifier, "natGateways") or ""
    found = next(iter(named(identifier.template, _NAT).get(name, ())), None)
    if found is None:
        key = wires.stranger(BESIDE, "NAT gateway", name)
    else:
        key = wires.resource(BESIDE, "NAT gateway", found)
        for address in found.at("properties", "publicIpAddresses"):
            wires.picture.boxes[key].say(_public(wires, address.at("id"), key))
    wires.picture.join(wires.key, key, "out", "")
    wires.picture.join(key, out, "out", "")


def _appliance(wires: Wires, identifier: Node, out: str) -> None:
    """Draw an appliance that all traffic goes by."""
    name = referenced_name(identifier, "routeTables") or ""
    if not identifier:
        return
    tables = named(identifier.template, _TABLE).get(name, ())
    for table in tables:
        wires.own(table, wires.key)
        for route in table.at("properties", "routes"):
            if as_written(route.at("properties", "addressPrefix")) != _EVERYTHING:
                continue
            hop = as_written(route.at("properties", "nextHopType"))
            address = as_written(route.at("properties", "nextHopIpAddress"))
            if hop.lower() == "virtualappliance":
                key = f"appliance {address}"
                wires.picture.box(key, BESIDE, "appliance", address or "?")
                wires.picture.join(wires.key, key, "out", f"route '{as_written(route.at('name'))}'")
                wires.picture.join(key, out, "out", "")
            elif hop.lower() == "none":
                wires.box.say(f"route '{as_written(route.at('name'))}' drops all that goes out")
    if not tables:
        wires.box.say(f"route table {name or '?'}, not in this template")


def _outbound_rules(wires: Wires, balancer: TemplateResource, out: str) -> None:
    own = name_of(balancer.node)
    pools = {
        referenced_name(item.at("id"), "backendAddressPools")
        for item in wires.configuration.at("properties", "loadBalancerBackendAddressPools")
        if parent_name(item.at("id"), "loadBalancers") in {own, None}
    }
    for rule in balancer.at("properties", "outboundRules"):
        pool = referenced_name(
            rule.at("properties", "backendAddressPool", "id"), "backendAddressPools"
        )
        if pool in pools:
            key = f"{wires.own(balancer, '')} {as_written(rule.at('name'))}"
            box = wires.picture.box(key, BESIDE, "outbound rule", as_written(rule.at("name")))
            box.say(f"load balancer {as_written(balancer.at('name'))}")
            wires.picture.join(wires.key, key, "out", "")
            wires.picture.join(key, out, "out", "")
