"""The envelope of a template has a fixed form.

Azure refuses a template with other sections than those of the documentation, without the ones
that must be there, or with a section of the wrong type; a declaration with what does not go with
its type, or needs a later languageVersion; and a nested deployment that does not say what it
deploys. It evaluates no expression in the place of a section or a type.

Bad:

    {"resources": [], "variable": {}}

Good:

    {"resources": [], "variables": {}}
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "TPL002",
    "template-schema",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax",
)
