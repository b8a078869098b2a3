"""A parameter file names one of the two schemas that there are for it.

The short form, which has neither schema nor version, needs none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.search import member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK004", "DeploymentParameters-Should-Have-Schema", group="parameters")
_FORM = "https://schema.management.azure.com/schemas/{}/deploymentParameters.json#"
_SCHEMAS = [_FORM.format(version).lower() for version in ("2015-01-01", "2019-04-01")]
_ADVICE = f"write {_FORM.format('2019-04-01')}"


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield a schema that is missing or another one."""
    schema = member(subject.value, "$schema")
    if not schema:
        if member(subject.value, "contentVersion"):
            yield Finding(
                (), f"the file has no $schema; {_ADVICE}", fault="Parameters.Missing.Schema"
            )
    elif str(schema).lower() not in _SCHEMAS:
        message = f"$schema is none of those for parameter files; {_ADVICE}"
        yield Finding(("$schema",), message, fault="Parameters.Bad.Schema")
