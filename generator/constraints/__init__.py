"""What holds between several keys of a spec, said in the words of the spec.

These are about the spec: which delivery methods exist on which system, what excludes what, whether
a file can travel. What Azure asks of the finished scale set is checked on the rendered template,
by the rules that hand-written templates get, so that `raw` and a user's fragments count too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.constraints import (
    autoscale,
    blue_green,
    commands,
    compute,
    delivery,
    dsc_package,
    environment,
    gateway,
    gathered,
    instances,
    network,
    packages,
    packing,
    ports,
    steps,
    subnets,
    system,
    values,
)
from generator.constraints.steps import of_another_system
from generator.constraints.subject import SpecSubject
from generator.delivery.packing import Packing, cloud_init_files
from generator.delivery.scripts import beside, powershell_findings, script_findings
from generator.lazy import replace
from generator.spec.defaults import literal
from generator.spec.faults import spec_faults
from generator.spec.references import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic
    from generator.findings import Finding
    from generator.language.documents.source import Document
    from generator.spec.local_files import LocalFiles

_CHECKS = (
    *instances.CHECKS,
    *compute.CHECKS,
    *system.CHECKS,
    *delivery.CHECKS,
    *steps.CHECKS,
    *commands.CHECKS,
    *packing.CHECKS,
    *environment.CHECKS,
    *gathered.CHECKS,
    *packages.CHECKS,
    *dsc_package.CHECKS,
    *values.CHECKS,
    *ports.CHECKS,
    *network.CHECKS,
    *subnets.CHECKS,
    *gateway.CHECKS,
    *blue_green.CHECKS,
    *autoscale.CHECKS,
)


def check_constraints(
    document: Document, value: dict[str, Any], files: LocalFiles
) -> list[Diagnostic]:
    """Check a filled spec; give mistakes and warnings, at their places."""
    subject = SpecSubject(value, files, document.value)
    oversized = (*packing.oversized(subject), *gathered.oversized(subject))
    too_large = [_placed(document, item) for item in oversized]
    if too_large:
        return too_large
    found = [_placed(document, item) for check in _CHECKS for item in check(subject)]
    return [*found, *_local_scripts(document, subject), *_user_data(subject, document.path)]


def _placed(document: Document, item: Finding) -> Diagnostic:
    known = spec_faults()[item.kind]
    named = replace(item, kind=known.id)
    return named.diagnostic(document, severity=known.severity, url=known.url)


def _local_scripts(document: Document, subject: SpecSubject) -> Iterator[Diagnostic]:
    for step in subject.steps("customScript"):
        script = step.body["script"]
        if not script or not subject.loaded(script) or of_another_system(subject, script):
            continue
        windows = subject.value["os"] == "windows"
        findings = powershell_findings if windows else script_findings
        text = subject.files.texts[script]
        for item in findings(document, (*step.path, "script"), script, text):
            if not _is_given(item.message, step.body["environment"]):
                yield item


def _is_given(message: str, environment: dict[str, Any]) -> bool:
    """Whether a script is said to use a variable that nothing sets, and the environment does."""
    said, _, rest = message.partition(": ")
    return said == "shellcheck SC2154" and rest.partition(" ")[0] in environment


def _user_data(subject: SpecSubject, spec_path: str) -> Iterator[Diagnostic]:
    for step in subject.steps("cloudInit"):
        names = cloud_init_files(step.body)
        if names and subject.loaded(*names):
            from generator.cloud_init.check import check_parts
            from generator.cloud_init.pack import UserDataPart

            texts = Packing(subject.files).with_constants(step.body)
            parts = [
                UserDataPart(beside(spec_path, name), text)
                for name, text in zip(names, texts, strict=True)
            ]
            open_names = [k for k, v in step.body["values"].items() if isinstance(v, Parameter)]
            unknown = re.compile(f"@(?:{'|'.join(open_names)})@") if open_names else None
            admin = literal(subject.value["admin"]["user"])
            yield from check_parts(parts, admin if isinstance(admin, str) else "", unknown)
