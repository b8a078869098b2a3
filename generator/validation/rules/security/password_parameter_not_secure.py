"""A parameter that holds a password must be secure.

Values of other parameters are recorded in the history of deployments, where everybody who may read
the resource group finds them.

Bad:

    {"parameters": {"adminPassword": {"type": "string"}}}

Good:

    {"parameters": {"adminPassword": {"type": "secureString"}}}
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.lazy import regex
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "SEC003",
    "password-parameter-not-secure",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
    words="password|pwd|accountkey|clientsecret",
)
_PASSWORD = regex(r"password$|^pwd$|accountkey$|clientsecret$", re.IGNORECASE)


def check(template: Template) -> Iterator[Finding]:
    """Find parameters with the name of a password and the type of a plain text."""
    for name, declared in template.root.at("parameters").members():
        kind = declared.at("type")
        if _PASSWORD.search(name) and (kind.text() or "").lower() == "string":
            yield Finding(
                kind,
                f"the history of deployments shows the value of '{name}'; use secureString",
            )
