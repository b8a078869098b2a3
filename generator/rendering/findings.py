"""The last check of a rendering: the validator reads what was rendered, like any template.

Its findings are led back to the spec: to `raw` where the user set the property there, else to the
key that sets it (`x-arm` in the schema of the spec).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.files.deadline import OutOfTimeError
from generator.language.documents.source import read_json
from generator.lazy import replace
from generator.rendering.origin import in_words_of_spec, spec_path
from generator.spec.faults import fault, spec_faults
from generator.validation.document import validate_document, validate_pair

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from generator.diagnostics import Diagnostic, Path
    from generator.rendering.artifacts import Artifact
    from generator.rendering.compose import Composition
    from generator.spec.spec import Spec


_OF_FILES = {"BOOT030", "BOOT031"}
"""Rules on what a template delivers: of the files of a spec it is told before, at their lines."""


def check_artifacts(
    spec: Spec, composition: Composition, files: list[Artifact], as_of: date | None = None
) -> list[Diagnostic]:
    """Validate a rendered template and its parameter file; give findings at places of the spec."""
    template, parameters = (read_json(item.text, item.name) for item in files[:2])
    found = [
        *validate_document(template, as_of=as_of),
        *validate_document(parameters),
        *validate_pair(template, parameters, missing_is=None),
    ]
    led_back = [
        _at_spec(spec, composition, item)
        for item in found
        if not _is_told(spec, item)
        and (item.rule not in _OF_FILES or _is_raw(spec, composition, item))
    ]
    return [*led_back, *_cloud_init_opinion(spec, composition)]


def _is_told(spec: Spec, found: Diagnostic) -> bool:
    """Whether the spec says it already: its checks ask the same, and know the place in a file."""
    told = {item.rule for item in spec.warnings}
    rows = (row for row in spec_faults().values() if row.id in told)
    by_others = {rule for row in rows for rule in row.rules.split()}
    return found.rule in by_others and found.rule in _OF_STEPS and not spec.value["raw"]


_OF_STEPS = {"EXT070", "EXT080", "EXT083"}
"""Rules about the scripts of delivery steps, all of which the spec itself is asked about."""


def _is_raw(spec: Spec, composition: Composition, found: Diagnostic) -> bool:
    """Whether what is wrong was written in ARM's own words."""
    return spec_path(spec, composition, _steps(found.pointer))[:1] == ("raw",)


def _cloud_init_opinion(spec: Spec, composition: Composition) -> Iterator[Diagnostic]:
    for index, entry in enumerate(spec.value["deliver"]):
        if entry["cloudInit"] is None:
            continue
        from generator.rendering.custom_data import cloud_configs, refusal, user_data

        data = user_data(composition.template)
        for text in cloud_configs(data) if data else ():
            path = ("deliver", index, "cloudInit")
            try:
                said = refusal(text)
            except OutOfTimeError:
                message = "cloud-init did not come to its end with this in time; "
                message += "--deadline gives it more"
                kind = fault("not-checked-in-time")
                yield spec.document.diagnostic(kind, Severity.INFO, message, path)
                continue
            if said is not None:
                message = f"the installed cloud-init refuses this custom data: {said}"
                yield spec.document.diagnostic("cloud-init", Severity.WARNING, message, path)


def _at_spec(spec: Spec, composition: Composition, found: Diagnostic) -> Diagnostic:
    steps = _steps(found.pointer)
    path = spec_path(spec, composition, steps)
    message = in_words_of_spec(spec, composition, found.message, steps)
    made = spec.document.diagnostic(found.rule, found.severity, message, path, url=found.url)
    return replace(made, retires=found.retires) if found.retires else made


def _steps(pointer: str) -> Path:
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    return tuple(int(part) if part.isdigit() else part for part in parts)
