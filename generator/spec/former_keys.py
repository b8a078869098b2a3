"""Keys of the spec that had another name once: they are read, and a note says the new name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, Severity
from generator.spec.faults import fault
from generator.spec.schema import keys_with

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.documents.source import Document


def former_keys(document: Document) -> list[Diagnostic]:
    """Return a note for each former key that a spec has."""
    return [
        document.diagnostic(
            fault("former-key"),
            Severity.INFO,
            f"'{old}' is called '{new}' now; the old name is still read",
            (*above, old),
            key=True,
        )
        for above, old, new in former_keys_of(document.value)
    ]


def with_new_keys(value: dict[str, Any]) -> dict[str, Any]:
    """Return a spec in which each former key has its new name; what stands in it is kept."""
    for above, old, new in former_keys_of(value):
        value = _renamed(value, above, old, new)
    return value


def former_keys_of(value: Any) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield the way to each mapping with a former key, the old and the new name."""
    for (*above, new), olds in keys_with("x-former"):
        here: Any = value
        for name in above:
            here = here.get(name) if isinstance(here, dict) else None
        if not isinstance(here, dict) or new in here:
            continue
        for old in olds:
            if old in here:
                yield tuple(above), old, new


def _renamed(value: dict[str, Any], above: tuple[str, ...], old: str, new: str) -> dict[str, Any]:
    if not above:
        return {new if key == old else key: item for key, item in value.items()}
    return {**value, above[0]: _renamed(value[above[0]], above[1:], old, new)}
