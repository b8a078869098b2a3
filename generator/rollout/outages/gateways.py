"""Outages by application gateways and by the vaults that they and the instances read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import APPLICATION_GATEWAY, VAULT
from generator.rollout.outages.entries import gateways_of
from generator.rollout.outages.world import Cut
from generator.scale_set.references import name_of
from generator.scale_set.view import as_written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, TemplateResource
    from generator.rollout.outages.world import Running, World

_PROBED = (
    ("probes", ("protocol", "path", "port", "host")),
    ("backendHttpSettingsCollection", ("port", "protocol")),
)
_ROLES = "microsoft.authorization/roleassignments"


def probes(world: World, found: Running) -> Iterator[Cut]:
    """Find gateways of a set that ask the instances in another way."""
    for old, _ in found.configurations():
        for gateway in gateways_of(old):
            later = world.counterpart(gateway)
            if later is not None:
                yield from _asked(gateway, later)


def _asked(gateway: TemplateResource, later: TemplateResource) -> Iterator[Cut]:
    for listing, properties in _PROBED:
        before = {name_of(node): node for node in gateway.at("properties", listing)}
        for node in later.at("properties", listing):
            old = before.get(name_of(node))
            for name in properties if old is not None else ():
                one, other = (item.at("properties", name) for item in (old, node) if item)
                was, will = _value(one), _value(other)
                if was and will and was.lower() != will.lower():
                    about = (
                        f"{name} of '{as_written(node.at('name'))}' is {will} where it was {was}"
                    )
                    yield Cut(
                        "gateway-probe-changed", about, "clients of the gateway", other,
                        ends_with_upgrade=True,
                    )  # fmt: skip


def _value(node: Node) -> str:
    number = node.number()
    return (node.text() or "") if number is None else str(number)


def gateways(world: World) -> Iterator[Cut]:
    """Find gateways that move, or whose certificate is out of their reach."""
    for old, new in world.pairs(APPLICATION_GATEWAY):
        name = as_written(new.at("name"))
        one, other = (
            [
                item.at("properties", "subnet", "id").text()
                for item in side.at("properties", "gatewayIPConfigurations")
            ]
            for side in (old, new)
        )
        known = [item.lower() for item in (*one, *other) if item]
        if (
            len(one) == len(other)
            and len(known) == 2 * len(one)
            and known[: len(one)] != known[len(one) :]
        ):
            node = new.at("properties", "gatewayIPConfigurations")
            about = f"gateway '{name}' is in another subnet"
            yield Cut(
                "gateway-subnet-changed", about, f"all clients of {name}", node,
                until="until it is started again",
            )  # fmt: skip
        if (
            _certificates(old)
            and _certificates(new)
            and old.at("identity")
            and not new.at("identity")
        ):
            about = f"gateway '{name}' has no identity, and certificates from a vault"
            node = new.at("properties", "sslCertificates")
            yield Cut("gateway-certificate", about, f"clients of {name} by HTTPS", node)


def _certificates(gateway: TemplateResource) -> list[str]:
    listed = gateway.at("properties", "sslCertificates")
    found = (as_written(item.at("properties", "keyVaultSecretId")) for item in listed)
    return [text for text in found if text]


def vaults(world: World) -> Iterator[Cut]:
    """Find vaults that let an identity in no longer."""
    for old, new in world.pairs(VAULT):
        for about, node in _closed(old, new, world):
            readers = list(_readers(new, world))
            who = "whoever reads it by that right"
            yield Cut("vault-access-removed", about, who, node)
            for gateway in readers:
                name = as_written(gateway.at("name"))
                yield Cut("gateway-certificate", about, f"clients of {name} by HTTPS", node)


def secrets(world: World) -> Iterator[Cut]:
    """Find secrets of gateways that are switched off."""
    for old, new in world.pairs(f"{VAULT}/secrets"):
        enabled = new.at("properties", "attributes", "enabled")
        was = old.at("properties", "attributes", "enabled").flag()
        if enabled.flag() is not False or was is False:
            continue
        vault, _, secret = (name_of(new.node) or "").partition("/")
        for gateway in world.during.resources(APPLICATION_GATEWAY):
            read = [text.lower() for text in _certificates(gateway)]
            if any(vault in text and f"/secrets/{secret}" in text for text in read):
                name = as_written(gateway.at("name"))
                about = f"secret '{as_written(new.at('name'))}' is disabled"
                yield Cut("gateway-certificate", about, f"clients of {name} by HTTPS", enabled)


def _closed(
    old: TemplateResource, new: TemplateResource, world: World
) -> Iterator[tuple[str, Node]]:
    name = as_written(new.at("name"))
    rbac = new.at("properties", "enableRbacAuthorization")
    was_rbac = old.at("properties", "enableRbacAuthorization").flag() is True
    if rbac.flag() is True and not was_rbac:
        if _principals(old) and not world.during.resources(_ROLES):
            yield f"vault '{name}' asks for roles where access policies counted", rbac
    elif rbac.flag() is not True:
        after, readable = _principals(new), new.at("properties", "accessPolicies").known()
        lost = [item for item in _principals(old) if item not in after]
        if lost and readable:
            number = f"{len(lost)} access polic{'y' if len(lost) == 1 else 'ies'}"
            yield f"vault '{name}' loses {number}", new.at("properties", "accessPolicies")
    rules = new.at("properties", "networkAcls")
    action = (rules.at("defaultAction").text() or "").lower()
    before = (old.at("properties", "networkAcls", "defaultAction").text() or "allow").lower()
    bypass = (rules.at("bypass").text() or "").lower()
    open_to = rules.at("virtualNetworkRules") or rules.at("ipRules")
    if action == "deny" and before != "deny" and "azureservices" not in bypass and not open_to:
        yield f"the firewall of vault '{name}' shuts everything out", rules.at("defaultAction")


def _principals(vault: TemplateResource) -> list[str]:
    """Return whom the policies of a vault let read secrets, certificates or keys."""
    found = []
    for policy in vault.at("properties", "accessPolicies"):
        given = policy.at("permissions")
        if any(list(given.at(kind)) for kind in ("secrets", "certificates", "keys")):
            found.append(as_written(policy.at("objectId")).lower())
    added = f"{VAULT}/accesspolicies"
    for resource in vault.node.template.resources(added):
        if (name_of(resource.node) or "").partition("/")[0] == name_of(vault.node):
            found += [
                as_written(item.at("objectId")).lower()
                for item in resource.at("properties", "accessPolicies")
            ]
    return [item for item in found if item]


def _readers(vault: TemplateResource, world: World) -> Iterator[TemplateResource]:
    """Yield the gateways with a certificate of a vault."""
    name = name_of(vault.node) or "?"
    for gateway in world.during.resources(APPLICATION_GATEWAY):
        if any(
            f"//{name}." in text.lower() or f"'{name}'" in text.lower()
            for text in _certificates(gateway)
        ):
            yield gateway
