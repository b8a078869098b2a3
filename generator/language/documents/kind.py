"""What kind of document a value is: a template or a parameter file."""

from __future__ import annotations

from typing import Any

from generator.language.documents.casing import canonical
from generator.lazy import regex

CONTENT_VERSION = regex(r"^\d+\.\d+\.\d+\.\d+$")
"""Four numbers, in both kinds."""

TEMPLATE, PARAMETERS = "template", "parameters"
_MEMBERS = ("$schema", "resources", "parameters", "contentVersion")


def kind_of(value: Any) -> str | None:
    """Report a template from a parameter file, by the schema it names or else by its members."""
    if not isinstance(value, dict):
        return None
    whole = canonical(value, dict.fromkeys(_MEMBERS))
    schema = str(whole.get("$schema", "")).lower().rstrip("#")
    if schema.endswith("deploymenttemplate.json"):
        return TEMPLATE
    if schema.endswith("parameters.json") and "deployment" in schema:
        return PARAMETERS
    if "resources" in whole and ("contentVersion" in whole or "parameters" in whole):
        return TEMPLATE
    return PARAMETERS if {"contentVersion", "parameters"} <= whole.keys() else None
