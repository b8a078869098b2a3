"""A suppression suppresses something.

It outlived what it was written for; the next finding of that rule at this place would be hidden
for a reason that was another one.

Bad:

    {"resources": [] // scaleset: ignore TPL003 -- callers pass it
    }

Good:

    {"resources": []}
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "SUP001",
    "unused-suppression",
    Severity.WARNING,
    "",
)
