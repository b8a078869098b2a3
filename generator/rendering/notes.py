"""What somebody should do or know who deploys a rendered template, and no file can say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.azure.roles import role_id
from generator.delivery.packing import CUSTOM_DATA_LIMIT, Packing
from generator.delivery.publishing import READER, roles_of
from generator.spec.defaults import downloads_with_identity, literal
from generator.wording.commands import path_for_bash
from generator.wording.values import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.spec.spec import Spec

VAULT_ROLE = "Key Vault Secrets User"


def before_deployment(value: dict[str, Any]) -> Iterator[str]:
    """Yield what a filled spec asks of the subscription and of its user."""
    if value["security"]["encryptionAtHost"] is True:
        yield (
            "Encryption at host needs a feature of the subscription, registered once: "
            "az feature register --namespace Microsoft.Compute --name EncryptionAtHost"
        )
    if value["resiliency"] and value["resiliency"]["automaticZoneRebalancing"]:
        yield (
            "Automatic zone balance is in preview: register the subscription for it, "
            "az feature register --namespace Microsoft.Compute --name AutomaticZoneRebalancing"
        )
    if value["placement"]["zonePlacementPolicy"] == "Auto":
        yield (
            "Automatic zone placement is in preview: register the subscription for it, "
            "az feature register --namespace Microsoft.Compute --name VmssAutomaticZonePlacement"
        )
    roles = roles_of(value)
    if value["identity"]["create"] and not roles and downloads_with_identity(value):
        yield (
            f"The identity {literal(value['name'])}-id may do nothing yet: to download from blob "
            f"storage it needs the role {READER} on the account (identity.roles)."
        )
    gateway = value["network"]["applicationGateway"]
    if gateway and gateway["certificateUrl"] and not _reads_vaults(roles):
        who = gateway["identityId"] and literal(gateway["identityId"])
        if who is None and value["identity"]["create"]:
            who = f"{literal(value['name'])}-id"
        vault = re.split(r"[/.]", str(literal(gateway["certificateUrl"])).partition("//")[2])[0]
        yield (
            f"The gateway fetches its certificate as the identity {who or 'of the instances'}, "
            f"which needs the role {VAULT_ROLE} on the vault {vault}: without it the "
            "deployment of the gateway fails (identity.roles gives it)."
        )
    if value["network"]["ipv6"] and value["network"]["outbound"] == "natGateway":
        yield "The NAT gateway carries IPv4 only: over IPv6 the instances reach nothing outside."
    yield from _of_updates(value)


def files_packed(spec: Spec) -> Iterator[str]:
    """Yield how the files of each step travel: what to publish, and how much room is left."""
    packing = Packing(spec.files)
    command = f"scaleset publish {path_for_bash(Path(spec.document.path))}"
    for package in spec.files.published.values():
        url = literal(spec.value["packages"]["url"]) or "the container that packagesUrl names"
        yield (
            f"Before the deployment '{command}' puts {package.name} "
            f"({count(len(package.files), 'file')}, {package.size:,} bytes) into {url}."
        )
    for entry in spec.value["deliver"]:
        if (written := entry["cloudInit"]) and (files := packing.written(written)):
            text = packing.user_data(written).value
            used = len(packing.fitted(written, text.encode())) if isinstance(text, str) else 0
            if used:
                yield (
                    f"With {count(len(files), 'file')} cloudInit has {used:,} bytes of custom "
                    f"data, and room for {CUSTOM_DATA_LIMIT - used:,} more."
                )
        step = entry["customScript"]
        files = packing.gathered(step) if step else ()
        if files and packing.package(step) is None:
            from generator.delivery.room import room_of

            room = room_of(packing, step, spec.value["os"])
            yield (
                f"With {count(len(files), 'file')} {step['name']} has {room.used:,} "
                f"{room.carrier}, and room for {room.most - room.used:,} more."
            )


def _reads_vaults(roles: Sequence[dict[str, Any]]) -> bool:
    wanted = role_id(VAULT_ROLE)
    return any(role_id(str(literal(item["role"]))) == wanted for item in roles)


def _of_updates(value: dict[str, Any]) -> Iterator[str]:
    if value["autoscale"] and value["autoscale"]["keepInstanceCount"]:
        yield (
            "From the second deployment on add --parameters keepInstanceCount=true: without it "
            "the number of instances that autoscale has reached is set back."
        )
    elif value["autoscale"]:
        yield (
            "A redeployment sets the number of instances again: pass the current one, "
            "instanceCount=$(az vmss show --name NAME --query sku.capacity --output tsv), "
            "where autoscale has changed it."
        )
    if value["blueGreen"]:
        yield (
            "The other color stays as it is: deploy in the mode Incremental (the default), and "
            "delete its scale set when nothing leads to it any more."
        )


def after_swap(value: dict[str, Any]) -> Iterator[str]:
    """Yield what one should know who swaps the colors of a filled spec."""
    live = value["blueGreen"]["live"].literal()
    other = "green" if live == "blue" else "blue"
    yield (
        f"This leads the traffic to {other}. Back again: the same command with "
        f"--parameters liveColor={live}."
    )
    yield (
        f"Then write live: {other} into the spec: the next deployment of the whole template "
        "would swap back."
    )
