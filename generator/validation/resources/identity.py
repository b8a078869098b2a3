"""What a resource says of which one it is: whether its type can be deployed, and its name.

Names that a type lists one by one are left out: services take others as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.kinds import NAME_SEGMENTS, NOT_DEPLOYABLE
from generator.language.template import is_expression
from generator.lazy import dataclass
from generator.validation.resources.scalars import text_limits
from generator.validation.resources.severity import NAME, worst

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.resources.schema import Slice

_LEVELS = {
    "resourceGroup": (8, "a resource group"),
    "subscription": (4, "a subscription"),
    "managementGroup": (2, "a management group"),
    "tenant": (1, "the tenant"),
}
_EXTENDS = 16
"""It extends another resource, wherever that is."""
_LEADS_ELSEWHERE = {"scope", "subscriptionid", "resourcegroup"}


@dataclass(frozen=True, slots=True)
class ResourceSubject:
    """A resource to check: its members as they are read, and where they stand."""

    type: str
    version: str | None
    value: dict[str, Any]
    path: Path
    version_path: Path
    name: str = ""
    """Its name where that is known."""
    level: str = ""
    """What it is deployed to where that is known."""


def identity_problems(subject: ResourceSubject, slice_: Slice) -> Iterator[Finding]:
    """Yield what is wrong with the type and the name of a resource."""
    yield from _deployable(subject, slice_)
    yield from _named(subject, slice_)


def _place(subject: ResourceSubject, name: str) -> Path:
    return (*subject.path, next((key for key in subject.value if key.lower() == name), name))


def _deployable(subject: ResourceSubject, slice_: Slice) -> Iterator[Finding]:
    scopes, schema = slice_.scopes, slice_.schema
    if scopes is None or not slice_.version:
        return
    found, severity = "", worst(NOT_DEPLOYABLE, "")
    if not scopes:
        later = next((v for v in schema.versions[slice_.index :] if schema.slice(v).scopes), None)
        found = f"{schema.type} cannot be deployed in apiVersion {slice_.version}: "
        found += f"take {later} or later" if later else "it can only be read"
    elif subject.level and not scopes & (_LEVELS[subject.level][0] | _EXTENDS):
        if any(subject.value.get(key) for key in subject.value if key.lower() in _LEADS_ELSEWHERE):
            return
        where = " or ".join(words for bit, words in _LEVELS.values() if scopes & bit)
        here = _LEVELS[subject.level][1]
        found = f"{schema.type} cannot be deployed to {here}, only to {where}"
    if found:
        yield Finding(_place(subject, "type"), found, severity, kind=NOT_DEPLOYABLE)


def _named(subject: ResourceSubject, slice_: Slice) -> Iterator[Finding]:
    last = subject.name.rpartition("/")[2]
    facts = slice_.name_facts
    if not last or "e" in facts or slice_.last_names:
        return
    fault = text_limits(last, facts, _place(subject, "name"), NAME)
    if fault is not None:
        yield fault


def segment_problems(subject: ResourceSubject, kind: Any) -> Iterator[Finding]:
    """Yield a literal name that its type does not take, should the condition come true.

    `kind` is the type as it is written: that of a child depends on its parent.
    """
    name, condition = subject.name, _place(subject, "condition")[-1]
    if condition not in subject.value or not isinstance(kind, str) or is_expression(kind):
        return
    wanted, has = kind.count("/"), name.count("/") + 1
    if (
        name
        and "." in kind.partition("/")[0]
        and wanted != has
        and "/providers/" not in kind.lower()
    ):
        names = "name" if wanted == 1 else "names"
        message = f"type '{kind}' needs {wanted} {names} (has {has})"
        yield Finding(_place(subject, "name"), message, Severity.WARNING, kind=NAME_SEGMENTS)
