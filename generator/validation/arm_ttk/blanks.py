"""The test about members without a value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.validation.arm_ttk.subject import Fault, get

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.arm_ttk.subject import Subject

_MAY_BE_BLANK = (
    "resources",
    "outputs",
    "variables",
    "parameters",
    "functions",
    "properties",
    "template",
    "defaultValue",
    "accessPolicies",
    "value",
    "promotionCode",
    "inputs",
    "notEquals",
    "clientId",
    "allowedCallerIpAddresses",
    "workerPools",
    "AzureMonitor",
    "requiredDataConnectors",
    "UserTokenPrepend",
)
_PATTERN = re.compile("|".join(_MAY_BE_BLANK), re.IGNORECASE)


def blanks(subject: Subject) -> Iterator[Fault]:
    """Template-Should-Not-Contain-Blanks."""
    beside: set[str] = set()
    _siblings(subject.value, beside)
    yield from _blank(subject.value, (), beside, "")


def _siblings(value: Any, beside: set[str]) -> None:
    """Collect the names beside one that may be blank: as arm-ttk does, those may be blank too."""
    if isinstance(value, list):
        for item in value:
            _siblings(item, beside)
    if isinstance(value, dict):
        if any(_PATTERN.search(key) for key in value):
            beside.update(key.lower() for key in value)
        for item in value.values():
            _siblings(item, beside)


def _blank(value: Any, path: tuple[str | int, ...], beside: set[str], kind: str) -> Iterator[Fault]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _blank(item, (*path, index), beside, kind)
    if not isinstance(value, dict):
        return
    own = get(value, "type")
    kind = own.lower() if isinstance(own, str) else kind
    for key, item in value.items():
        place = (*path, key)
        if isinstance(item, (dict, list)) and item:
            yield from _blank(item, place, beside, kind)
            continue
        empty = item is None or (isinstance(item, (str, dict, list)) and not item)
        if empty and not _may_be(key, beside, kind, place):
            yield Fault(place, f"'{key}' has no value: leave it out")


def _may_be(key: str, beside: set[str], kind: str, path: tuple[str | int, ...]) -> bool:
    if key.lower() in beside or key.strip().startswith(("[", "/subscriptions/")):
        return True
    if kind == "microsoft.web/sites/config" and "properties" in path:
        return True
    return kind == "microsoft.insights/workbooks" and key.lower() == "serializeddata"


TESTS = {"Template-Should-Not-Contain-Blanks": blanks}
