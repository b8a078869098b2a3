"""The API versions that resources outside of a template are named with, where it says none."""

from __future__ import annotations

import json
from functools import lru_cache

from generator.paths import data_folder


@lru_cache(maxsize=1)
def _versions() -> dict[str, str]:
    text = (data_folder("schemas") / "api-versions.json").read_text(encoding="utf-8")
    types: dict[str, str] = json.loads(text)["types"]
    return {name.lower(): versions for name, versions in types.items()}


def known_version(kind: str) -> str:
    """Give the newest API version of a resource type, a stable one if there is; '' if unknown."""
    versions = sorted(_versions().get(kind.lower(), "").split())
    stable = [item for item in versions if not item.endswith("-preview")]
    return [*versions, *stable][-1] if versions else ""
