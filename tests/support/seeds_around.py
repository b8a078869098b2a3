"""The faults of what stands around a scale set: networks, security groups, gateways, vaults."""

from __future__ import annotations

from tests.support.seeds import SEEDS, V, put, seed

__all__ = ["SEEDS"]


@seed("REF080")
def _(t, i):
    probe = "[resourceId('Microsoft.Network/applicationGateways/probes', 'gateway', 'up')]"
    return put(t, i, (*V, "networkProfile", "healthProbe", "id"), probe)
