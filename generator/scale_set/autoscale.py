"""The autoscale settings of a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import AUTOSCALE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template


def autoscale_profiles(template: Template) -> Iterator[Node]:
    """Go through the profiles of all autoscale settings."""
    for setting in template.resources(AUTOSCALE):
        yield from setting.at("properties", "profiles")
