"""The trap of signed URLs: they stop working, and new instances with them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from generator.lazy import regex
from generator.redaction import is_signed
from generator.rollout.records import Hit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.records import Case, ResourcePlan

_EXPIRES = regex(r"[?&]se=(\d{4}-\d{2}-\d{2})", re.IGNORECASE)
_MADE = regex(r"\blist(?:Account|Service)Sas\s*\(", re.IGNORECASE)


def expiring(item: ResourcePlan, _sets: list[ResourcePlan], case: Case) -> Iterator[Hit]:
    """Find signatures in the model, in the clear or made at the deployment."""
    if item.new is None:
        return
    said: set[str] = set()
    for where, text in _texts(item.model.profile.value, ""):
        message = signature(text, where, case.today)
        if message and message not in said:
            said.add(message)
            yield Hit(message)


def signature(text: str, where: str, today: date | None) -> str | None:
    """Describe until when a signature in a text works; None where there is none."""
    if _MADE.search(text):
        return (
            f"{where} holds a signature that is made at the deployment and expires later: from "
            "then on each new or reimaged instance fails. Use a managed identity"
        )
    if not is_signed(text):
        return None
    end = _EXPIRES.search(text)
    day = _day(end[1]) if end else None
    if day is None:
        when = "a day that cannot be seen here"
    elif today is not None and day < today:
        return (
            f"the signature in {where} expired on {day}: each new or reimaged instance fails, "
            "also those that autoscale or a repair makes. Use a managed identity"
        )
    else:
        when = str(day)
    return (
        f"the signature in {where} works until {when}: from then on each new or reimaged instance "
        "fails, also those that autoscale or a repair makes. Use a managed identity"
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _texts(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """Yield the texts below a value, each with the name that it stands at."""
    if isinstance(value, str):
        yield f"'{where}'", value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _texts(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, where)
