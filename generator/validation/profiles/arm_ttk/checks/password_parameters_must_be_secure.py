"""A parameter that is called a password, a secret or an account key is a secure one.

A name of something about a secret (its name, version, address or the permissions) gets a warning.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.lazy import regex
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.declarations import SECURE, parameters, type_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK023", "Password-params-must-be-secure")
_SECRET = regex("password|secret|accountkey", re.IGNORECASE)
_ABOUT = regex("permission|version|url|uri|name", re.IGNORECASE)


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield parameters for secrets that are declared as plain ones."""
    for name, given, path in parameters(subject.value):
        if not _SECRET.search(name) or type_of(given) in SECURE | {"bool"}:
            continue
        where = (*path, "type")
        if "secret" in name.lower() and _ABOUT.search(name):
            message = f"'{name}' is called a secret; make it secureString if it holds one"
            yield Finding(where, message, Severity.WARNING)
        else:
            message = f"'{name}' is called a secret; make it of type secureString or secureObject"
            yield Finding(where, message, fault="Password.Param.Not.Secure")
