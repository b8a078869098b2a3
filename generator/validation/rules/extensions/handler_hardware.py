"""A driver or an attestation needs the hardware that it is for.

The driver extensions of NVIDIA, AMD and InfiniBand fail on a size without such a device, and those
of graphics cards on Linux with secure boot. Guest attestation needs Trusted Launch or a
confidential machine with secure boot and a virtual TPM.

Bad:

    {
      "properties": {
        "virtualMachineProfile": {
          "extensionProfile": {
            "extensions": [
              {
                "name": "gpu",
                "properties": {
                  "publisher": "Microsoft.HpcCompute",
                  "type": "NvidiaGpuDriverLinux",
                  "typeHandlerVersion": "1.11"
                }
              }
            ]
          }
        }
      },
      "sku": {"name": "Standard_D2s_v5", "capacity": 2}
    }

Good, as a patch:

    {"sku": {"name": "Standard_NC4as_T4_v3"}}
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.azure.handlers import handlers
from generator.azure.sizes import size
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.lazy import regex
from generator.scale_set.hosts import hosts
from generator.scale_set.view import ScaleSet
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.azure.handlers import Handler
    from generator.language.template import Node, Template
    from generator.scale_set.hosts import Host
    from generator.scale_set.view import Extension

RULE = Rule(
    "EXT046",
    "handler-hardware",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/hpccompute-gpu-linux",
    words="microsoft.hpccompute|guestattestation",
)
_CARDS = {"nvidia": "NVIDIA", "amd": "AMD"}
_GENERAL = regex(r"Standard_[BDEFLM]\d*[a-z]*\d", re.IGNORECASE)
_ACCELERATED = regex(r"Standard_N[CDGV]", re.IGNORECASE)
_AMD = regex(r"NV\d+as_v4|_V710_|_V620_|_MI\d", re.IGNORECASE)
"""Source: https://learn.microsoft.com/azure/virtual-machines/sizes/overview#gpu-accelerated"""
_ATTESTED = {"trustedlaunch", "confidentialvm"}


def check(template: Template) -> Iterator[Finding]:
    """Find extensions for devices that the machines do not have."""
    for host in hosts(template):
        for extension in host.extensions:
            row = handlers().get(extension.handler) if extension.handler else None
            if row and row.device:
                yield from _device(extension, row, host)
                yield from _secure_boot(row, host)
            elif row and row.type == "GuestAttestation" and host.created:
                yield from _attestation(extension, host)


def _device(extension: Extension, row: Handler, host: Host) -> Iterator[Finding]:
    sizes = [node.text() for node in _sizes(host)]
    lacking = [name for name in sizes if name and _lacks(name, row.device)]
    if lacking and len(lacking) == len(sizes):
        what = f"{_CARDS[row.device]} GPU" if row.device in _CARDS else "InfiniBand device"
        yield Finding(
            extension.properties.at("type"),
            f"{row.type} fails on {lacking[0]}, which has no {what}; take a size that has one, or "
            "remove the extension",
            None if row.sure else Severity.WARNING,
        )


def _sizes(host: Host) -> list[Node]:
    if host.is_set:
        return list(ScaleSet(host.resource).sizes())
    return [host.resource.at("properties", "hardwareProfile", "vmSize")]


def _lacks(name: str, device: str) -> bool:
    """Whether a size is known to have no such device; a part of a card counts as none in lists."""
    known = size(name)
    if known is None:
        return False
    if _GENERAL.match(name):
        return not known.rdma if device == "rdma" else not known.gpus
    amd = bool(_AMD.search(name))
    return bool(_ACCELERATED.match(name)) and device in _CARDS and amd != (device == "amd")


def _secure_boot(row: Handler, host: Host) -> Iterator[Finding]:
    switch = host.profile.at("securityProfile", "uefiSettings", "secureBootEnabled")
    if row.device in _CARDS and row.system == "linux" and switch.flag():
        yield Finding(
            switch,
            f"the drivers that {row.type} installs do not load with secure boot; switch it off",
            Severity.WARNING,
        )


def _attestation(extension: Extension, host: Host) -> Iterator[Finding]:
    security = host.profile.at("securityProfile")
    kind, needed = security.at("securityType"), []
    absent = not security or (security.known() and not kind)
    if absent or _is_other(kind):
        needed.append("a security type of TrustedLaunch or ConfidentialVM")
    switches = [security.at("uefiSettings", name) for name in ("secureBootEnabled", "vTpmEnabled")]
    off = [node.path[-1] for node in switches if node.flag() is False]
    needed += [f"'{name}' true" for name in off]
    if needed:
        yield Finding(
            extension.properties.at("type"),
            f"guest attestation needs {' and '.join(needed)}",
            Severity.WARNING if absent and not off else None,
        )


def _is_other(kind: Node) -> bool:
    text = kind.text()
    return bool(text) and str(text).lower() not in _ATTESTED
