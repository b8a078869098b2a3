"""What defaults ask of the sizes and the image of a spec.

A size that is a parameter without a value asks for nothing: whoever deploys chooses one. Where a
spec has several sizes, what one of them lacks none of them gets.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.lazy import regex
from generator.spec.references import Parameter

if TYPE_CHECKING:
    from generator.azure.image_catalog import Image
    from generator.azure.sizes import Size

Spec = dict[str, Any]


def _names(spec: Spec) -> list[str]:
    """Return the sizes that instances may have, as far as they are known when rendering."""
    mix = spec.get("mix")
    named = [spec.get("size"), *((mix.get("sizes") or []) if isinstance(mix, dict) else [])]
    values = (item.literal() if isinstance(item, Parameter) else item for item in named)
    return [item for item in values if isinstance(item, str)]


def _sizes(spec: Spec) -> list[Size | None]:
    from generator.azure.sizes import size

    return [size(name) for name in _names(spec)]


def _answer(found: Size, field: str) -> Any:
    if field == "trusted_launch":
        from generator.fit.security import has_trusted_launch

        return has_trusted_launch(found)
    return getattr(found, field)


def refuses(spec: Spec, field: str) -> bool:
    """Whether a size is known to lack something."""
    return any(found is not None and _answer(found, field) is False for found in _sizes(spec))


def may_lack(spec: Spec, field: str) -> bool:
    """Whether it is not known of a size that it has something."""
    return any(found is None or _answer(found, field) is None for found in _sizes(spec))


_SMALL_AND_OLD = regex(r"standard_(?:[de]2[a-z]*_v3|f2[a-z]*_v2|ds?[12])$", re.IGNORECASE)


def is_small_and_old(spec: Spec) -> bool:
    """Whether a size was thought to lack accelerated networking when specs had version 1."""
    return any(_SMALL_AND_OLD.match(name) for name in _names(spec))


def of_arm(spec: Spec) -> bool:
    """Whether the size is for Arm64; the others of a mix must be as it is."""
    return any(item is not None and item.architecture == "Arm64" for item in _sizes(spec)[:1])


def of_generation_1(spec: Spec) -> bool:
    """Whether a size starts images of generation 1 only."""
    return any(found is not None and found.generations == (1,) for found in _sizes(spec))


def is_confidential(spec: Spec) -> bool:
    """Whether the sizes run confidential machines only."""
    found = _sizes(spec)
    return bool(found) and all(item is not None and bool(item.confidential) for item in found)


def makes_confidential(spec: Spec) -> bool:
    """Whether the machines are confidential: because the spec says so, or the size."""
    security = spec.get("security")
    said = security.get("confidential") if isinstance(security, dict) else None
    return is_confidential(spec) if said is None else said is True


def _only(spec: Spec, field: str) -> str | None:
    """Return what all sizes have of a field, where that is one thing only."""
    known = {getattr(found, field) if found else None for found in _sizes(spec)}
    values = known.pop() if len(known) == 1 else None
    return str(values[0]) if values and len(values) == 1 else None


def only_controller(spec: Spec) -> str | None:
    """Return NVMe where the sizes have no other disk controller; else Azure chooses."""
    return "NVMe" if _only(spec, "controllers") == "NVMe" else None


def only_placement(spec: Spec) -> str | None:
    """Return the only place that the hosts of the sizes have for an ephemeral disk."""
    return _only(spec, "placements")


def _image(spec: Spec) -> Image | None:
    urn = (spec.get("image") or {}).get("urn")
    parts = urn.split(":") if isinstance(urn, str) else []
    if len(parts) != 4:
        return None
    from generator.azure.image_catalog import image

    return image(*parts[:3])


def image_refuses_trusted_launch(spec: Spec) -> bool:
    """Whether the image is known to lack what Trusted Launch needs."""
    found = _image(spec)
    return found is not None and found.trusted_launch is False


def image_may_lack_trusted_launch(spec: Spec) -> bool:
    """Whether it is not known of the image that it has what Trusted Launch needs."""
    found = _image(spec)
    return found is None or found.trusted_launch is None


def has_no_zones(spec: Spec) -> bool:
    """Whether the region, as far as the spec names it, has no availability zones."""
    place = spec.get("location")
    name = place.literal() if isinstance(place, Parameter) else place
    if not isinstance(name, str):
        return False
    from generator.azure.size_regions import zones_of_region

    return zones_of_region(name) == ()


QUESTIONS = {
    item.__name__: item
    for item in (
        refuses,
        may_lack,
        is_small_and_old,
        of_arm,
        of_generation_1,
        is_confidential,
        makes_confidential,
        only_controller,
        only_placement,
        image_refuses_trusted_launch,
        image_may_lack_trusted_launch,
        has_no_zones,
    )
}
"""By the names that conditions of defaults have for them."""
