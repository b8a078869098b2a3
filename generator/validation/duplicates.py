"""Resources that stand twice in one deployment, which Azure refuses.

The same resource in two deployments is no mistake: a nested one may update what the template around
it makes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity, json_pointer
from generator.language.values import flat_text
from generator.validation.problem import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic
    from generator.language.expand import Deployed, Expanded

_ELSEWHERE = {"resourcegroup", "subscriptionid"}


def duplicates(deployed: Deployed) -> Iterator[Diagnostic]:
    """Find resources of the same id; what a condition or the length of a loop leaves open is not.

    Of a loop that makes the same resource again and again only the first time is told.
    """
    seen: dict[str, Expanded] = {}
    told = set()
    for item in deployed.resources:
        if not _is_certain(item):
            continue
        origin = item.made.origin
        first = seen.setdefault(flat_text(item.made.id), item)
        if first is not item and origin.path not in told:
            told.add(origin.path)
            path = (*origin.path, written(origin.raw, "name"))
            document = origin.frame.scope.document
            yield document.diagnostic("TPL015", Severity.ERROR, _message(first, item), path)


def _is_certain(item: Expanded) -> bool:
    """Whether a resource is surely deployed, and its id tells it from all others."""
    made = item.made
    if made.id is None or made.name == "" or made.condition is not True:
        return False
    is_moved = not made.is_deployment and _ELSEWHERE & {key.lower() for key in made.origin.raw}
    return made.origin.count is None and not is_moved


def _message(first: Expanded, second: Expanded) -> str:
    one, other = first.made.origin, second.made.origin
    if one.path == other.path and one.index != other.index:
        return f"the copies of this resource have the same name: use copyIndex('{one.loop}') in it"
    where = f"resources[{one.path[-1]}]" if one.path[:-1] == other.path[:-1] else ""
    where = where or f"the resource at {json_pointer(one.path)}"
    return f"{where} has the same type and name: a deployment refuses it"
