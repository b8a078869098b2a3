"""Resources that use others of their deployment and do not wait for them.

Azure deploys them side by side, so that the deployment fails whenever the other one comes later.
A resource uses what an id in it names, as the id or the beginning of it, and as a child its parent;
a nested deployment uses the resource group that it deploys to.
What asks with reference() or a list function is left out: it may make Azure wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from generator.diagnostics import Severity
from generator.language.documents.casing import written
from generator.language.expansion.named_ids import steps_of, texts_of
from generator.validation.expansion.dependency_graph import graph_of, named
from generator.validation.resources.expanded import source_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic, Path
    from generator.language.expansion.expanded import Deployed, Expanded
    from generator.validation.expansion.dependency_graph import Graph

_Uses: TypeAlias = "dict[tuple[int, int], Path]"
"""Which resource uses which, by their numbers, and where in its body; empty for a parent."""

_NO_TYPE_NEEDS = ("microsoft.portal/", "microsoft.insights/workbooks")
"""What shows resources, and shows nothing as long as they are not there."""


def missing_waits(deployed: Deployed) -> Iterator[Diagnostic]:
    """Find what uses a resource of its deployment and does not wait for it; each pair once."""
    resources = deployed.resources
    uses = _uses(resources)
    if not uses:
        return
    graph = graph_of(resources)
    open_ = {number for number, item in enumerate(resources) if _is_open(item)}
    for (user, used), path in uses.items():
        reached = graph.reached(user)
        if used in reached or reached & open_ or (used, user) in uses:
            continue
        if user not in graph.reached(used):
            yield _finding(graph, user, used, path)


def _is_open(item: Expanded) -> bool:
    """Whether a resource may wait for more than is known."""
    raw, _ = item.made.origin.member("dependsOn")
    return any(not wait.known for wait in item.waits) or isinstance(raw, str)


def _uses(resources: list[Expanded]) -> _Uses:
    """Return which resource uses which; the first copy that a loop makes stands for all."""
    known: dict[tuple[str, ...], int] = {}
    for number, item in enumerate(resources):
        steps = steps_of(item.made.id)
        if steps and all(steps):
            known.setdefault(steps, number)
    uses: _Uses = {}
    seen = set()
    for number, item in enumerate(resources if len(known) > 1 else ()):
        own = item.made.origin.path
        if own in seen:
            continue
        seen.add(own)
        for steps, path in _named(item):
            used = _longest(steps, known)
            if used is not None and resources[used].made.origin.path != own:
                uses.setdefault((number, used), path)
    return uses


def _named(item: Expanded) -> Iterator[tuple[tuple[str, ...], Path]]:
    """Yield the ids that a resource needs: that of its parent, and those in its body."""
    own = steps_of(item.made.id)
    if own:
        yield own[:-2], ()
    if item.made.type.lower().startswith(_NO_TYPE_NEEDS):
        return
    for value, path in texts_of(item.body):
        steps = steps_of(value)
        if steps:
            yield steps, path


def _longest(steps: tuple[str, ...], known: dict[tuple[str, ...], int]) -> int | None:
    """Return the resource that an id begins with, the one that says most."""
    for length in range(len(steps), 0, -1):
        if steps[:length] in known:
            return known[steps[:length]]
    return None


def _finding(graph: Graph, user: int, used: int, path: Path) -> Diagnostic:
    origin = graph.resources[user].made.origin
    what = named(graph.resources[used])
    if path:
        place, _, _ = source_of(origin.original, path)
        message = f"this uses {what}, but the resource does not wait for it"
    else:
        place = (written(origin.raw, "name"),)
        message = f"this belongs to {what}, but does not wait for it"
    found = f"{message}: add it to dependsOn"
    return origin.frame.scope.document.diagnostic(
        "REF005", Severity.WARNING, found, (*origin.path, *place)
    )
