"""Puts questions to the sizes that the instances of a scale set may have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import TYPE_CHECKING

from generator.azure.sizes import Size, facts, size
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.lazy import regex, replace
from generator.scale_set.view import ScaleSet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.language.template import Node

Question = Callable[[ScaleSet, Size], Iterator[Finding]]
"""Asks whether a size can do something that the model of a set asks for; yields what it cannot."""

_LOOKUP = regex(r"\[\s*(parameters|variables)\s*\(\s*'([^']+)'\s*\)\s*\]")
_SHOWN = 3


def unfit(scale_set: ScaleSet, *questions: Question) -> Iterator[Finding]:
    """Yield what the sizes of a set cannot do.

    The size that is known is judged first, then those that its parameter allows beside it.
    """
    for node in scale_set.sizes():
        known = size(node.text() or "")
        found = _asked(scale_set, known, questions) if known else []
        yield from found
        yield from _of_choices(scale_set, node, questions, {_kind(item) for item in found})


def weight(known: Size, *fields: str) -> Severity:
    """Return how bad it is that a size lacks something: an error where Azure itself says so."""
    return Severity.ERROR if all(map(known.sure, fields)) else Severity.WARNING


_quiet = ContextVar("quiet", default=False)


def instead(of: Size, **wanted: str | int | None) -> str:
    """Return the name of a size like another one that has what is wanted; empty where none does.

    A flag is to be true, a number is the least that will do; the architecture stays where none is
    wanted.
    """
    if _quiet.get():
        return ""
    from generator.fit.alternatives import nearest_with

    asked = {"architecture": of.architecture, **wanted}
    return nearest_with(facts(), of, tuple(asked.items()))


def _asked(scale_set: ScaleSet, known: Size, questions: Iterable[Question]) -> list[Finding]:
    return [finding for question in questions for finding in question(scale_set, known)]


def _kind(finding: Finding) -> tuple[object, ...]:
    return (finding.fault, *finding.path)


def choices(node: Node) -> tuple[Node, list[Node]] | None:
    """Return the list that a size may be chosen from, with its entries; None where there is none.

    There is one where the size is a parameter that nobody has given another value than its default.
    """
    value, template = node.value, node.template
    for _ in range(4):
        found = _LOOKUP.fullmatch(value) if isinstance(value, str) else None
        if found is None or not template.own_names:
            return None
        entry = template.root.at(found[1], found[2])
        if found[1].lower() == "parameters":
            break
        value = entry.value
    else:
        return None
    allowed = entry.at("allowedValues")
    chosen = node.text()
    if not allowed.known() or (chosen is not None and chosen != entry.at("defaultValue").text()):
        return None
    return allowed, [item for item in allowed if item.text() != chosen]


def _of_choices(
    scale_set: ScaleSet, node: Node, questions: Iterable[Question], told: set[tuple[object, ...]]
) -> Iterator[Finding]:
    found = choices(node)
    if found is None:
        return
    allowed, entries = found
    lacking: dict[tuple[object, ...], list[Node]] = {}
    token = _quiet.set(True)
    for entry in entries:
        for finding in _of_entry(scale_set, entry, questions):
            if _kind(finding) not in told:
                lacking.setdefault(_kind(finding), []).append(entry)
    _quiet.reset(token)
    for kind, there in lacking.items():
        first = _of_entry(scale_set, there[0], questions)
        said = next(finding for finding in first if _kind(finding) == kind)
        yield of_allowed(allowed, there, said)


def of_allowed(allowed: Node, there: list[Node], first: Finding) -> Finding:
    """Return what is said of the first of some sizes that a parameter allows, for all of them.

    Nobody has chosen them, so it is no error.
    """
    names = ", ".join(str(item.text()) for item in there[1 : _SHOWN + 1])
    more = len(there) - 1 - _SHOWN
    also = f"; so it is with {names}" if names else ""
    also += f" and {more} more" if more > 0 else ""
    return replace(
        first,
        place=there[0] if len(there) == 1 else allowed,
        message=f"this allows a size that does not fit: {first.message}{also}",
        severity=min(Severity.WARNING, first.severity or Severity.WARNING),
    )


def _of_entry(scale_set: ScaleSet, entry: Node, questions: Iterable[Question]) -> list[Finding]:
    """Return what an allowed size cannot do; remarks are not for what nobody chose."""
    known = size(entry.text() or "")
    found = _asked(scale_set, known, questions) if known else []
    return [finding for finding in found if finding.severity is not Severity.INFO]
