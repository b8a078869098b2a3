"""What PowerShell hands to no function: null and empty text. A test of arm-ttk fails there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.findings import Finding
from generator.validation.profiles.arm_ttk.search import has, member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

_ERROR = "ParameterArgumentValidationError{}NotAllowed"


def unbound(value: Any) -> str:
    """Return what PowerShell calls it that a value cannot be handed on; empty where it can."""
    if value is None:
        return _ERROR.format("Null")
    return _ERROR.format("EmptyString") if value == "" else ""


def unsearchable(subject: TtkSubject, section: str = "resources") -> Iterator[Finding]:
    """Yield why arm-ttk cannot search a section: it is not there or null, or an item is null."""
    if not isinstance(subject.value, dict):
        return
    value = member(subject.value, section)
    if value is None:
        where = (section,) if has(subject.value, section) else ()
        empty = "{}" if section == "variables" else "[]"
        message = f'there is nothing for arm-ttk to search; write "{section}": {empty}'
        yield Finding(where, message, fault=unbound(None))
    for at, item in enumerate(value if isinstance(value, list) else ()):
        if item is None:
            message = f"this item of {section} is null, which arm-ttk cannot search; remove it"
            yield Finding((section, at), message, fault=unbound(None))
