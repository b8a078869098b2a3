"""A nested deployment of outer scope has no secret in it: it is kept as it was sent.

As arm-ttk does, only the first use is looked at, and a list function that begins an expression is
not found, only one inside another call.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.lazy import regex
from generator.validation.profiles.arm_ttk.binding import unsearchable
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.declarations import secure_parameters
from generator.validation.profiles.arm_ttk.deployments import deployments
from generator.validation.profiles.arm_ttk.expression_text import in_expression
from generator.validation.profiles.arm_ttk.search import member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check(
    "TTK027",
    "Secure-Params-In-Nested-Deployments",
    "use-inner-scope-for-nested-deployment-secure-parameters",
)
_LIST = regex(r"[\[(,]\s*list\w+\s*\(", re.IGNORECASE)
_ADVICE = "give the deployment inner scope and a secure parameter"


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield deployments of outer scope that use a secure parameter or a list function."""
    yield from unsearchable(subject)
    secure = sorted(secure_parameters(subject.value))
    for deployment, path in deployments(subject.resources):
        properties = member(deployment, "properties")
        scope = member(properties, "expressionEvaluationOptions", "scope")
        if scope and str(scope).lower() != "outer":
            continue
        text = json.dumps(member(properties, "template"), ensure_ascii=False)
        where = ("resources", *path, "properties", "template")
        for name in secure:
            use = rf"parameters\s*\(\s*'{re.escape(name)}'\s*\)"
            if _first_counts(re.compile(use, re.IGNORECASE), text):
                message = f"secure parameter '{name}' in a deployment of outer scope; {_ADVICE}"
                yield Finding(where, message, fault="NestedDeployment.Contains.SecureParameter")
        if _first_counts(_LIST, text):
            message = f"a list function in a deployment of outer scope; {_ADVICE}"
            yield Finding(where, message, fault="NestedDeployment.Contains.ListFunction")


def _first_counts(pattern: re.Pattern[str], text: str) -> bool:
    found = pattern.search(text)
    return found is not None and in_expression(text, found.start())
