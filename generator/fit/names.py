"""Whether the names of sizes are names of sizes, and who may have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.sizes import facts, nearest, size
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.fit.asking import choices
from generator.fit.places import is_known, region_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node
    from generator.scale_set.view import ScaleSet

_PREFIX = "Standard_"
_MIXED = "mix"


def unknown(scale_set: ScaleSet) -> Iterator[Finding]:
    """Find names that no list of sizes has; that of the user is taken to have all of them."""
    for node, name in _names(scale_set):
        if size(name) is not None or name.lower() == _MIXED:
            continue
        whole = size(f"{_PREFIX}{name}")
        if whole is not None:
            yield Finding(
                node,
                f"'{name}' is no size; its name is '{whole.name}'",
                Severity.ERROR,
                fault="prefix",
            )
            continue
        known = facts()
        near = nearest(name)
        hint = f"; did you mean '{near}'?" if near else ""
        if known.own:
            yield _not_of_the_user(scale_set, node, name, hint)
            continue
        newer = "" if near else ", which may be newer"
        yield Finding(
            node,
            f"no list has a size '{name}' (as of {known.day}){newer}{hint}",
            Severity.INFO,
            fault="unknown",
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


def restricted(scale_set: ScaleSet) -> Iterator[Finding]:
    """Find sizes that subscriptions of today are refused where they had none of them before."""
    for node, name in _names(scale_set):
        known = size(name)
        if known is None or not (known.previous_generation or facts().own):
            continue
        from generator.azure.retirements import restriction_of_size

        row = restriction_of_size(name)
        if row is None:
            continue
        yield Finding(
            node,
            f"new subscriptions cannot deploy size {known.name} since {row.on}, and others get no "
            "more quota for it; take one of a current series",
            fault="restricted",
        )


def _names(scale_set: ScaleSet) -> Iterator[tuple[Node, str]]:
    """Yield the sizes that are known, and those that a parameter allows beside them."""
    for node in scale_set.sizes():
        name = node.text()
        if name:
            yield node, name
        found = choices(node)
        for entry in found[1] if found else ():
            text = entry.text()
            if text:
                yield entry, text
