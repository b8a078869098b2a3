"""How bad it is that a resource does not fit its schema: the policy, in one place.

A reviewed type is told of by two sources, and real deployments agree with it: what does not fit is
what Azure refuses, but for a name that is not known: compute and network refuse that, other
services drop it. Of any other type the API description is all there is; services take what it
lacks, so a misfit is a warning that says so, and what is known to be taken is a note.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.lazy import replace
from generator.validation.resources import faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.diagnostics import Path
    from generator.findings import Finding
    from generator.resources.schema import Slice

_DOUBT = "(by the API description, which may be inaccurate)"
_FULL_SINCE = "2021"
"""Descriptions of versions before require much that services do without."""
_NOT_NEEDED = {"location", "id", "name", "type", "status", "systemdata"}
"""What early descriptions require inside of resources that were deployed without."""
_TAKEN = {
    *("workersize", "workersizeid", "hostingenvironment", "hostingenvironmentid", "computemode"),
    "path",
}
"""What services take that their description lacks: exports have it."""
_SELF_EVIDENT = {faults.READ_ONLY, faults.VERSION}
_REFUSE_NAMES = ("microsoft.compute/", "microsoft.network/")
"""Who refuses a property that it does not know.

Others were seen to take one: Microsoft.Insights (Azure/bicep-registry-modules#5777),
Microsoft.Storage and Microsoft.OperationalInsights (marketplace offers and quickstart templates).
"""
_DROPPED = "(the service may ignore it)"
_CHILD = 2
"""A type of more steps than these is a child."""


def judged(found: Iterable[Finding], slice_: Slice, start: Path) -> Iterator[Finding]:
    """Yield what a walker found in a resource at `start`, each as bad as it is for its type."""
    if slice_.schema.reviewed:
        strict = slice_.schema.type.lower().startswith(_REFUSE_NAMES)
        yield from found if strict else map(_milder, found)
        return
    problems = list(found)
    given = {problem.path for problem in problems if problem.kind == faults.READ_ONLY}
    untold = any(len(path) == len(start) + 1 and _is(path, "properties") for path in given)
    for problem in problems:
        if problem.severity is Severity.INFO:
            yield problem
        elif _is_note(problem, slice_, start, untold=untold):
            yield replace(problem, severity=Severity.INFO)
        elif problem.kind in _SELF_EVIDENT:
            yield replace(problem, severity=Severity.WARNING)
        else:
            yield replace(problem.with_note(_DOUBT), severity=Severity.WARNING)


def _milder(problem: Finding) -> Finding:
    if problem.kind != faults.UNKNOWN or problem.severity is not Severity.ERROR:
        return problem
    return replace(problem.with_note(_DROPPED), severity=Severity.WARNING)


def _is(path: Path, name: str) -> bool:
    return bool(path) and str(path[-1]).lower() == name


def _is_note(problem: Finding, slice_: Slice, start: Path, *, untold: bool) -> bool:
    """Whether services are known to take it; `untold` says that all properties are read-only."""
    if problem.fault == faults.READ_BY_SOME:
        return True
    if problem.kind == faults.MISSING:
        below = problem.path != start
        is_child = slice_.schema.type.count("/") >= _CHILD
        name = problem.name.lower()
        if name in _NOT_NEEDED and (below or (is_child and name == "location")):
            return True
        return untold or slice_.version < _FULL_SINCE
    if untold and problem.kind == faults.READ_ONLY:
        return _is(problem.path, "properties") and len(problem.path) == len(start) + 1
    return problem.kind == faults.UNKNOWN and str(problem.path[-1]).lower() in _TAKEN
