"""Custom data and user data must be base64.

Azure refuses plain text. The function base64() encodes it in the template.

Bad:

    {"virtualMachineProfile": {"osProfile": {"customData": "#cloud-config"}}}

Good:

    {"virtualMachineProfile": {"osProfile": {"customData": "[base64('#!/bin/sh')]"}}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.payload import payload_of
from generator.scale_set.view import profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "BOOT002",
    "custom-data-not-base64",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/custom-data",
    words="customdata|userdata",
)


def check(template: Template) -> Iterator[Finding]:
    """Find custom data and user data of scale sets and machines that is no base64."""
    for profile in profiles(template):
        for node in (profile.at("osProfile", "customData"), profile.at("userData")):
            payload = payload_of(node)
            if payload and payload.data is None:
                name = node.path[-1]
                yield Finding(node, f"'{name}' must be base64; put base64() around the text")
