"""A suppression names a rule and a reason.

Without a known rule nothing is suppressed, and without a reason it is unclear whether it still
holds.

Bad:

    {"resources": [] // scaleset: ignore TPL003
    }

Good:

    {"resources": []}
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "SUP002",
    "bad-suppression",
    Severity.WARNING,
    "",
)
