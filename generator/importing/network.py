"""The ports and the network of a set, where they are made as `render` makes them.

What is taken here is tried: `importing` keeps it only where less is left for `raw` to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.importing.values import at

if TYPE_CHECKING:
    from generator.importing.draft import Draft
    from generator.importing.source import Object, Original

_PROFILE = "properties.virtualMachineProfile.networkProfile"
_RULES = "properties.securityRules"


def with_network(draft: Draft, source: Original) -> bool:
    """Set the keys of ports and network; tell whether there are any."""
    own = {_key(item): item for item in source.beside}
    name = str(source.scale_set.name).lower()

    def beside(kind: str, suffix: str) -> Object | None:
        return own.get((f"microsoft.network/{kind}", f"{name}-{suffix}"))

    balancer, guard = beside("loadbalancers", "lb"), beside("networksecuritygroups", "nsg")
    sources = {
        str(at(rule, "name")): at(rule, "properties.sourceAddressPrefix")
        for rule in _listed(guard, _RULES)
    }
    ports = [_port(rule, balancer, sources) for rule in _rules(balancer)]
    if ports:
        draft.set("ports", ports)
        _balancer(draft, balancer)
        _health(draft, source.scale_set.body)
    allowed = [_allowed(rule) for rule in _listed(guard, _RULES) if not _is_of_a_port(rule, ports)]
    if allowed:
        draft.set("network.allow", allowed)
    network = beside("virtualnetworks", "vnet")
    for key, path in (
        ("addressPrefix", "properties.addressSpace.addressPrefixes.0"),
        ("subnetPrefix", "properties.subnets.0.properties.addressPrefix"),
    ):
        if isinstance(prefix := at(network, path), str):
            draft.set(f"network.{key}", prefix)
    nat = beside("natgateways", "nat")
    if nat or _listed(balancer, "properties.outboundRules"):
        draft.set("network.outbound", "natGateway" if nat else "loadBalancer")
    return bool(ports or allowed or network or nat)


def _key(item: Object) -> tuple[str, str]:
    return str(item.get("type")).lower(), str(item.get("name")).lower()


def _listed(value: Any, path: str) -> list[Any]:
    found = at(value, path)
    return found if isinstance(found, list) else []


def _rules(balancer: Any) -> list[Any]:
    """Return the rules of a balancer that a spec may have: those of IPv6 come by another key."""
    rules = _listed(balancer, "properties.loadBalancingRules")
    return [
        rule
        for rule in rules
        if str(at(rule, "name")).lower()
        == f"{at(rule, 'properties.protocol')}-{at(rule, 'properties.frontendPort')}".lower()
    ]


def _port(rule: Any, balancer: Any, sources: dict[str, Any]) -> Object:
    port, back = (at(rule, f"properties.{end}Port") for end in ("frontend", "backend"))
    protocol = str(at(rule, "properties.protocol")).lower()
    made: Object = {"port": port}
    if back != port:
        made["backendPort"] = back
    if protocol != "tcp":
        made["protocol"] = protocol
    origin = sources.get(f"allow-{protocol}-{port}")
    if isinstance(origin, str):
        made["from"] = origin
    probes = _listed(balancer, "properties.probes")
    probe = next((one for one in probes if at(one, "name") == f"{protocol}-{port}"), None)
    if probe is None:
        return made
    asked = {
        "protocol": str(at(probe, "properties.protocol")).lower(),
        "port": at(probe, "properties.port"),
        "requestPath": at(probe, "properties.requestPath"),
        "intervalInSeconds": at(probe, "properties.intervalInSeconds"),
    }
    plain = {"protocol": "tcp", "port": back, "intervalInSeconds": 5}
    told = {
        k: v for k, v in asked.items() if v is not None and (k == "protocol" or plain.get(k) != v)
    }
    return {**made, "probe": told}


def _balancer(draft: Draft, balancer: Any) -> None:
    frontend = at(balancer, "properties.frontendIPConfigurations.0.properties")
    if at(frontend, "publicIPAddress") is None:
        draft.set("network.loadBalancer.public", False)
        if str(at(frontend, "privateIPAllocationMethod")).lower() == "static":
            draft.set("network.loadBalancer.privateIPAddress", at(frontend, "privateIPAddress"))
    idle = at(balancer, "properties.loadBalancingRules.0.properties.idleTimeoutInMinutes")
    if idle not in {None, 4}:
        draft.set("network.loadBalancer.idleTimeoutInMinutes", idle)


def _health(draft: Draft, body: Object) -> None:
    """Take the probe of the first port where the set asks it for its health."""
    if at(body, f"{_PROFILE}.healthProbe.id") is not None and "health" not in draft.keys:
        first = draft.keys["ports"][0].get("probe", {})
        path = {"requestPath": first["requestPath"]} if "requestPath" in first else {}
        draft.keys["health"] = {"source": "loadBalancer", **path}


def _is_of_a_port(rule: Any, ports: list[Object]) -> bool:
    names = {f"allow-{port.get('protocol', 'tcp')}-{port['port']}" for port in ports}
    return str(at(rule, "name")).lower() in names


def _allowed(rule: Any) -> Object:
    properties = at(rule, "properties")
    port = str(at(properties, "destinationPortRange"))
    return {
        "name": at(rule, "name"),
        "port": int(port) if port.isdigit() else port,
        "from": at(properties, "sourceAddressPrefix"),
        "protocol": at(properties, "protocol"),
    }
