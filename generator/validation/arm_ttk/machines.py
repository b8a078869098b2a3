"""Tests about machines: sizes, images."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.validation.arm_ttk.subject import Fault, find, get, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.arm_ttk.subject import Subject

_MACHINES = {"microsoft.compute/virtualmachines", "microsoft.compute/virtualmachinescalesets"}
_VARIABLE = re.compile(r"variables\s?\(\s*'([^']+)'\s*\)", re.IGNORECASE)


def sizes(subject: Subject) -> Iterator[Fault]:
    """VM-Size-Should-Be-A-Parameter: vmSize only, as arm-ttk does; not the SKU of a scale set."""
    if subject.inside:
        return
    for found in find(subject.whole, named("vmSize")):
        if _is_declaration(found.path) or isinstance(found.value, list):
            continue
        value = found.value
        if isinstance(value, dict):
            value = get(value, "value")
            if value is None:
                continue
        if not _by_parameter(str(value), subject.whole):
            yield Fault((*found.path, found.key), "'vmSize' should be a parameter")


def _is_declaration(path: tuple[str | int, ...]) -> bool:
    """Whether a path is that of a section that declares parameters, in any template."""
    if not path or str(path[-1]).lower() != "parameters":
        return False
    before = str(path[-2]).lower() if len(path) > 1 else "template"
    return before == "template"


def _by_parameter(text: str, template: Any, depth: int = 0) -> bool:
    if re.search(r"\[.*parameters\s*\(", text, re.IGNORECASE | re.DOTALL):
        return True
    found = _VARIABLE.search(text)
    if found is None or depth > 5:
        return False
    held = get(get(template, "variables"), found[1])
    return held is not None and _by_parameter(str(held), template, depth + 1)


def previews(subject: Subject) -> Iterator[Fault]:
    """Virtual-Machines-Should-Not-Be-Preview."""
    for found in find(subject.value, named("storageProfile")):
        around = [found.owner, *found.parents]
        if not any(str(get(item, "type")).lower() in _MACHINES for item in around):
            continue
        profile = _one_level(found.value, subject.value)
        image = get(profile, "imageReference")
        path = (*found.path, found.key)
        if isinstance(image, str):
            if _is_preview(image):
                yield Fault(path, "the image is a preview: take a released one")
            continue
        for name in ("version", "sku", "offer"):
            if _is_preview(get(image, name)):
                message = f"the {name} of the image is a preview: take a released one"
                yield Fault((*path, "imageReference", name), message)


def _one_level(value: Any, template: Any) -> Any:
    found = re.match(r"\s*\[\s*variables\s?\(\s*'([^']+)'\s*\)", str(value), re.IGNORECASE)
    return get(get(template, "variables"), found[1]) if found else value


def _is_preview(value: Any) -> bool:
    return str(value).lower().endswith("preview")


TESTS = {
    "VM-Size-Should-Be-A-Parameter": sizes,
    "Virtual-Machines-Should-Not-Be-Preview": previews,
}
