"""The rules whose check is part of reading a template, by their ids.

What a rule says of itself stands in `rules/` of the room that holds its check.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generator.validation.rule import Rule

NAMES = {
    "API004": "other-api-version",
    "API005": "unknown-api-version",
    "PAR001": "parameter-schema",
    "PAR002": "parameter-content-version",
    "PAR003": "parameters-present",
    "PAR004": "value-or-reference",
    "PAR005": "file-matches-template",
    "PAR006": "plain-text-secret",
    "PAR007": "expression-in-value",
    "REF004": "depends-on",
    "REF005": "missing-depends-on",
    "SEC004": "secure-parameter-default",
    "SUP001": "unused-suppression",
    "SUP002": "bad-suppression",
    "TPL002": "template-schema",
    "TPL003": "unused-parameter",
    "TPL004": "unused-variable",
    "TPL006": "undeclared-name",
    "TPL008": "min-max-value",
    "TPL009": "default-fits",
    "TPL011": "limits",
    "TPL014": "unknown-property",
    "TPL015": "duplicate-resource",
    "TPL016": "symbolic-names",
    "TPL018": "expression-syntax",
    "TPL019": "unknown-function",
    "TPL020": "function-arguments",
    "TPL021": "function-placement",
    "TPL022": "evaluation",
    "TPL023": "loop-count",
    "TPL024": "name-segments",
    "TPL025": "expansion-cost",
    "TPL026": "linked-template",
    "TPL030": "missing-property",
    "TPL031": "wrong-type",
    "TPL032": "value-not-allowed",
    "TPL033": "read-only-property",
    "TPL034": "out-of-bounds",
    "TPL035": "casing",
    "file": "unreadable-file",
    "json-duplicate-key": "json-duplicate-key",
    "json-syntax": "json-syntax",
    "json-trailing-comma": "json-trailing-comma",
    "not-text": "not-text",
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
        "read-only-property out-of-bounds casing other-api-version unknown-api-version"
    ),
    "choice": "bad-suppression unused-suppression",
}  # fmt: skip
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names.split()}


@cache
def structural_rule(rule: str) -> Rule:
    """Give a rule by its id; only its own module is loaded."""
    found: Rule = _module(rule).RULE
    return found


def documentation_of(rule: str) -> str:
    """Give what a rule says of itself, in Markdown."""
    return _module(rule).__doc__ or ""


def _module(rule: str) -> Any:
    name = NAMES[rule]
    return import_module(f"generator.validation.{_ROOM_OF[name]}.rules.{name.replace('-', '_')}")
