"""A template names a schema of deployment templates, with https and the # at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.search import member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK014", "DeploymentTemplate-Schema-Is-Correct", "use-correct-schema")
_FORM = "https://schema.management.azure.com/schemas/{}.json#"
_OLD = _FORM.format("2015-01-01/deploymentTemplate").lower()
_KNOWN = [
    _FORM.format(name).lower()
    for name in (
        "2019-04-01/deploymentTemplate",
        "2018-05-01/subscriptionDeploymentTemplate",
        "2019-08-01/tenantDeploymentTemplate",
        "2019-08-01/managementGroupDeploymentTemplate",
    )
]
_ADVICE = f"write {_FORM.format('2019-04-01/deploymentTemplate')}"


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield a schema that is missing, another one, or old."""
    schema = member(subject.value, "$schema")
    stated = str(schema).lower()
    if not schema:
        yield Finding(
            (), f"the template has no $schema; {_ADVICE}", fault="Template.Missing.Schema"
        )
    elif stated == _OLD:
        message = f"the schema of 2015-01-01 is old; {_ADVICE}"
        yield Finding(("$schema",), message, Severity.WARNING)
    elif stated not in _KNOWN:
        message = f"$schema is none of those for templates; {_ADVICE}"
        yield Finding(("$schema",), message, fault="Template.Bad.Schema")
