"""Whether a size can start the image of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.image_catalog import image
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.fit.asking import instead, weight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.azure.image_catalog import Image
    from generator.azure.sizes import Size
    from generator.language.template import Node
    from generator.scale_set.view import ScaleSet

_MACHINES_WITH_UEFI = {"trustedlaunch": "TrustedLaunch", "confidentialvm": "ConfidentialVM"}


def image_of(scale_set: ScaleSet) -> tuple[Image, Node] | None:
    """Return what is known of the marketplace image of a model, and where its SKU stands."""
    reference = scale_set.profile.at("storageProfile", "imageReference")
    names = [reference.at(part).text() for part in ("publisher", "offer", "sku")]
    if not all(names):
        return None
    found = image(*(name or "" for name in names))
    return (found, reference.at("sku")) if found else None


def architecture(scale_set: ScaleSet, size: Size) -> Iterator[Finding]:
    """Find an image of another architecture.

    Source: https://github.com/Azure/azure-cli/issues/27975
    """
    found = image_of(scale_set)
    said = other_architecture(size, found[0]) if found else ""
    if found and said:
        known, sku = found
        severity = _of_both(size, "architecture", known)
        message = (
            f"size {size.name} is for {size.architecture}, and the image '{sku.text()}' {said}"
        )
        yield Finding(sku, message, severity, fault="architecture")


def other_architecture(size: Size, known: Image) -> str:
    """Return for what an image is that a size does not run, and what to take; empty otherwise."""
    wanted = known.architecture
    if size.architecture is None or wanted in {None, size.architecture}:
        return ""
    other = instead(size, architecture=wanted)
    if known.system == "windows" and wanted == "x64":
        take = f"Windows Server has no image for {size.architecture}: take a size such as {other}"
    elif size.architecture == "Arm64":
        take = f"take the image for Arm64 ('...-arm64'), or a size for {wanted} such as {other}"
    else:
        take = f"take an image for {size.architecture}, or a size for {wanted} such as {other}"
    return f"for {wanted}; {take}"


def generation(scale_set: ScaleSet, size: Size) -> Iterator[Finding]:
    """Find an image of a generation that the size does not start.

    Source: https://learn.microsoft.com/azure/virtual-machines/generation-2
    """
    found = image_of(scale_set)
    if found is None or found[0].generation is None or size.generations is None:
        return
    known, sku = found
    wanted = known.generation
    if wanted in size.generations or known.architecture != size.architecture:
        return
    other = instead(size, generations=wanted)
    take = "the image of generation 2 ('...-g2', '...-gen2')"
    if wanted == 2:
        take = "an image of generation 1"
    yield Finding(
        sku,
        f"size {size.name} starts images of generation {size.generations[0]} only, and "
        f"'{sku.text()}' is of generation {wanted}; take {take}"
        + (f", or a size such as {other}" if other else ""),
        _of_both(size, "generations", known),
        fault="generation",
    )


def _of_both(size: Size, field: str, known: Image) -> Severity:
    return weight(size, field) if known.sure else Severity.WARNING


def not_confidential(scale_set: ScaleSet) -> Iterator[Finding]:
    """Find an image of Ubuntu that is not the one for confidential machines.

    Source: https://learn.microsoft.com/azure/confidential-computing/virtual-machine-options
    """
    kind = scale_set.profile.at("securityProfile", "securityType").text() or ""
    found = image_of(scale_set) if kind.lower() == "confidentialvm" else None
    if found is None or found[0].publisher != "Canonical" or found[0].confidential:
        return
    yield Finding(
        found[1],
        f"'{found[1].text()}' is no image for confidential machines; take that of Ubuntu with "
        "'cvm' in its SKU",
        Severity.WARNING,
        fault="confidential-image",
    )


def without_uefi(scale_set: ScaleSet) -> Iterator[Finding]:
    """Find an image of generation 1 where the security type needs UEFI.

    Source: https://learn.microsoft.com/azure/virtual-machines/trusted-launch
    """
    kind = scale_set.profile.at("securityProfile", "securityType").text() or ""
    found = image_of(scale_set) if kind.lower() in _MACHINES_WITH_UEFI else None
    if found is None or found[0].generation != 1:
        return
    known, sku = found
    yield Finding(
        sku,
        f"'{sku.text()}' is an image of generation 1, and {kind} needs generation 2; take the SKU "
        "with '-g2' or '-gen2', or remove 'securityType'",
        Severity.ERROR if known.sure else Severity.WARNING,
        fault="security-type",
    )
