"""Parameters for the place of artifacts are declared as the quickstart templates have them.

In a main template _artifactsLocation leads to where the template was deployed from (or into the
quickstart repository, to the sample that the environment variable SAMPLE_NAME names), and the token
has an empty default. Any other template gets both handed on, so it has no defaults.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.declarations import type_of
from generator.validation.profiles.arm_ttk.expression_text import as_text
from generator.validation.profiles.arm_ttk.search import member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK038", "artifacts-parameter", "artifacts-parameter-defined-correctly")
_LOCATION = ("parameters", "_artifactsLocation")
_TOKEN = ("parameters", "_artifactsLocationSasToken")
_QUICKSTARTS = "https://raw.githubusercontent.com/Azure/azure-quickstart-templates/master/"
_LINK = "deployment().properties.templatelink"
_ERROR = "ArtifactsLocation.Parameter."


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield types and defaults that are not as they should be."""
    location, token = member(subject.value, *_LOCATION), member(subject.value, *_TOKEN)
    if location is None:
        return
    if type_of(location) not in ("string", "securestring"):
        message = "_artifactsLocation has to be of type string or secureString"
        yield Finding((*_LOCATION, "type"), message, fault=f"{_ERROR}TypeMisMatch")
    if token is None:
        message = "_artifactsLocationSasToken is missing; declare it as secureString"
        yield Finding(_LOCATION, message, fault=f"{_ERROR}sasToken.Missing")
    elif type_of(token) != "securestring":
        message = "_artifactsLocationSasToken has to be of type secureString"
        yield Finding((*_TOKEN, "type"), message, fault=f"{_ERROR}sasToken.TypeMisMatch")
    yield from (_of_main if subject.is_main else _of_nested)(location, token)


def _of_main(location: Any, token: Any) -> Iterator[Finding]:
    default, sample = member(location, "defaultValue"), os.environ.get("SAMPLE_NAME", "").strip()
    if not default:
        message = "_artifactsLocation has no default; use the templateLink of deployment()"
        yield Finding(_LOCATION, message, fault=f"{_ERROR}DefaultValue.Missing")
    elif _LINK not in as_text(default).lower():
        if not sample:
            message = "the sample is not known, '100-blank-template' is assumed; set SAMPLE_NAME"
            yield Finding(_LOCATION, message, Severity.WARNING)
        expected = f"{_QUICKSTARTS}{sample or '100-blank-template'}/"
        if as_text(default).lower() != expected.lower():
            message = f"the default has to use the templateLink of deployment(), or be {expected}"
            where = (*_LOCATION, "defaultValue")
            yield Finding(where, message, fault=f"{_ERROR}DefaultValue.Incorrect")
    if member(token, "defaultValue") is None:
        message = '_artifactsLocationSasToken needs a default: "defaultValue": ""'
        place = _LOCATION if token is None else _TOKEN
        yield Finding(place, message, fault=f"{_ERROR}sasToken.DefaultValue.Incorrect")


def _of_nested(location: Any, token: Any) -> Iterator[Finding]:
    for parameter, path in ((location, _LOCATION), (token, _TOKEN)):
        if member(parameter, "defaultValue"):
            message = f"{path[-1]} has a default, but this is no main template; leave it out"
            where = (*path, "defaultValue")
            yield Finding(where, message, fault=f"{_ERROR}DefaultValue.NotEmpty")
