"""Which values of a template are written down again, and which become secure parameters."""

from __future__ import annotations

from typing import Any

from generator.importing.values import text_of
from generator.language.template import is_expression
from generator.redaction import is_secret_name, secret_ranges, shows_key

_SEEN = {"commandtoexecute", "fileuris", "managedidentity", "clientid", "objectid", "script"}
"""What people put into protected settings although it is no secret by itself."""


def is_hidden(names: tuple[str, ...], value: Any) -> bool:
    """Whether a value at a path of names in lower case is a secret in the clear."""
    if isinstance(value, dict):
        return bool(value) and all(
            is_hidden((*names, key.lower()), item) for key, item in value.items()
        )
    if isinstance(value, list):
        return any(is_hidden(names, item) for item in value)
    if value in (None, "") or (isinstance(value, str) and is_expression(value)):
        return False
    last = names[-1] if names else ""
    if "protectedsettings" in names:
        return last not in _SEEN or _tells(last, str(value))
    return len(names) > 1 and isinstance(value, str) and is_secret_name(last)


def _tells(name: str, text: str) -> bool:
    """Whether a text gives a key, a signature or a password away; one that is packed is opened."""
    shown = text_of(text) if name == "script" else text
    return shown is None or shows_key(shown) or bool(secret_ranges(shown))
