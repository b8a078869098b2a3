"""What Azure answers of a set that runs, as a template of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.resource_types import SCALE_SET
from generator.diagnostics import InvalidInput, Severity
from generator.language.documents.kind import TEMPLATE, kind_of
from generator.resources.schema import resource_schema
from generator.rollout.changes import Element
from generator.rollout.read_only import is_read_only
from generator.scale_set.live.bodies import body_of, resource_of, template_of
from generator.scale_set.live.shapes import answers, problem_of
from generator.scale_set.live.told import is_of_instances

if TYPE_CHECKING:
    from generator.language.documents.document import Document
    from generator.rollout.changes import Steps


def as_template(document: Document) -> tuple[Document, dict[str, str]]:
    """Return a template of what an answer has, and the place of it; a template stays as it is.

    What only Azure sets is left out. Raises InvalidInput where the answer has no scale set.
    """
    if kind_of(document.value) == TEMPLATE:
        return document, {}
    found = [item for item in answers(document.value) if not is_of_instances(item.value)]
    sets = [item for item in found if item.kind == SCALE_SET]
    message = problem_of(document.value) or next((half for item in sets if (half := item.half)), "")
    if not message and (not sets or any(item.bare for item in sets)):
        message = (
            "this is no template and no whole answer of Azure for a scale set: give what "
            "'az vmss show' or 'az group export' prints"
        )
    if message:
        raise InvalidInput([document.diagnostic("file", Severity.ERROR, message)])
    listed = []
    for item in found:
        schema = resource_schema(item.kind)
        if schema is None or not schema.versions:
            continue
        body = body_of(item.kind, item.value, schema.newest)
        kept = _without_read_only(item.kind, schema.newest, body, ())
        listed.append(resource_of(item.kind, schema.newest, item.name, kept))
    group = sets[0].group
    place = {"subscription": group[0], "resource_group": group[1]} if group else {}
    return template_of(listed, document.path), place


def _without_read_only(kind: str, version: str, value: Any, steps: Steps) -> Any:
    if isinstance(value, list):
        return [
            _without_read_only(kind, version, item, (*steps, Element(str(index))))
            for index, item in enumerate(value)
        ]
    if not isinstance(value, dict):
        return value
    return {
        key: _without_read_only(kind, version, item, (*steps, key))
        for key, item in value.items()
        if not is_read_only(kind, version, (*steps, key))
    }
