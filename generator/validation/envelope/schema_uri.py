"""Whether the `$schema` of a template or parameter file is one that Azure knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.lazy import regex
from generator.wording.kinds import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path

_URI = regex(r"https?://([^/]+)/schemas/([^/]+)/([a-z]+)\.json#?")
_HOST = "schema.management.azure.com"
_SCOPES = ("", "subscription", "managementgroup", "tenant")
_DATES = {"2014-04-01-preview", "2015-01-01", "2018-05-01", "2019-04-01", "2019-08-01"}
"""Azure refuses a template with another date; parameter files were deployed with others.

Source: the engine of Azure deployments in the Bicep CLI.
"""
_EXAMPLES = {
    "template": f"https://{_HOST}/schemas/2019-04-01/deploymentTemplate.json#",
    "parameters": f"https://{_HOST}/schemas/2019-04-01/deploymentParameters.json#",
}


def misnamed_schema(
    value: dict[str, Any], kind: Literal["template", "parameters"], rule: str, path: Path = ()
) -> Iterator[Finding]:
    """Find a `$schema` that is another one, or that names an unknown host or date.

    Nested templates with that of another thing were deployed, so there only the date counts.
    """
    key = next((name for name in value if name.lower() == "$schema"), None)
    uri = value[key] if key is not None else None
    if key is None or not isinstance(uri, str):
        return
    advice = f"is {shown(uri)}, and must be for instance {_EXAMPLES[kind]}"
    match = _URI.fullmatch(uri.strip().lower())
    names = {f"{scope}deployment{kind}" for scope in _SCOPES}
    is_dated = kind != "template" or any(date in uri for date in _DATES)
    if path and is_dated:
        return
    if match is None or match[3] not in names:
        what = "a template" if kind == "template" else "a parameter file"
        yield Finding((*path, key), f"'$schema' is not that of {what}: it {advice}", kind=rule)
    elif match[1] != _HOST or not is_dated:
        message = f"'$schema' is not known to Azure: it {advice}"
        severity = Severity.WARNING if is_dated else None
        yield Finding((*path, key), message, severity, kind=rule)
