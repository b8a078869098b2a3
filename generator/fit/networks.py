"""Whether a size has the network interfaces that a model asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.fit.asking import instead, weight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.azure.sizes import Size
    from generator.scale_set.view import ScaleSet


def accelerated(scale_set: ScaleSet, size: Size) -> Iterator[Finding]:
    """Find accelerated networking on a size without it.

    Source: https://learn.microsoft.com/azure/virtual-network/accelerated-networking-overview
    """
    if size.accelerated_networking is not False:
        return
    for interface in scale_set.interfaces():
        wanted = interface.at("properties", "enableAcceleratedNetworking")
        if wanted.flag():
            yield Finding(
                wanted,
                f"size {size.name} has no accelerated networking; set it to false",
                weight(size, "accelerated_networking"),
                fault="accelerated-networking",
            )


def interfaces(scale_set: ScaleSet, size: Size) -> Iterator[Finding]:
    """Find more network interfaces than a size takes.

    Source: https://learn.microsoft.com/azure/virtual-machines/sizes/overview
    """
    listed = scale_set.profile.at("networkProfile", "networkInterfaceConfigurations")
    there = len(list(listed))
    most = size.interfaces
    if most is None or there <= most:
        return
    other = instead(size, interfaces=there)
    yield Finding(
        listed,
        f"size {size.name} takes {most} network interface{'s' if most != 1 else ''} (there are "
        f"{there}); take fewer" + (f", or a size such as {other}" if other else ""),
        weight(size, "interfaces"),
        fault="interfaces",
    )
