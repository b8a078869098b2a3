"""What the bodies of a resource say, before and after, by the words that the table has for it.

A condition names who it is about, or tells whether it holds.
"""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

from generator.azure.left_out import left_out
from generator.azure.resource_types import VIRTUAL_NETWORK
from generator.rollout.beside.uses import id_of
from generator.rollout.beside.world import at, listed, same_id, value_at
from generator.rollout.spelling import is_expression

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.rollout.beside.world import Affected

_GATEWAY_MANAGER = "gatewaymanager"


def _keeps_subnets(spot: Affected) -> bool:
    """Whether a network sends no subnets, in an API version that then keeps those that it has."""
    version = str(at(spot.body, "apiVersion") or "")
    sent = at(spot.body, "properties", "subnets")
    return sent is None and left_out(VIRTUAL_NETWORK, version, ("subnets",)).then == "kept"


def _cuts_a_subnet(spot: Affected) -> str:
    """Name the subnets that lie in none of the ranges that are left."""
    left = [
        _range(text) for text in listed(spot.body, "properties", "addressSpace", "addressPrefixes")
    ]
    if None in left or not left:
        return ""
    cut = []
    for subnet in listed(spot.old_body, "properties", "subnets"):
        properties = at(subnet, "properties")
        texts = listed(properties, "addressPrefixes") or [at(properties, "addressPrefix")]
        known = [found for text in texts if (found := _range(text))]
        if any(not any(_within(one, other) for other in left if other) for one in known):
            cut.append(f"'{at(subnet, 'name')}'")
    return ", ".join(cut)


def _range(text: Any) -> Any:
    try:
        return ip_network(str(text), strict=False)
    except ValueError:
        return None


def _within(one: Any, other: Any) -> bool:
    return bool(one.version == other.version and one.subnet_of(other))


def _policies_lost(spot: Affected) -> str:
    """Name whom an access policy of a vault no longer names."""
    old, new = (
        {str(at(item, "objectId")).lower() for item in listed(body, "properties", "accessPolicies")}
        for body in (spot.old_body, spot.body)
    )
    by_roles = at(spot.body, "properties", "enableRbacAuthorization") is True
    if by_roles or any(map(is_expression, new)):
        return ""
    return ", ".join(sorted(f"'{item}'" for item in old - new))


def _tier(body: Any) -> str:
    return str(at(body, "properties", "sku", "tier") or "").lower()


def _without_firewall(spot: Affected) -> bool:
    properties = at(spot.body, "properties")
    return not (
        at(properties, "firewallPolicy") or at(properties, "webApplicationFirewallConfiguration")
    )


def _frontend_elsewhere(spot: Affected) -> bool:
    """Whether a frontend of a gateway is in another subnet than the gateway."""
    own = {_subnet(item) for item in listed(spot.body, "properties", "gatewayIPConfigurations")}
    fronts = {_subnet(item) for item in listed(spot.body, "properties", "frontendIPConfigurations")}
    return bool(own - {""}) and bool(fronts - own - {""})


def _subnet(item: Any) -> str:
    return str(at(item, "properties", "subnet", "id") or "").lower()


def _vault_certificates(spot: Affected) -> bool:
    return any(
        at(item, "properties", "keyVaultSecretId")
        for item in listed(spot.body, "properties", "sslCertificates")
    )


def _rests_in_another_way(spot: Affected) -> bool:
    """Whether a standby pool goes from one kind of rest to the other."""
    states = {str(value).lower() for value in (spot.change.old, spot.change.new)}
    return states == {"deallocated", "hibernated"}


def _renamed(spot: Affected) -> str:
    """Name the elements that came into the list that one left."""
    name = spot.names[0] if spot.names else ""
    old, new = (
        {str(at(item, "name")).lower() for item in listed(body, "properties", name)}
        for body in (spot.old_body, spot.body)
    )
    return ", ".join(f"'{item}'" for item in sorted(new - old))


def _smaller(spot: Affected) -> bool:
    old, new = spot.change.old, spot.change.new
    return isinstance(old, int) and isinstance(new, int) and new < old


def _loses_a_range(spot: Affected) -> bool:
    """Whether a range of a subnet goes, however the ranges are written."""
    path = spot.change.old_path
    at_element = next((i for i, step in enumerate(path) if isinstance(step, int)), -1)
    new_path = spot.change.new_path
    new_element = next((i for i, step in enumerate(new_path) if isinstance(step, int)), -1)
    old = value_at(spot.old_body, path[: at_element + 1])
    new = value_at(spot.body, new_path[: new_element + 1])
    return bool(_ranges(old) - _ranges(new))


def _ranges(subnet: Any) -> set[str]:
    properties = at(subnet, "properties")
    texts = listed(properties, "addressPrefixes") or [at(properties, "addressPrefix")]
    return {str(text).lower() for text in texts if text}


def _manages_gateway(spot: Affected) -> str:
    """Name the gateways of a subnet whose group loses the rule for their management."""
    left = listed(spot.body, "properties", "securityRules")
    if any(_source_of(item) == _GATEWAY_MANAGER for item in left):
        return ""
    world, found = spot.world, []
    for use in (
        world.before.of(id_of(spot.old)) if _source_of(spot.change.old) == _GATEWAY_MANAGER else ()
    ):
        network = world.before.resources[use.key]
        for subnet in listed(network.body, "properties", "subnets"):
            if same_id(at(subnet, "properties", "networkSecurityGroup", "id"), spot.item.id):
                part = (*id_of(network), "subnets", str(at(subnet, "name")).lower())
                found += [
                    f"application gateway '{world.before.resources[other.key].name}'"
                    for other in world.before.of(part)
                    if "gatewayipconfigurations" in other.way
                ]
    return ", ".join(dict.fromkeys(found))


def _source_of(rule: Any) -> str:
    return str(at(rule, "properties", "sourceAddressPrefix") or "").lower()


def _is_another_sku(spot: Affected) -> bool:
    """Whether the SKU becomes another; one that is not named is Basic."""
    old, new = (str(at(body, "sku", "name") or "Basic") for body in (spot.old_body, spot.body))
    return old.lower() != new.lower()


def _has_no_policies(spot: Affected) -> bool:
    properties = at(spot.body, "properties")
    return (
        at(properties, "accessPolicies") is None
        and at(properties, "enableRbacAuthorization") is not True
        and str(at(properties, "createMode")).lower() != "recover"
    )


def _is_no_endpoint_name(spot: Affected) -> bool:
    name = spot.item.name
    leads = at(spot.body, "properties", "dataCollectionEndpointId")
    other = name.rpartition("/")[2].lower() != "configurationaccessendpoint"
    return bool(leads) and other and not is_expression(name)


BODIES: dict[str, Callable[[Affected], str | bool]] = {
    "keeps what is left out": _keeps_subnets,
    "cuts a subnet": _cuts_a_subnet,
    "policies are lost": _policies_lost,
    "was version 1": lambda spot: _tier(spot.old_body) in {"standard", "waf"},
    "firewall is not set": _without_firewall,
    "frontend is elsewhere": _frontend_elsewhere,
    "certificates are in a vault": _vault_certificates,
    "has another name": _renamed,
    "rests in another way": _rests_in_another_way,
    "is smaller": _smaller,
    "leaves no rule for the gateway": _manages_gateway,
    "is the last": lambda spot: not listed(spot.body, "properties", spot.names[0]),
    "has NAT pools": lambda spot: bool(listed(spot.owner_body, "properties", "inboundNatPools")),
    "loses a range": _loses_a_range,
    "is another SKU": _is_another_sku,
    "has no policies at all": _has_no_policies,
    "transforms a workspace": lambda spot: (
        str(at(spot.body, "kind")).lower() == "workspacetransforms"
    ),
    "is no endpoint name": _is_no_endpoint_name,
}
"""By the words that the table has for them under "if"."""
