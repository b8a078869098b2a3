"""Every file that is asked for can be read, and is a template or a parameter file.

What cannot be read is not checked, and that must not look like success.
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "file",
    "unreadable-file",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax",
)
