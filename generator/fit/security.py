"""Whether a size has the protection that a model asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.fit.asking import instead, weight
from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.azure.sizes import Size
    from generator.language.template import Node
    from generator.scale_set.view import ScaleSet

_FIRST = (1,)
_MAY_BE_CONFIDENTIAL = regex(r"(?:DC|EC|NCC)[a-z]*(?:_.*)?")
"""Series of which the confidential machines are; of others none is.

Source: https://learn.microsoft.com/azure/confidential-computing/virtual-machine-options
"""


def _type(scale_set: ScaleSet) -> Node:
    return scale_set.profile.at("securityProfile", "securityType")


def has_trusted_launch(size: Size) -> bool | None:
    """Whether a size has Trusted Launch: none has that starts images of generation 1 only."""
    return False if size.generations == _FIRST else size.trusted_launch


def trusted_launch(scale_set: ScaleSet, size: Size) -> Iterator[Finding]:
    """Find Trusted Launch on a size without it.

    Source: https://github.com/Azure/azure-cli/issues/28005
    """
    kind = _type(scale_set)
    if (kind.text() or "").lower() != "trustedlaunch" or has_trusted_launch(size) is not False:
        return
    other = instead(size, trusted_launch=True)
    field = "generations" if size.generations == _FIRST else "trusted_launch"
    why = ", as it starts images of generation 1 only" if size.generations == _FIRST else ""
    yield Finding(
        kind,
        f"size {size.name} has no Trusted Launch{why}; remove 'securityType', or "
        f"take a size that has it, such as {other}",
        weight(size, field),
        fault="trusted-launch",
    )


def confidential(scale_set: ScaleSet, size: Size) -> Iterator[Finding]:
    """Find confidential machines of another size, and other machines of a confidential one.

    Source: the refusals in https://github.com/confidential-containers/cloud-api-adaptor/issues/1742
    and https://github.com/skyplane-project/skyplane/issues/755
    """
    kind = _type(scale_set)
    said = (kind.text() or "").lower()
    if said == "confidentialvm" and _never_confidential(size):
        other = instead(size, confidential=True)
        yield Finding(
            kind,
            f"size {size.name} runs no confidential machines; take one that does, such as {other}",
            weight(size, "confidential"),
            fault="confidential",
        )
    if size.confidential and said != "confidentialvm" and (said or not kind):
        if not scale_set.has_model:
            return
        yield Finding(
            kind if said else scale_set.profile.at("securityProfile"),
            f"size {size.name} runs confidential machines only; give the model the security type "
            "ConfidentialVM, and its OS disk a security encryption type",
            Severity.WARNING,
            fault="not-confidential",
        )


def _never_confidential(size: Size) -> bool:
    if size.confidential is not None:
        return not size.confidential
    return _MAY_BE_CONFIDENTIAL.fullmatch(size.series) is None


def encryption_at_host(scale_set: ScaleSet, size: Size) -> Iterator[Finding]:
    """Find encryption at host on a size without it.

    Source: https://learn.microsoft.com/azure/virtual-machines/disk-encryption
    """
    wanted = scale_set.profile.at("securityProfile", "encryptionAtHost")
    if size.encryption_at_host is not False or not wanted.flag():
        return
    other = instead(size, encryption_at_host=True)
    yield Finding(
        wanted,
        f"size {size.name} has no encryption at host; set 'encryptionAtHost' to false, or take a "
        f"size that has it, such as {other}",
        weight(size, "encryption_at_host"),
        fault="encryption-at-host",
    )
