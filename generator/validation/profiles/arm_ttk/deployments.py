"""The nested and linked deployments of a template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.resource_types import DEPLOYMENT
from generator.validation.profiles.arm_ttk.search import find, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path


def deployments(template: Any) -> Iterator[tuple[dict[str, Any], Path]]:
    """Yield the objects that are called deployments by their type, with the paths to them."""
    for match in find(template, named("type")):
        if isinstance(match.value, str) and match.value.lower() == DEPLOYMENT:
            yield match.holder, match.path[:-1]
