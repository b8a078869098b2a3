"""Whether the names of sizes are names of sizes, and who may have them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from generator.azure.sizes import facts, nearest, size
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.fit.asking import choices, of_allowed
from generator.fit.places import is_known, region_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node
    from generator.scale_set.view import ScaleSet

_PREFIX = "Standard_"
_MIXED = "mix"


def unknown(scale_set: ScaleSet) -> Iterator[Finding]:
    """Find names that no list of sizes has; that of the user is taken to have all of them."""
    yield from _named(scale_set, _unknown)


def restricted(scale_set: ScaleSet) -> Iterator[Finding]:
    """Find sizes that subscriptions of today are refused where they had none of them before."""
    yield from _named(scale_set, _restricted)


_Judge = Callable[[str], "Callable[[ScaleSet, Node], Finding] | None"]
"""What is to be said of a name, if anything."""


def _named(scale_set: ScaleSet, judge: _Judge) -> Iterator[Finding]:
    """Yield what is said of the sizes that are known, and of those that a parameter allows."""
    for node in scale_set.sizes():
        say = judge(node.text() or "")
        if say:
            yield say(scale_set, node)
        allowed, entries = choices(node) or (node, [])
        told = [(entry, found) for entry in entries if (found := judge(entry.text() or ""))]
        if told:
            first, say = told[0]
            there = [entry for entry, _ in told]
            yield of_allowed(allowed, there, say(scale_set, first))


def _unknown(name: str) -> Callable[[ScaleSet, Node], Finding] | None:
    if not name or size(name) is not None or name.lower() == _MIXED:
        return None
    return _not_known


def _not_known(scale_set: ScaleSet, node: Node) -> Finding:
    name = node.text() or ""
    whole = size(f"{_PREFIX}{name}")
    if whole is not None:
        message = f"'{name}' is no size; its name is '{whole.name}'"
        return Finding(node, message, Severity.ERROR, fault="prefix")
    known = facts()
    near = nearest(name)
    hint = f"; did you mean '{near}'?" if near else ""
    if known.own:
        return _not_of_the_user(scale_set, node, name, hint)
    newer = "" if near else ", which may be newer"
    message = f"no list has a size '{name}' (as of {known.day}){newer}{hint}"
    severity = Severity.WARNING if near and _is_slip(name, near) else Severity.INFO
    return Finding(node, message, severity, fault="unknown")


def _is_slip(name: str, near: str) -> bool:
    """Whether no newer size can be meant: another prefix, or an underscore that lacks."""
    part = near.removeprefix(_PREFIX).lower()
    written = name.lower()
    return part == written.partition("_")[2] or (
        near.replace("_", "").lower() == written.replace("_", "")
    )


def _not_of_the_user(scale_set: ScaleSet, node: Node, name: str, hint: str) -> Finding:
    """Return that the file of a user, which has all that there is, has no such size."""
    region = region_of(scale_set)
    where = f" in {region}: this subscription cannot deploy it there" if is_known(region) else ""
    return Finding(
        node,
        f"{facts().file} has no size '{name}'{where}{hint}",
        Severity.ERROR if where else Severity.WARNING,
        fault="unknown",
    )


def _restricted(name: str) -> Callable[[ScaleSet, Node], Finding] | None:
    known = size(name)
    if known is None or not (known.previous_generation or facts().own):
        return None
    from generator.azure.retirements import restriction_of_size

    row = restriction_of_size(name)
    if row is None:
        return None
    said = (
        f"new subscriptions cannot deploy size {known.name} since {row.on}, and others get no "
        "more quota for it; take one of a current series"
    )
    return lambda _scale_set, node: Finding(node, said, Severity.INFO, fault="restricted")
