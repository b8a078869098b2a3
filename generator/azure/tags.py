"""What the names of tags may be."""

from __future__ import annotations

_LONGEST = 512
_REFUSED = frozenset("<>%&\\?/")
_OF_THE_PORTAL = "hidden-"
"""How names begin that the portal reads, as "hidden-link:/subscriptions/1": slashes are taken."""


def is_tag_name(name: str) -> bool:
    """Whether a tag may be called so.

    Source: https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources
    """
    free = name.lower().startswith(_OF_THE_PORTAL)
    return len(name) <= _LONGEST and (free or not _REFUSED & set(name))
