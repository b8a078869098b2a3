"""What `validate` finds in one document: tell what it is, check it, place the findings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from generator.azure.limits import limit
from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.findings import Finding
from generator.kinds import EXPANSION_COST, NAME_SEGMENTS
from generator.language.documents.kind import PARAMETERS, TEMPLATE, kind_of
from generator.language.documents.source import Document, read_json
from generator.language.template import Template
from generator.lazy import dataclass, replace
from generator.validation.expansion.findings import (
    evaluators_of,
    expansion_findings,
    expansion_of,
    linked_paths,
)
from generator.validation.language import language_findings
from generator.validation.parameters.file import pair_problems, parameter_file_problems
from generator.validation.resources.check import resource_problems
from generator.validation.rule import all_rules, rules_for
from generator.validation.structural import placed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from generator.language.parameters.inputs import Given
    from generator.validation.rule import LoadedRule, Rule

_LARGEST = limit("template-bytes")
_HOPELESS = 4 * _LARGEST
"""Even without its white space it would be too large, and checking it takes minutes."""
_ENVELOPE, _TYPE, _BLANK = "TPL002", "TPL031", "TPL007"
_TOLD_TWICE = {_TYPE, NAME_SEGMENTS}
_GIVEN, _HANDED = "PAR005", "TPL010"
_OF_SCHEMAS = {"TPL014", "TPL033", "API004"}
"""What the schemas say of a name: where the envelope does not know it, that is all there is."""


def validate_text(text: str, path: str) -> list[Diagnostic]:
    """Validate a template or parameter file that is given as text; broken JSON is a finding."""
    try:
        return validate_document(read_json(text, path))
    except InvalidInput as error:
        return error.diagnostics


def validate_document(
    document: Document, given: Mapping[str, Given] | None = None, as_of: date | None = None
) -> list[Diagnostic]:
    """Validate a template or a parameter file; give every finding, sorted by place.

    `given` are values for the parameters of a template, by name in lower case.
    """
    return examine(document, given or {}, as_of=as_of).findings


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in a document, and the paths of the templates that it links to.

    Of an answer of Azure, `answered` is how many resources it has.
    """

    findings: list[Diagnostic]
    linked: tuple[str, ...] = ()
    answered: int = 0


def examine(
    document: Document,
    given: Mapping[str, Given],
    own_rules: tuple[LoadedRule, ...] = (),
    as_of: date | None = None,
) -> Examined:
    """Validate a document as `validate_document` does, and tell where it leads to.

    `own_rules` are those of the user, beside ours. Raises InvalidInput where one of them fails.
    The age of API versions is counted to `as_of`, without it to the day of our table of them.
    """
    kind = kind_of(document.value)
    if kind is None:
        from generator.validation.answer import answer_findings, part_of_an_answer, resources_in

        answered = resources_in(document)
        part = part_of_an_answer(document, answered)
        if part:
            return Examined([document.diagnostic("TPL002", Severity.ERROR, part)])
        if answered:
            said = answer_findings(
                document, answered, lambda made: _examined(made, {}, own_rules, as_of).findings
            )
            return Examined(said, answered=len(answered))
        return Examined(
            [document.diagnostic("TPL002", Severity.ERROR, _what_it_is(document.value))]
        )
    if kind == PARAMETERS:
        return Examined(_placed(document, parameter_file_problems(document.value)))
    if len(document.text) > _HOPELESS:
        found = [placed(item, document) for item in _too_large(document)]
        only = "nothing else was checked"
        return Examined([replace(item, message=f"{item.message}; {only}") for item in found])
    try:
        return _examined(document, given, own_rules, as_of)
    except RecursionError:
        message = "expressions lead too deeply into each other here; not all of it was checked"
        return Examined([document.diagnostic(EXPANSION_COST, Severity.ERROR, message)])


def _examined(
    document: Document,
    given: Mapping[str, Given],
    own_rules: tuple[LoadedRule, ...],
    as_of: date | None,
) -> Examined:
    expansion = expansion_of(document, given)
    sources = [item.document.path for item in given.values() if item.document is not None]
    said = language_findings(document, expansion, sources, given=bool(given))
    found = [*said.frame, *said.texts, *_placed(document, _too_large(document))]
    enveloped = {item.pointer for item in said.frame}
    evaluators = evaluators_of(expansion, document)
    evaluator = evaluators.get((), (None,))[0]
    template = Template(document.value, (), evaluator, evaluators, as_of=as_of)
    rules = all_rules() if given else rules_for(document.text)
    found += (
        item
        for item in _rule_findings(document, template, rules, own_rules)
        if not (item.rule in _OF_SCHEMAS and item.pointer in enveloped)
    )
    told = {(rule, place): Severity.ERROR for rule in _OF_SCHEMAS for place in enveloped}
    for item in found:
        key = (item.rule, item.pointer)
        told[key] = max(item.severity, told.get(key, item.severity))
    found += (
        item for item in said.expanded if item.rule != _GIVEN or (_HANDED, item.pointer) not in told
    )
    found += expansion_findings(expansion, document, told, given=bool(given))
    ordered = sorted(dict.fromkeys(_without_echoes(found)), key=lambda item: item.sort_key)
    return Examined(ordered, linked_paths(expansion, document))


def _without_echoes(found: list[Diagnostic]) -> Iterator[Diagnostic]:
    """Leave out what is said of a type where the envelope says it, or something worse is known.

    That a value is blank is left out where its type says more, and of a name that does not fit its
    type what is known only of some deployments.
    """
    worst: dict[tuple[str, str], Severity] = {}
    for item in found:
        key = item.rule, item.pointer
        worst[key] = max(item.severity, worst.get(key, item.severity))
    for item in found:
        if item.rule == _TYPE:
            echo = (_ENVELOPE, item.pointer) in worst
        else:
            echo = item.rule == _BLANK and (_TYPE, item.pointer) in worst
        known = item.rule in _TOLD_TWICE and item.severity < worst[item.rule, item.pointer]
        if not (echo or known):
            yield item


def _placed(document: Document, *problems: Iterable[Finding]) -> list[Diagnostic]:
    found = [placed(item, document) for group in problems for item in group]
    return sorted(dict.fromkeys(found), key=lambda item: item.sort_key)


def _what_it_is(value: Any) -> str:
    """Describe why a document is neither a template nor a parameter file."""
    reason = "it names neither schema and has neither 'resources' nor 'parameters'"
    if not isinstance(value, dict):
        kind = "an array" if isinstance(value, list) else f"{json.dumps(value):.40}"
        reason = f"those are objects (this is {kind})"
    return f"this is no deployment template and no parameter file: {reason}"


def _too_large(document: Document) -> Iterator[Finding]:
    if len(document.text) > _LARGEST:
        size = len(document.text.encode())
        yield Finding((), f"a template has at most 4 MB (has {size:,} bytes)", kind="TPL011")


def _rule_findings(
    document: Document,
    template: Template,
    rules: tuple[LoadedRule, ...],
    own_rules: tuple[LoadedRule, ...],
) -> Iterator[Diagnostic]:
    for problem in resource_problems(Template(document.value)):
        yield placed(problem, document)
    for part in (template, *template.nested()):
        for loaded in rules:
            rule = loaded.rule
            for finding in loaded.check(part):
                yield _of_rule(finding, rule, document)
        for own in own_rules:
            yield from _own_findings(document, own, part)


def _of_rule(finding: Finding, rule: Rule, document: Document) -> Diagnostic:
    return finding.diagnostic(document, kind=rule.id, severity=rule.severity, url=rule.url)


def _own_findings(document: Document, own: LoadedRule, part: Template) -> Iterator[Diagnostic]:
    """Run a rule of the user's, which may fail: then its author should know where."""
    rule = own.rule
    try:
        for finding in own.check(part):
            yield _of_rule(finding, rule, document)
    except Exception as error:  # a rule of the user may raise anything
        from generator.validation.selection.user_rules import crashed

        raise crashed(own, error) from error


def validate_pair(
    template: Document, parameters: Document, *, missing_is: Severity | None = Severity.ERROR
) -> list[Diagnostic]:
    """Compare a parameter file with its template; findings stand in the parameter file.

    Files that merely lie beside each other may leave values to the deployment: `missing_is` note;
    None where the deployment is known to give them.
    """
    if kind_of(template.value) != TEMPLATE or kind_of(parameters.value) != PARAMETERS:
        return []
    problems = pair_problems(template.value, parameters.value, missing_is)
    found = [placed(item, parameters) for item in problems]
    return sorted(found, key=lambda item: item.sort_key)
