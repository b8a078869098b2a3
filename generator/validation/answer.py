"""What Azure answers of a scale set, checked as the template that it would be of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.resource_types import SCALE_SET
from generator.diagnostics import json_pointer, path_of_pointer
from generator.language.documents.casing import member_of
from generator.lazy import replace
from generator.scale_set.live.bodies import body_of, resource_of, template_of, version_of
from generator.scale_set.live.places import AnswerPlaces
from generator.scale_set.live.shapes import answers, problem_of
from generator.scale_set.live.told import tells_of_instances

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.diagnostics import Diagnostic
    from generator.language.documents.source import Document
    from generator.scale_set.live.shapes import Answer

_UNTOLD = {name: f"[parameters('{name}')]" for name in ("secureObject", "array")}
"""What stands for secrets and other parts that no answer has: parameters, by their types."""
_OF_TEMPLATES = frozenset(("API004", "LOC002", "SEC001", "VMS002"))
"""What is wrong for the API version, or should be a parameter: an answer has neither."""
_INSTANCES = (
    "this is what Azure answers of the instances of a scale set, which 'scaleset plan --instances' "
    "reads; a template or an answer for the set can be checked"
)
_READ_ONLY = " is read-only: "
"""How it is said that only Azure sets something, as its answers do."""


def resources_in(document: Document) -> list[Answer]:
    """Return the resources of an answer; none where it has no scale set, or is no answer."""
    found = list(answers(document.value))
    sets = (item for item in found if item.kind == SCALE_SET)
    return found if any(not _is_written(item) for item in sets) else []


def part_of_an_answer(document: Document, found: list[Answer]) -> str:
    """Return why there is nothing to check in an answer; empty where there is, or it is none."""
    if not found:
        error = isinstance(document.value, dict) and problem_of(document.value, empty=True)
        instances = tells_of_instances(document.value)
        return error or (_INSTANCES if instances else "")
    return next((item.half for item in found if len(item.lacks) > 2 and item.half), "")


def answer_findings(
    document: Document, found: list[Answer], check: Callable[[Document], list[Diagnostic]]
) -> list[Diagnostic]:
    """Return what `check` finds in an answer, at its places there."""
    declared = {name: {"type": name} for name in _UNTOLD}
    made = template_of([_resource(item) for item in found], document.path, parameters=declared)
    places = AnswerPlaces([(document, item) for item in found])
    placed = (_placed(item, places, document) for item in check(made) if _is_of_the_answer(item))
    return sorted(placed, key=lambda item: item.sort_key)


def _is_written(answer: Answer) -> bool:
    """Whether it is a resource that somebody took out of a template."""
    return not answer.id and isinstance(member_of(answer.value, "apiVersion"), str)


def _resource(answer: Answer) -> dict[str, Any]:
    """Return a resource with a parameter where the answer cannot have what was sent."""
    version = version_of(answer.kind)
    name = answer.name or "set"
    body = body_of(answer.kind, answer.value, version)
    made = resource_of(answer.kind, version, name, body)
    if answer.bare:
        sku, zones = _UNTOLD.values()
        place = "[resourceGroup().location]"
        made = {"location": place, "sku": sku, "zones": zones, **made}
    if answer.kind == SCALE_SET:
        for extension in _extensions(made):
            if not any(key.lower().startswith("protectedsettings") for key in extension):
                extension["protectedSettings"] = _UNTOLD["secureObject"]
    return made


def _extensions(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the properties of the extensions of a set."""
    listed: Any = body
    for step in ("properties", "virtualMachineProfile", "extensionProfile", "extensions"):
        listed = member_of(listed, step)
    for item in listed if isinstance(listed, list) else ():
        properties = member_of(item, "properties")
        if isinstance(properties, dict):
            yield properties


def _is_of_the_answer(found: Diagnostic) -> bool:
    """Whether a finding is about what runs, and not about how a template is written."""
    inside = found.pointer.startswith("/resources/")
    return inside and found.rule not in _OF_TEMPLATES and _READ_ONLY not in found.message


def _placed(found: Diagnostic, places: AnswerPlaces, document: Document) -> Diagnostic:
    """Return a finding at its place in the answer."""
    path = places.path(path_of_pointer(found.pointer))
    position = document.position(path)
    return replace(found, position=position, pointer=json_pointer(path))
