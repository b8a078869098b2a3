"""What the names of tags may be."""

from __future__ import annotations

_LONGEST = 512
_REFUSED = frozenset("<>%&\\?/")


def is_tag_name(name: str) -> bool:
    """Whether a tag may be called so.

    Source: https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources
    """
    return len(name) <= _LONGEST and not _REFUSED & set(name)
