"""Resources that stand twice in one deployment, which Azure refuses.

The same resource in two deployments is no mistake: a nested one may update what the template around
it makes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity, json_pointer
from generator.language.documents.casing import written
from generator.language.expansion.instances import beside
from generator.language.expressions.values import flat_text
from generator.validation.expressions.defaults import default_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic
    from generator.language.expansion.expanded import Deployed, Expanded

_TELLING = ("condition", "name", "scope")
_ELSEWHERE = {"resourcegroup", "subscriptionid"}


def duplicates(deployed: Deployed, *, given: bool) -> Iterator[Diagnostic]:
    """Find resources of the same id; what a condition or the length of a loop leaves open is not.

    Of a loop that makes the same resource again and again only the first time is told. Where no
    values are `given`, resources that are the same by defaults alone are a doubt.
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
            name = "" if given else _default(first, item)
            severity = Severity.WARNING if name else Severity.ERROR
            message = _message(first, item)
            message += f" (with the default of parameter '{name}')" if name else ""
            yield document.diagnostic("TPL015", severity, message, path)


def _is_certain(item: Expanded) -> bool:
    """Whether a resource is surely deployed, and its id tells it from all others."""
    made = item.made
    if made.id is None or made.name == "" or made.condition is not True:
        return False
    is_moved = not made.is_deployment and _ELSEWHERE & {key.lower() for key in made.origin.raw}
    return made.origin.count is None and not is_moved


def _default(first: Expanded, second: Expanded) -> str:
    """Return the name of a parameter whose default makes two of the same; empty if none does."""
    origins = (first.made.origin, second.made.origin)
    raws = [{key.lower(): value for key, value in origin.raw.items()} for origin in origins]
    for member in _TELLING:
        if raws[0].get(member) == raws[1].get(member):
            continue
        for origin in origins:
            name = default_in(beside(origin.original, member), origin.names)
            if name:
                return name
    return ""


def _message(first: Expanded, second: Expanded) -> str:
    one, other = first.made.origin, second.made.origin
    if one.path == other.path and one.index != other.index:
        return f"the copies of this resource have the same name: use copyIndex('{one.loop}') in it"
    where = f"resources[{one.path[-1]}]" if one.path[:-1] == other.path[:-1] else ""
    where = where or f"the resource at {json_pointer(one.path)}"
    return f"{where} has the same type and name: a deployment refuses it"
