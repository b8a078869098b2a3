"""How bad it is that a resource does not fit its schema: the policy, in one place.

A reviewed type is told of by two sources, and real deployments agree with it: what does not fit is
what Azure refuses, or drops so that it does harm. Providers differ in how strictly they read. What
exported templates bring along (read-only properties, `type` and `tier` beside a name, a property of
another API version) and what Azure converts is less. Of a type that is not reviewed the API
description is all there is; services take what it lacks, so a misfit is a warning that says so, and
what is known to be taken is a note.

Sources: compute refuses members that it does not know, those of a newer version too (Azure/
azure-sdk-for-net issue 37855, Azure/azure-cli issues 3951 and 18855, Azure/bicep issue 7520);
network took them in versions before 2018, as 33 deployed quickstarts show. Others were seen to take
one: Microsoft.Insights (Azure/bicep-registry-modules issue 5777), Microsoft.Storage and
Microsoft.OperationalInsights (marketplace offers and quickstart templates).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.kinds import NOT_DEPLOYABLE
from generator.lazy import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.diagnostics import Path
    from generator.findings import Finding
    from generator.resources.schema import Slice

UNKNOWN, MISSING, TYPE, VALUE = "TPL014", "TPL030", "TPL031", "TPL032"
READ_ONLY, BOUNDS, CASING, VERSION = "TPL033", "TPL034", "TPL035", "API004"

NEAR = "near"
"""The fault of a name or value that is nearly one that there is."""
LEFTOVER = "leftover"
"""The fault of a member that exports add."""
NEWER = "newer"
"""The fault of a property that a later API version has."""
NOT_NEEDED = "not needed"
"""The fault of an object that lacks and of which nothing is required."""
CONVERTED = "converted"
"""The fault of a value of another type, which Azure Resource Manager converts."""
EXPRESSION = "expression"
"""The fault of an expression that gives another type."""
MAYBE = "maybe"
"""The fault of an expression that gives a string, which may read as what is wanted."""
READ_BY_SOME = "read by some"
"""The fault of 0 and 1 for a truth value, and of the number of a choice: .NET reads them."""
OPEN = "open"
"""The fault of a value that the description does not list and that may be newer than it."""
NUMBER = "number"
"""The fault of a number that is too small or too large, and not of a text or a list."""
NAME = "name"
"""The fault of a name of a resource that its type does not take."""

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO
_POLICY = {
    #                        compute  network  others
    (UNKNOWN, ""):             (_E,     _E,     _W),
    (UNKNOWN, NEAR):           (_E,     _E,     _W),
    (UNKNOWN, LEFTOVER):       (_W,     _W,     _W),
    (VERSION, NEWER):          (_E,     _W,     _W),
    (VERSION, ""):             (_W,     _W,     _W),
    (READ_ONLY, ""):           (_W,     _W,     _W),
    (MISSING, ""):             (_E,     _E,     _E),
    (MISSING, NOT_NEEDED):     (_I,     _I,     _I),
    (TYPE, ""):                (_E,     _E,     _E),
    (TYPE, READ_BY_SOME):      (_E,     _E,     _E),
    (TYPE, EXPRESSION):        (_E,     _E,     _E),
    (TYPE, MAYBE):             (_W,     _W,     _W),
    (TYPE, CONVERTED):         (_I,     _I,     _I),
    (CASING, ""):              (_I,     _I,     _I),
    (VALUE, ""):               (_E,     _E,     _E),
    (VALUE, NEAR):             (_E,     _E,     _E),
    (VALUE, READ_BY_SOME):     (_E,     _E,     _E),
    (VALUE, OPEN):             (_W,     _W,     _W),
    (NOT_DEPLOYABLE, ""):      (_E,     _E,     _E),
    (BOUNDS, NUMBER):          (_E,     _E,     _E),
    (BOUNDS, NAME):            (_E,     _E,     _E),
    (BOUNDS, ""):              (_W,     _W,     _W),
}  # fmt: skip
"""How bad each fault is for a reviewed type, by who reads the resource."""
_READERS = ("microsoft.compute", "microsoft.network")
_STRICT_SINCE = "2018"
"""In versions before, network takes members that it does not know."""

_DROPPED = "(the service may ignore it)"
_DOUBT = "(by the API description, which may be inaccurate)"
_FULL_SINCE = "2021"
"""Descriptions of versions before require much that services do without."""
_NOT_REQUIRED = {"location", "id", "name", "type", "status", "systemdata"}
"""What early descriptions require inside of resources that were deployed without."""
_TAKEN = {
    *("workersize", "workersizeid", "hostingenvironment", "hostingenvironmentid", "computemode"),
    "path",
}
"""What services take that their description lacks: exports have it."""
_ANSWERED = frozenset(
    ("allowextensionoperations", "enablevmagentplatformupdates", "requireguestprovisionsignal")
)
"""What Azure answers in versions before those that describe it (recorded with 2020-06-01 and
2021-11-01), so that exports have it."""
_SELF_EVIDENT = {READ_ONLY, VERSION}
_CHILD = 2
"""A type of more steps than these is a child."""


def worst(kind: str, fault: str) -> Severity:
    """Return how bad a fault is at worst."""
    return max(_POLICY[kind, fault])


def judged(found: Iterable[Finding], slice_: Slice, start: Path) -> Iterator[Finding]:
    """Yield what a walker found in a resource at `start`, each as bad as it is for its type."""
    judge = _of_reviewed if slice_.schema.reviewed else _of_others
    yield from judge(list(found), slice_, start)


def _of_reviewed(found: list[Finding], slice_: Slice, _: Path) -> Iterator[Finding]:
    provider = slice_.schema.type.lower().partition("/")[0]
    reader = _READERS.index(provider) if provider in _READERS else len(_READERS)
    early = provider == _READERS[1] and slice_.version < _STRICT_SINCE
    for problem in found:
        most = _POLICY[problem.kind, problem.fault][reader]
        if early and problem.kind == UNKNOWN:
            most = Severity.WARNING
        severity = min(problem.severity or most, most)
        if problem.fault == NEWER and str(problem.path[-1]).lower() in _ANSWERED:
            severity = Severity.INFO
        milder = problem.kind == UNKNOWN and severity is not problem.severity
        yield replace(problem.with_note(_DROPPED) if milder else problem, severity=severity)


def _of_others(problems: list[Finding], slice_: Slice, start: Path) -> Iterator[Finding]:
    given = {problem.path for problem in problems if problem.kind == READ_ONLY}
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


def _is(path: Path, name: str) -> bool:
    return bool(path) and str(path[-1]).lower() == name


def _is_note(problem: Finding, slice_: Slice, start: Path, *, untold: bool) -> bool:
    """Whether services are known to take it; `untold` says that all properties are read-only."""
    if problem.fault in {READ_BY_SOME, OPEN}:
        return True
    if problem.kind == MISSING:
        below = problem.path != start
        is_child = slice_.schema.type.count("/") >= _CHILD
        name = problem.name.lower()
        if name in _NOT_REQUIRED and (below or (is_child and name == "location")):
            return True
        return untold or slice_.version < _FULL_SINCE
    if untold and problem.kind == READ_ONLY:
        return _is(problem.path, "properties") and len(problem.path) == len(start) + 1
    return problem.kind == UNKNOWN and str(problem.path[-1]).lower() in _TAKEN
