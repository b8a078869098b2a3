"""The autoscale settings of a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

AUTOSCALE = "microsoft.insights/autoscalesettings"


def autoscale_profiles(template: Template) -> Iterator[Node]:
    """Go through the profiles of all autoscale settings."""
    for setting in template.resources(AUTOSCALE):
        yield from setting.at("properties", "profiles")
