"""The API versions that resources outside of a template are named with, where it says none."""

from __future__ import annotations

from generator.resources.api_versions import is_preview, versions_of


def known_version(kind: str) -> str:
    """Return the newest API version of a resource type, a stable one if there is; '' if unknown."""
    parts = kind.split("/")
    versions = versions_of(parts, len(parts))
    stable = [item for item in versions if not is_preview(item)]
    return [*stable, *versions, ""][0]
