"""The autoscale settings of a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import AUTOSCALE
from generator.scale_set.references import referenced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template, TemplateResource
    from generator.scale_set.view import ScaleSet

KIND = "virtualMachineScaleSets"


def autoscale_profiles(template: Template) -> Iterator[Node]:
    """Yield the profiles of all autoscale settings."""
    for setting in template.resources(AUTOSCALE):
        yield from setting.at("properties", "profiles")


def settings_of(scale_set: ScaleSet) -> list[TemplateResource]:
    """Return the autoscale settings whose target a scale set may be."""
    resource = scale_set.resource
    return [
        setting
        for setting in resource.node.template.resources(AUTOSCALE)
        if any(referenced(setting.at("properties", "targetResourceUri"), KIND, [resource]))
    ]


def bounds_of(setting: TemplateResource) -> tuple[int | None, int | None]:
    """Return the least and the largest number of instances that any profile of settings allows.

    A number is None unless every profile tells it.
    """
    profiles = list(setting.at("properties", "profiles"))
    least = [item.at("capacity", "minimum").number() for item in profiles]
    most = [item.at("capacity", "maximum").number() for item in profiles]
    low = min((n for n in least if n is not None), default=None)
    high = max((n for n in most if n is not None), default=None)
    return None if None in least else low, None if None in most else high
