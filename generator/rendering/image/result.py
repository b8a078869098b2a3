"""The spec of a scale set that uses the image: what was baked is gone, the rest is as it was."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import yaml

from generator.spec.local_files import named_files

if TYPE_CHECKING:
    from generator.rendering.image.plan import ImagePlan
    from generator.spec.spec import Spec

_HEADER = "# The scale set with its application in the image: made by 'scaleset image'.\n"


def spec_with_image(spec: Spec, plan: ImagePlan, gallery_image_id: str) -> str:
    """Write the spec that uses the image; the keys keep their order."""
    given = copy.deepcopy(spec.document.value)
    given["deliver"] = [given["deliver"][position] for position in plan.kept]
    if not given["deliver"]:
        del given["deliver"]
    value: dict[str, Any] = {}
    for key, item in given.items():
        if key != "image":
            value[key] = item
        if key == ("image" if "image" in spec.document.value else "size"):
            plan_of_image = (spec.document.value.get("image") or {}).get("plan")
            value["image"] = {
                "id": gallery_image_id,
                **({"plan": plan_of_image} if plan_of_image else {}),
            }
    return _HEADER + yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100)


def kept_files(spec: Spec, plan: ImagePlan) -> dict[str, str]:
    """Return the local files that the new spec still names, as they are read."""
    rest = {**spec.value, "deliver": [spec.value["deliver"][position] for position in plan.kept]}
    return {name: spec.files.texts[name] for _, name in named_files(rest)}
