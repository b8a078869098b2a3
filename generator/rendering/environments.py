"""The parameter files of environments, which share the template of their spec."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity, json_pointer
from generator.rendering.artifacts import Artifact, parameters_of
from generator.rendering.findings import check_artifacts
from generator.rendering.origin import spec_path
from generator.spec.environments import KEY, different, place_of
from generator.spec.faults import fault
from generator.spec.paths import dotted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from generator.diagnostics import Diagnostic, Path
    from generator.rendering.compose import Composition
    from generator.rendering.options import RenderOptions
    from generator.spec.spec import Spec

    Product = Callable[
        [Spec, RenderOptions], tuple[Composition, list[Artifact], list[Diagnostic], list[str]]
    ]


def other_environments(
    specs: Mapping[str, Spec],
    itself: Spec,
    shared: Composition,
    product: Product,
    options: RenderOptions,
) -> tuple[list[Artifact], list[Diagnostic]]:
    """Return the parameter file of each environment, and what is wrong with its values.

    `specs` are those of the environments, `shared` what the spec itself makes.
    """
    files, findings = [], []
    for name, spec in specs.items():
        made, (template, parameters, *_), said, _ = product(spec, options)
        path = _first_difference(shared.template, made.template, ())
        if path is not None:
            findings.append(_differs(itself, spec, made, name, path))
            continue
        findings += [*spec.warnings, *said]
        findings += check_artifacts(spec, made, [template, parameters], options.as_of)
        files.append(
            Artifact(parameters_of(template.name.removesuffix(".json"), name), parameters.text)
        )
    return files, findings


def _differs(itself: Spec, spec: Spec, made: Composition, name: str, path: Path) -> Diagnostic:
    keys = different(itself, spec)
    what = ", ".join(map(dotted, keys)) or "the template"
    give = "give it" if keys else "give what decides it"
    message = (
        f"with the values of {name} another default holds for {what} (see {json_pointer(path)}), "
        f"and environments share one template: {give} for all of them, or write a spec of its own"
    )
    place = place_of(spec.document, name, spec_path(spec, made, path))
    there = place if place[:1] == (KEY,) else (KEY, name)
    kind = fault("environment-differs")
    return spec.document.diagnostic(kind, Severity.ERROR, message, there)


def _first_difference(one: Any, other: Any, path: Path) -> Path | None:
    """Return the path of the first value that differs between two; None where none does."""
    if isinstance(one, dict) and isinstance(other, dict):
        steps = list(dict.fromkeys([*one, *other]))
        return next(
            (
                found
                for step in steps
                if (found := _first_difference(one.get(step), other.get(step), (*path, step)))
            ),
            None,
        )
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return next(
            (found for at, (a, b) in pairs if (found := _first_difference(a, b, (*path, at)))), None
        )
    return None if one == other and type(one) is type(other) else path
