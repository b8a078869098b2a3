"""The test about the parameters by which quickstarts find their files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.validation.arm_ttk.subject import Fault, get, has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.arm_ttk.subject import Subject

_RAW = re.compile(
    r"https://raw\.githubusercontent\.com/Azure/azure-quickstart-templates/master/", re.IGNORECASE
)
_LINK = "deployment().properties.templatelink"


def parameters(subject: Subject) -> Iterator[Fault]:
    """artifacts-parameter."""
    declared = get(subject.value, "parameters")
    location = get(declared, "_artifactsLocation")
    token = get(declared, "_artifactsLocationSasToken")
    if location is None and token is None:
        return
    if location is None:
        message = "_artifactsLocationSasToken stands without _artifactsLocation"
        yield Fault(("parameters", "_artifactsLocationSasToken"), message)
    elif token is None:
        message = "_artifactsLocation stands without _artifactsLocationSasToken"
        yield Fault(("parameters", "_artifactsLocation"), message)
    yield from _types(location, token)
    main = subject.is_main and not subject.inside
    yield from (_defaults if main else _no_defaults)(location, token)


def _types(location: Any, token: Any) -> Iterator[Fault]:
    if location is not None and str(get(location, "type")).lower() != "string":
        message = "_artifactsLocation must be a string"
        yield Fault(("parameters", "_artifactsLocation"), message)
    if token is not None and str(get(token, "type")).lower() != "securestring":
        message = "_artifactsLocationSasToken must be a secureString"
        yield Fault(("parameters", "_artifactsLocationSasToken"), message)


def _defaults(location: Any, token: Any) -> Iterator[Fault]:
    if location is not None:
        default = str(get(location, "defaultValue") or "")
        if not default:
            message = "_artifactsLocation lacks its default"
            yield Fault(("parameters", "_artifactsLocation"), message)
        elif not _RAW.match(default) and _LINK not in default.lower():
            message = "the default of _artifactsLocation should come from the template's own link"
            yield Fault(("parameters", "_artifactsLocation", "defaultValue"), message)
    if token is not None and not has(token, "defaultValue"):
        message = "_artifactsLocationSasToken lacks its default, an empty text"
        yield Fault(("parameters", "_artifactsLocationSasToken"), message)


def _no_defaults(location: Any, token: Any) -> Iterator[Fault]:
    for name, item in (("_artifactsLocation", location), ("_artifactsLocationSasToken", token)):
        if item is not None and has(item, "defaultValue"):
            message = f"{name} of a template that is not the main one must have no default"
            yield Fault(("parameters", name, "defaultValue"), message)


TESTS = {"artifacts-parameter": parameters}
