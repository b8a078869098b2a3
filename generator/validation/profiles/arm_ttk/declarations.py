"""What the parameters of a template are declared as."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.validation.profiles.arm_ttk.search import member, members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path

SECURE = {"securestring", "secureobject"}


def parameters(template: Any) -> Iterator[tuple[str, Any, Path]]:
    """Yield the parameters of a template: name, declaration and path to it."""
    yield from members(template, "parameters")


def type_of(declaration: Any) -> str:
    """Return the type that a parameter is declared with, in lower case; empty without one."""
    return str(member(declaration, "type") or "").lower()


def secure_parameters(template: Any) -> set[str]:
    """Return the names, in lower case, of the parameters that hold secrets."""
    return {name.lower() for name, given, _ in parameters(template) if type_of(given) in SECURE}
