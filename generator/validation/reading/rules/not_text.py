"""A file is text, in UTF-8 or UTF-16.

Azure reads no other encoding; a file with other bytes is another file that got this name, or was
saved in the code page of one machine.
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "not-text",
    "not-text",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax",
)
