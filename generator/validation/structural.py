"""The rules whose check is part of reading a template, by their ids.

What a rule says of itself stands in `rules/` of the room that holds its check.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from generator import kinds

if TYPE_CHECKING:
    from generator.diagnostics import Diagnostic
    from generator.findings import Finding
    from generator.language.documents.document import Document
    from generator.validation.rule import Rule

_OF_READING = ("file", "json-duplicate-key", "json-syntax", "json-trailing-comma", "not-text")
"""What is told of a text that cannot be read goes by its name."""

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


_ROOMS = {
    "reading": "unreadable-file json-duplicate-key json-syntax json-trailing-comma not-text",
    "envelope": "template-schema secure-parameter-default min-max-value limits symbolic-names",
    "expressions": (
        "expression-syntax undeclared-name unknown-function function-arguments "
        "function-placement unused-parameter unused-variable"
    ),
    "expansion": (
        "evaluation expansion-cost linked-template loop-count name-segments "
        "duplicate-resource depends-on missing-depends-on default-fits"
    ),
    "parameters": (
        "expression-in-value file-matches-template parameter-content-version "
        "parameter-schema parameters-present plain-text-secret value-or-reference"
    ),
    "resources": (
        "unknown-property missing-property wrong-type value-not-allowed "
        "read-only-property out-of-bounds casing other-api-version unknown-api-version "
        "unknown-resource-type not-deployable"
    ),
    "selection": "bad-suppression unused-suppression",
}  # fmt: skip
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names.split()}


@cache
def structural_rule(rule: str) -> Rule:
    """Return a rule by its id; only its own module is loaded."""
    found: Rule = _module(rule).RULE
    return found


def placed(found: Finding, document: Document) -> Diagnostic:
    """Return a finding of a structural rule at its place in a document."""
    severity = found.severity or structural_rule(found.kind).severity
    return found.diagnostic(document, severity=severity)


def documentation_of(rule: str) -> str:
    """Return what a rule says of itself, in Markdown."""
    from generator.validation.documentation import documentation

    module = _module(rule)
    return documentation(module.__doc__, module.__name__)


def _module(rule: str) -> Any:
    name = NAMES[rule]
    return import_module(f"generator.validation.{_ROOM_OF[name]}.rules.{name.replace('-', '_')}")
