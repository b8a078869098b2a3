"""Rules that are about structure: one module each, that says what it is and why.

What they check is found where the structure is read: `envelope.py`, `expression_problems.py`,
`parameter_file.py`, `resources/`, `graph.py`, `choice/suppressions.py` and the reader of JSON.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from generator import kinds

if TYPE_CHECKING:
    from generator.validation.rule import Rule

_OF_READING = ("file", "json-duplicate-key", "json-syntax", "json-trailing-comma", "not-text")
"""What is told of a text that cannot be read goes by its name."""

NAMES = {
    **{
        number: name.lower().replace("_", "-")
        for name, number in vars(kinds).items()
        if name.isupper()
    },
    **dict(zip(_OF_READING, _OF_READING, strict=True)),
    "file": "unreadable-file",
}
"""The rules by id; the module of a rule has its name."""


@cache
def structural_rule(rule: str) -> Rule:
    """Give a rule by its id; only its own module is loaded."""
    found: Rule = _module(rule).RULE
    return found


def documentation_of(rule: str) -> str:
    """Give what a rule says of itself, in Markdown."""
    return _module(rule).__doc__ or ""


def _module(rule: str) -> Any:
    return import_module(f"{__name__}.{NAMES[rule].replace('-', '_')}")
