"""What is wrong with a template in its language: its frame, its expressions, what they come to.

The text tells more than the expansion, which stops at the first mistake of an expression; the
expansion tells what Azure comes to. What it does not evaluate does not fail the deployment, and
is a warning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity, json_pointer
from generator.language.expansion.instances import beside
from generator.lazy import dataclass, replace
from generator.validation.envelope.template import template_problems
from generator.validation.expressions.defaults import default_in
from generator.validation.expressions.problems import expression_problems
from generator.validation.structural import placed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from generator.diagnostics import Diagnostic, Path
    from generator.findings import Finding
    from generator.language.documents.source import Document
    from generator.language.expansion.deployment import Deployment
    from generator.language.expansion.expanded import ExpandedTemplate

_FIRST = {"copy", "condition", "resources"}
"""What Azure evaluates of a resource whose condition is false, and the children of one."""
_NESTED = ["properties", "template"]
_DEFAULTS, _NAMES, _COUNTS = "TPL009", "TPL024", "TPL023"
_LINKED = "TPL026"
_SHOWN = "SEC004"
"""A secret that everybody can read does harm, but Azure deploys it."""

_LATER = "a deployment fails once it comes to this"


@dataclass(slots=True)
class LanguageFindings:
    """What is wrong with a template: found in its `frame`, its `texts`, or once it is expanded."""

    frame: list[Diagnostic]
    texts: list[Diagnostic]
    expanded: list[Diagnostic]


def language_findings(
    document: Document,
    expansion: ExpandedTemplate,
    sources: Iterable[str] = (),
    *,
    given: bool = False,
) -> LanguageFindings:
    """Check a template, which was expanded with values that are `given` for its parameters or not.

    `sources` are the paths of the files that the values are from.
    """
    reach = _Reach.of(document, expansion)
    expanded = list(_expanded(document, expansion, {document.path, *sources}, given=given))
    failing = {(item.rule, item.pointer) for item in expanded if item.severity is Severity.ERROR}
    counts = {pointer for rule, pointer in failing if rule == _COUNTS}
    judged = (
        placed(_graded(problem, reach.refuses(problem)), document)
        for problem in template_problems(document.value)
        if json_pointer(problem.path) not in counts
        and ((problem.kind, json_pointer(problem.path)) not in failing or problem.kind != _DEFAULTS)
    )
    frame = [
        item
        for item in judged
        if item.severity is Severity.ERROR or (item.rule, item.pointer) not in failing
    ]
    texts = [
        placed(_graded(problem, reach.comes_to(problem, failing)), document)
        for problem in expression_problems(document.value)
    ]
    told = _Told(document, frame, texts)
    return LanguageFindings(frame, texts, [item for item in expanded if not told.says(item)])


class _Told:
    """What the text of a template tells, which its expansion need not say again."""

    def __init__(
        self, document: Document, frame: list[Diagnostic], texts: list[Diagnostic]
    ) -> None:
        """Remember what is told where; of a warning only its rule."""
        self._document = document
        self._rules = {(item.rule, item.pointer) for item in (*frame, *texts)}
        self._framed = {item.pointer for item in frame if item.severity is Severity.ERROR}
        failing = (item for item in texts if item.severity is Severity.ERROR)
        self._places = {(item.pointer, item.position) for item in failing}

    def says(self, finding: Diagnostic) -> bool:
        """Return whether a finding of the expansion is told, be it of what is not there at all."""
        place = finding.pointer
        if place in self._framed or (finding.rule, place) in self._rules:
            return True
        is_absent = place.rpartition("/")[0] in self._framed
        return (place, finding.position) in self._places or (
            is_absent and _value_at(self._document.value, place) is None
        )


def errors_beside(expansion: ExpandedTemplate, document: Document) -> list[Diagnostic]:
    """Return what fails the deployment of a template beside what its expansion tells."""
    said = language_findings(document, expansion, given=True)
    told = {(item.rule, item.pointer) for item in expansion.findings}
    return [
        item
        for item in (*said.frame, *said.texts)
        if item.severity is Severity.ERROR
        and item.rule != _SHOWN
        and (item.rule, item.pointer) not in told
    ]


def _graded(problem: Finding, fails: bool) -> Finding:
    """Return a problem as a warning where it does not fail the deployment."""
    if fails or problem.severity not in (None, Severity.ERROR):
        return problem
    return replace(problem.with_advice(_LATER), severity=Severity.WARNING)


def _expanded(
    document: Document, expansion: ExpandedTemplate, paths: set[str], *, given: bool
) -> Iterator[Diagnostic]:
    """Yield what the expansion found in these files.

    That a template is not here is no fault of it. Without values that are given, a default that
    does not fit is one where the deployment uses it, and a name that hangs on one is a doubt.
    """
    for finding in expansion.findings:
        if finding.path not in paths or _is_elsewhere(finding):
            continue
        if given or finding.rule not in {_DEFAULTS, _NAMES}:
            yield finding
        elif finding.rule == _NAMES:
            yield _doubtful(finding, expansion, document)
        elif _is_used(document, expansion, finding):
            yield finding


def _is_elsewhere(finding: Diagnostic) -> bool:
    return finding.rule == _LINKED and finding.severity is Severity.INFO


def _doubtful(finding: Diagnostic, expansion: ExpandedTemplate, document: Document) -> Diagnostic:
    """Return a finding on a name as a warning where it hangs on the default of a parameter.

    Many defaults are there to be replaced.
    """
    path = expansion.places.get(finding, ())
    raw: Any = document.value
    scope = None
    for depth, step in enumerate(path):
        made = [
            item.deployment.names
            for item in expansion.deployments
            if item.deployment.source.path == path[:depth]
        ]
        scope, raw = made[0] if made else scope, beside(raw, step)
    name = default_in(raw, scope) if scope is not None and finding.path == document.path else ""
    if not name:
        return finding
    message = f"{finding.message} (with the default of parameter '{name}')"
    return replace(finding, severity=Severity.WARNING, message=message)


def _is_used(document: Document, expansion: ExpandedTemplate, finding: Diagnostic) -> bool:
    """Return whether a deployment without values would use the default that a finding is about."""
    return not expansion.missing and not _is_blank(document.value, finding.pointer)


def _is_blank(value: Any, pointer: str) -> bool:
    """Return whether a blank text stands at a JSON pointer: somebody is to fill it in."""
    found = _value_at(value, pointer)
    return isinstance(found, str) and not found.strip()


def _value_at(value: Any, pointer: str) -> Any:
    """Return what stands at a JSON pointer; None where there is nothing."""
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list):
            value = value[int(key)] if int(key) < len(value) else None
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value


@dataclass(frozen=True, slots=True)
class _Reach:
    """What of a document Azure comes to, as far as its expansion tells.

    `deployed` are the paths of the resources that are deployed, or may be; `left_out` those of
    the outputs that are not there, by their condition.
    """

    document: Document
    expansion: ExpandedTemplate
    deployed: frozenset[Path]
    left_out: frozenset[Path]

    @classmethod
    def of(cls, document: Document, expansion: ExpandedTemplate) -> _Reach:
        """Read what an expansion tells of a document.

        A template of outer scope is evaluated as a whole, whatever it deploys.
        """
        here = [
            item.deployment
            for item in expansion.deployments
            if item.deployment.source.document is document
        ]
        found = {
            made.origin.path
            for deployment in here
            for made in deployment.instances()
            if made.condition is not False or deployment.names is not deployment.own
        }
        left_out = {path for deployment in here for path in _left_out(deployment)}
        return cls(document, expansion, frozenset(found), frozenset(left_out))

    def comes_to(self, problem: Finding, failing: set[tuple[str, str]]) -> bool:
        """Return whether Azure comes upon a problem; `failing` is what it is known to find."""
        if problem.shows == "read" or not self.expansion.whole:
            return True
        reached = (self.document.path, problem.path) in self.expansion.reached
        key = (problem.kind, json_pointer(problem.path))
        is_due = problem.shows == "evaluated" or key in failing
        return reached and is_due and self._deploys(problem.path, lambda name: name not in _FIRST)

    def refuses(self, problem: Finding) -> bool:
        """Return whether Azure refuses the template where it comes upon a problem of its frame."""
        if problem.shows == "requested" and any(
            rest[:2] == _NESTED and len(rest) > 2 for _, rest in _resources_on(problem.path)
        ):
            return False
        if problem.shows == "evaluated":
            return self._deploys(problem.path, lambda name: name not in _FIRST)
        if problem.shows == "read" and problem.path[:-2] in self.left_out:
            return False
        return not self.expansion.whole or self._deploys(problem.path, "properties".__eq__)

    def _deploys(self, path: Path, counts: Callable[[str], bool]) -> bool:
        """Return whether every resource is deployed that a path leads through, by what counts."""
        return all(
            resource in self.deployed for resource, rest in _resources_on(path) if counts(rest[0])
        )


def _left_out(deployment: Deployment) -> Iterator[Path]:
    """Yield the paths of the outputs that a deployment does not have, by their condition."""
    declared, path = deployment.source.section("outputs")
    made = deployment.outputs()
    for name, output in declared.items() if isinstance(declared, dict) else ():
        if isinstance(output, dict) and name not in made:
            yield (*path, name)


def _resources_on(path: Path) -> Iterator[tuple[Path, list[str]]]:
    """Yield the resources that a path leads through, each with the rest in lower case."""
    folded = [step.lower() if isinstance(step, str) else "" for step in path]
    start = 0
    while folded[start : start + 1] == ["resources"] and start + 2 < len(path):
        rest = folded[start + 2 :]
        yield path[: start + 2], rest
        start += 4 if rest[:2] == _NESTED else 2
