"""Puts questions to the sizes that the instances of a scale set may have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from generator.azure.sizes import Size, size
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


def instead(of: Size, fits: Callable[[Size], bool]) -> str:
    """Return the name of a size like another one that fits; empty where none does."""
    from generator.fit.alternatives import nearest_that_fits

    return nearest_that_fits(of, fits)


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
    unfit: dict[tuple[object, ...], list[tuple[Node, Finding]]] = {}
    for entry in entries:
        known = size(entry.text() or "")
        for finding in _asked(scale_set, known, questions) if known else ():
            if finding.severity is not Severity.INFO and _kind(finding) not in told:
                unfit.setdefault(_kind(finding), []).append((entry, finding))
    for pairs in unfit.values():
        entry, first = pairs[0]
        names = ", ".join(str(item.text()) for item, _ in pairs[1 : _SHOWN + 1])
        more = len(pairs) - 1 - _SHOWN
        also = f"; so it is with {names}" if names else ""
        also += f" and {more} more" if more > 0 else ""
        yield replace(
            first,
            place=entry if len(pairs) == 1 else allowed,
            message=f"this allows a size that does not fit: {first.message}{also}",
            severity=Severity.WARNING,
        )
