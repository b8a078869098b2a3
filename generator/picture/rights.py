"""The identities of a set, and what they may read: role assignments and policies of vaults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import VAULT
from generator.azure.roles import known_roles
from generator.picture.parts import BESIDE, TARGETS
from generator.rollout.beside.pairs import scope_of
from generator.rollout.beside.world import at, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from generator.picture.parts import Picture
    from generator.rollout.side import PlannedResource

_IDENTITY = "microsoft.managedidentity/userassignedidentities"
_ROLES = "microsoft.authorization/roleassignments"
_KINDS = {
    "microsoft.storage/storageaccounts": "storage account",
    VAULT: "key vault",
    "microsoft.resources/resourcegroups": "resource group",
}


def rights(
    picture: Picture,
    key: str,
    item: PlannedResource,
    others: Sequence[PlannedResource],
    own: Callable[[PlannedResource, str], str],
) -> None:
    """Draw the identities of a set, and where each may do what."""
    identity = at(item.body, "identity")
    kinds = str(at(identity, "type") or "").lower()
    holders = [(item.id, key, "system identity: ")] if "systemassigned" in kinds else []
    users = at(identity, "userAssignedIdentities")
    by_id = {other.id.lower(): other for other in others if other.id}
    for user in users if isinstance(users, dict) else ():
        found = by_id.get(user.lower())
        box = own(found, "") if found else f"identity {user.lower()}"
        drawn = picture.box(box, BESIDE, "identity", _last(found.name if found else user))
        if found is None:
            drawn.say("not in this template")
        picture.join(key, box, "right", "")
        holders.append((user, box, ""))
    if not holders:
        return
    for identifier, start, words in holders:
        for role, scope, resource in _granted(identifier, others):
            target = by_id.get(scope)
            own(resource, start)
            end = own(target, "") if target else f"scope {scope}"
            kind, name = _kind_and_name(target, scope)
            picture.box(end, TARGETS, kind, name)
            picture.join(start, end, "right", f"{words}{role}")


def _granted(
    identifier: str, others: Sequence[PlannedResource]
) -> Iterator[tuple[str, str, PlannedResource]]:
    """Yield what an identity may do, the id in lower case of where, and what says so."""
    names = {name: role for role, name in known_roles().items()}
    for item in others:
        if item.key[0].endswith(_ROLES.rpartition("/")[2]):
            if _is(at(item.body, "properties", "principalId"), identifier):
                role = str(at(item.body, "properties", "roleDefinitionId")).rstrip("')]")
                guid = role.rpartition("/")[2].rpartition("'")[2].lower()
                yield names.get(guid, f"role {guid}"), scope_of(item), item
        elif item.key[0] in {VAULT, f"{VAULT}/accesspolicies"}:
            vault = item.key[1].partition("/accesspolicies/")[0]
            for policy in listed(item.body, "properties", "accessPolicies"):
                if _is(at(policy, "objectId"), identifier):
                    yield _permissions(at(policy, "permissions")), vault, item


def _is(principal: object, identifier: str) -> bool:
    """Whether an expression reads the principal of an identity, or of the set that has it."""
    text, wanted = str(principal).lower(), identifier.lower()
    return bool(wanted) and (f"'{wanted}'" in text or f"'{wanted}/providers/" in text)


def _permissions(given: object) -> str:
    found = [
        f"{kind}: {', '.join(map(str, listed(given, kind)))}"
        for kind in ("secrets", "certificates", "keys")
        if listed(given, kind)
    ]
    return "; ".join(found) or "nothing"


def _kind_and_name(target: PlannedResource | None, scope: str) -> tuple[str, str]:
    if target is not None:
        kind = target.key[0]
        return _KINDS.get(kind, kind.rpartition("/")[2]), target.name
    steps = scope.rstrip("/").split("/")
    kind, name = (steps[-2], steps[-1]) if len(steps) > 2 else ("scope", scope or "?")
    words = {"resourcegroups": "resource group", "subscriptions": "subscription"}
    full = {row.rpartition("/")[2]: word for row, word in _KINDS.items()}
    return words.get(kind, full.get(kind, kind)), name


def _last(name: str) -> str:
    return name.rpartition("/")[2]
