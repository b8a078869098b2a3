"""Texts with a token that a pipeline puts a value in place of, before the template is deployed.

Such as #{name}#, $(name), ${name}, {{name}}, __name__ and %name%: what stands there is not known.
"""

from __future__ import annotations

from generator.lazy import regex

_TOKEN = regex(r"#\{.+\}|\$\(.+\)|\$\{.+\}|\{\{.+\}\}|__\w+__|%\w+%")


def has_token(text: str) -> bool:
    """Return whether a part of a text is put in later."""
    return _TOKEN.search(text) is not None
