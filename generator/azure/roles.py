"""Roles by the names that people know: Azure wants their ids.

The names and ids are those of the page on Azure built-in roles.
"""

from __future__ import annotations

import json
from functools import lru_cache

from generator.lazy import regex
from generator.paths import data_folder

_GUID = regex(r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")


@lru_cache(maxsize=1)
def known_roles() -> dict[str, str]:
    """Return the ids of the roles that applications on instances need, by name."""
    text = (data_folder("schemas") / "roles.json").read_text(encoding="utf-8")
    roles: dict[str, str] = json.loads(text)
    return roles


def role_id(role: str) -> str | None:
    """Return the id of a role by its name or id; None where neither is known."""
    if _GUID.match(role):
        return role.lower()
    return {name.lower(): guid for name, guid in known_roles().items()}.get(role.lower())
