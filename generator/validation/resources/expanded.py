"""The resources that a template comes to, checked by the schemas too.

So a wrong value is found where a parameter or a variable hides it. It is told where the source
leads to the value; what the check of the source tells already is not told again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity, json_pointer
from generator.language.documents.casing import written
from generator.language.template import is_expression
from generator.lazy import regex, replace
from generator.validation.expressions.defaults import default_in, hangs_on_place
from generator.validation.resources.branches import branches_of
from generator.validation.resources.check import VERSION_UNKNOWN, problems_of
from generator.validation.resources.identity import ResourceSubject
from generator.validation.resources.reading import Evaluated, converted_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.diagnostics import Diagnostic, Path
    from generator.findings import Finding
    from generator.language.documents.source import Document
    from generator.language.expansion.expanded import Expanded, ExpandedTemplate
    from generator.language.expansion.instances import Origin

    Told = Mapping[tuple[str, str], Severity]
    """How bad is what was told, by rule and JSON pointer."""

_IF = regex(r"\bif\s*\(", re.IGNORECASE)
_MOST_VALUES = 400_000
"""More do not fit into the 4 MB that an expanded template may have (best practices for templates),
so that looking on would only take time."""


def expanded_findings(
    expansion: ExpandedTemplate, document: Document, told: Told, *, given: bool
) -> Iterator[Diagnostic]:
    """Yield what the schemas find beyond `told`, or find worse.

    Without values that are `given`, what hangs on the default of a parameter is a doubt only:
    many defaults are there to be replaced.
    """
    said: dict[tuple[str, str], Severity] = dict(told)
    reading = Evaluated(converted_parameters(document.value))
    chooses = _IF.search(document.text) is not None
    for expanded in expansion.resources:
        if expanded.made.origin.frame.scope.document is not document:
            continue
        if reading.asked > _MOST_VALUES:
            return
        reading.branches = branches_of(expanded.made.origin) if chooses else {}
        for problem, raw in _problems(expanded, reading):
            key = (problem.kind, json_pointer(problem.path))
            before = said.get(key, 0)
            if problem.kind == VERSION_UNKNOWN or before >= _severity(problem):
                continue
            sure = given or problem.possible
            name = "" if sure else default_in(raw, expanded.made.origin.names)
            found = _doubtful(problem, name) if name else problem
            if before < _severity(found):
                said[key] = _severity(found)
                yield found.diagnostic(document)


def _severity(problem: Finding) -> Severity:
    return problem.severity or Severity.ERROR


def _problems(expanded: Expanded, reading: Evaluated) -> Iterator[tuple[Finding, Any]]:
    """Yield the problems of a resource, with what stands at their places in the source."""
    made, origin = expanded.made, expanded.made.origin
    version = made.api_version if isinstance(made.api_version, str) else None
    # What comes to null is not deployed, but another branch may bring a value.
    value = {**dict.fromkeys(origin.raw), **expanded.body}
    name = made.name if isinstance(made.name, str) and not _is_open(origin) else ""
    level = made.target.level
    subject = ResourceSubject(made.type.lower(), version, value, (), ("apiVersion",), name, level)
    for problem in problems_of(subject, reading):
        path, raw, whole = source_of(origin.original, problem.path)
        on_key = problem.on_key and whole
        yield replace(problem, place=(*origin.path, *path), on_key=on_key), raw


def _is_open(origin: Origin) -> bool:
    """Whether the name of a resource hangs on where it is deployed."""
    source = origin.original
    short = source.get(written(source, "name")) if isinstance(source, dict) else None
    nested = any(step == "template" for step in origin.path)
    return hangs_on_place(short, origin.names, nested=nested)


def _doubtful(problem: Finding, name: str) -> Finding:
    noted = problem.with_note(f"(with the default of parameter '{name}')")
    if noted.severity is Severity.INFO:
        return noted
    return replace(noted, severity=Severity.WARNING)


def source_of(raw: Any, path: Path) -> tuple[Path, Any, bool]:
    """Follow a path of the expanded resource through its source, as far as that goes.

    Gives the path there, what stands at it, and whether all of the path was followed.
    """
    result: list[str | int] = []
    steps = list(path)
    while steps:
        step = steps.pop(0)
        if _has(raw, step):
            raw = raw[step]
            result.append(step)
            continue
        loop = _loop_of(raw, step)
        if loop is None:
            return tuple(result), _open_names(raw), False
        index, raw = loop
        result += ["copy", index, "input"]
        del steps[:1]  # which of the elements it is
    return tuple(result), raw, True


def _has(raw: Any, step: str | int) -> bool:
    if isinstance(step, int):
        return isinstance(raw, list) and step < len(raw)
    return isinstance(raw, dict) and step in raw


def _open_names(raw: Any) -> Any:
    """Return what may make a name that is not there: an expression, or names that are one."""
    return [key for key in raw if is_expression(key)] if isinstance(raw, dict) else raw


def _loop_of(raw: Any, name: object) -> tuple[int, Any] | None:
    """Return the property loop that makes a name: its number, and what it makes."""
    loops = raw.get("copy") if isinstance(raw, dict) else None
    for index, loop in enumerate(loops if isinstance(loops, list) else ()):
        if isinstance(loop, dict) and loop.get("name") == name:
            return index, loop.get("input")
    return None
