"""Names without regard to case, as ARM reads them, and how a user wrote them."""

from __future__ import annotations

from typing import Any


def canonical(value: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """Return an object as ARM reads it: names without regard to case, null as absent."""
    names = {name.lower(): name for name in known}
    return {names.get(key.lower(), key): item for key, item in value.items() if item is not None}


def written(value: dict[str, Any], name: str) -> str:
    """Return a name as it is written in an object, whatever its casing."""
    if name in value:
        return name
    wanted = name.lower()
    for key in value:
        if key.lower() == wanted:
            return key
    return name


def member_of(value: Any, name: str) -> Any:
    """Return a member of an object whatever its casing; None where there is none."""
    return value.get(written(value, name)) if isinstance(value, dict) else None
