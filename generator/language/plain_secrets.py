"""What is a secret in plain text, by the name that it stands at.

A value counts where it can be one: no expression, no reference to a vault or to a setting, no
placeholder that somebody is to replace, no name of a secret in the place of the secret.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from generator.language.template import is_expression
from generator.lazy import regex
from generator.redaction import key_ranges, secret_ranges

_KEYS = (
    "account", "access", "shared", "api", "storage", "host", "master", "primary", "secondary",
    "workspace", "registration", "validation", "encryption", "private", "functions?", "app",
)  # fmt: skip
_NAME = regex(
    r"(?:passw(?:or)?d|passphrase|pwd|secret|secure(?=value)|(?:^|[a-z_-])token|connectionstring"
    rf"|(?:{'|'.join(_KEYS)})[-_]?key)(?:[-_]?value|[-_]?\d)?",
    re.IGNORECASE,
)
_PLACEHOLDER = regex(
    r"(?<![a-z])(?:place-?holder|replace|change[-_ ]?(?:me|it)|to[-_ ]be|your|dummy|example|sample"
    r"|todo|insert|generate|gen-|redacted|secret[-_]?name"
    r"|(?:enter|fill|not[-_ ]?(?:specified|used|set|needed)|none|null|true|false|default)(?![a-z]))"
    r"|x{3}|\.{3}",
    re.IGNORECASE,
)
_REFERENCE = regex(
    r"@|[$#%]?[{(]|<|\*|[$%]|https?://|/|PrivateSettingsRef:|projects/|arn:|vault:|env:",
    re.IGNORECASE,
)
"""How a text begins that names where a secret is, or that is filled in later."""
_IDENTIFIER = regex(r"[A-Za-z][\w.-]*")
_WORD = regex(r"passw|pwd|secret|token|key|credential|connection", re.IGNORECASE)
_SHORTEST = 3


@lru_cache(maxsize=4096)
def is_secret_key(name: str) -> bool:
    """Whether what stands at a name is a secret itself, not the name or kind of one."""
    return any(found.end() == len(name) for found in _NAME.finditer(name))


def is_secret_value(value: Any, name: str, *, public: bool = False) -> bool:
    """Whether a value at the name of a secret is one in plain text.

    A word that names a secret is taken for one only where a handler or a reader gets it as it is.
    """
    if not isinstance(value, str) or is_expression(value):
        return False
    text = value.strip()
    if len(text) < _SHORTEST or _REFERENCE.match(text) or _PLACEHOLDER.search(text):
        return False
    if "connection" in name.lower():
        return any(True for _ in key_ranges(text))
    if text.lower() == name.lower():
        return False
    plain = _IDENTIFIER.fullmatch(text) is not None and not any(map(str.isdigit, text))
    return public or not (plain and _WORD.search(text))


def tells_secret(text: str) -> bool:
    """Whether a command has a secret as a word of it that nobody fills in."""
    words = (text[part.start : part.stop].strip("'\"") for part in secret_ranges(text))
    return any(is_secret_value(word, "") for word in words)
