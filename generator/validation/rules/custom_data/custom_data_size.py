"""Custom data holds at most 65,535 bytes, and user data 64 KiB.

The limit counts the bytes before base64. Azure refuses more; cloud-init reads custom data that is
compressed with gzip.

Bad:

    {"virtualMachineProfile": {"osProfile": {"customData": "<70000 bytes>"}}}

Good:

    {"virtualMachineProfile": {"osProfile": {"customData": "<60000 bytes>"}}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.limits import limit
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.payload import payload_of
from generator.scale_set.view import profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "BOOT001",
    "custom-data-size",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/custom-data",
    words="customdata|userdata",
)
_LONGEST = {"customData": limit("custom-data-bytes"), "userData": limit("user-data-bytes")}


def check(template: Template) -> Iterator[Finding]:
    """Find custom data and user data of scale sets and machines that is too large."""
    for profile in profiles(template):
        for node in (profile.at("osProfile", "customData"), profile.at("userData")):
            payload = payload_of(node)
            size = len(payload.data or b"") if payload else 0
            name = str(node.path[-1])
            longest = _LONGEST["userData" if name.lower() == "userdata" else "customData"]
            if size > longest:
                yield Finding(
                    node,
                    f"'{name}' must hold at most {longest} bytes (holds {size}); compress it with "
                    "gzip, or download what is large",
                )
