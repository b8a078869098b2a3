"""Whether the sizes of an instance mix go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.sizes import can_be_mixed, size
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.fit.asking import weight
from generator.fit.security import has_trusted_launch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.azure.sizes import Size
    from generator.scale_set.view import ScaleSet


def _architecture(item: Size) -> str | None:
    return f"is for {item.architecture}" if item.architecture else None


def _controllers(item: Size) -> str | None:
    """Return the only controller; a size with both goes with any."""
    known = item.controllers
    return f"has {known[0]} disks" if known and len(known) == 1 else None


def _local_disk(item: Size) -> str | None:
    known = item.local_disk
    return None if known is None else f"has {'a' if known else 'no'} local disk"


def _security(item: Size) -> str | None:
    if item.confidential:
        return "runs confidential machines"
    known = has_trusted_launch(item)
    return None if known is None else f"has {'' if known else 'no '}Trusted Launch"


_SHARED: tuple[Callable[[Size], str | None], ...] = (
    _architecture,
    _controllers,
    _local_disk,
    _security,
)
"""What all sizes of a mix have in common, in words; None where it is not known."""


def _severity(told: Callable[[Size], str | None], one: Size, other: Size) -> Severity:
    """Return how bad a difference is: no image runs on both architectures."""
    if told is _architecture:
        return min(weight(one, "architecture"), weight(other, "architecture"))
    return Severity.WARNING


def differing(scale_set: ScaleSet) -> Iterator[Finding]:
    """Find sizes of a mix that differ in what Azure asks to be alike.

    Source: https://learn.microsoft.com/azure/virtual-machine-scale-sets/instance-mix-overview
    """
    if not scale_set.at("skuProfile").known():
        return
    nodes = [(node, size(node.text() or "")) for node in scale_set.sizes()]
    members = [(node, found) for node, found in nodes if found and can_be_mixed(found.name)]
    for told in _SHARED:
        first = next((item for _, item in members if told(item)), None)
        for node, item in members:
            if first and told(item) and told(item) != told(first):
                yield Finding(
                    node,
                    f"size {item.name} {told(item)}, and {first.name} {told(first)}: the sizes of "
                    "a mix must be alike in architecture, disk controller, local disk and security",
                    _severity(told, first, item),
                    fault=f"mix-{told.__name__.strip('_')}",
                )
