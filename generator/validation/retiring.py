"""What rules say of something that Azure ends: in which words, and how bad it is.

Past its day it is an error where a deployment fails or instances stop, else a warning; within a
year of it a warning; later a note. Without a day that is confirmed no message has one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.retirements import stage
from generator.diagnostics import Severity
from generator.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from generator.azure.retirements import EndingPlace, Retirement
    from generator.language.template import Node, Template


def ending(place: Node, subject: str, row: Retirement, as_of: date | None) -> Finding:
    """Return the finding that something retires or is retired, with what to use instead."""
    when = f"{'in' if len(row.on) == len('2018-11') else 'on'} {row.on}"
    said = {
        "over": f"Azure retired {subject} {when}",
        "undated": f"Azure has retired or replaced {subject}",
    }.get(stage(row.on, as_of), f"Azure retires {subject} {when}")
    advice = f"; use {row.use}" if row.use else ""
    return Finding(
        place,
        f"{said}{advice}",
        severity_of(row, row.on, as_of),
        url=row.source,
        retires=row.on,
    )


def severity_of(row: Retirement, on: str, as_of: date | None) -> Severity:
    """Return how bad it is that something ends on a day."""
    reached = stage(on, as_of)
    if reached == "over":
        return Severity.ERROR if row.effect == "refused" else Severity.WARNING
    return Severity.WARNING if reached == "soon" else Severity.INFO


def places(template: Template, wanted: EndingPlace) -> Iterator[Node]:
    """Yield what stands in a template where something ends, with a value that ends."""
    for resource in template.resources(wanted.type.lower()):
        if resource.at("existing").flag() is True:
            continue  # it is not deployed: what it has is not said here
        if wanted.unless and resource.at(*wanted.unless.split(".")):
            continue
        if any(not _is(resource.at(*at.split(".")), value) for at, value in wanted.where):
            continue
        if wanted.absent and not resource.at(*wanted.absent.split(".")):
            yield resource.at("type")
        for node in _reached(resource.node, wanted.at.split(".") if wanted.at else ["type"]):
            if _ends(node, wanted):
                yield node


def _reached(node: Node, steps: list[str]) -> Iterator[Node]:
    """Yield the nodes at a path; a step that ends in [] means each element."""
    if not steps:
        yield node
        return
    found = node.at(steps[0].removesuffix("[]"))
    for item in found if steps[0].endswith("[]") else (found,):
        yield from _reached(item, steps[1:])


def _ends(node: Node, wanted: EndingPlace) -> bool:
    if wanted.contains:
        return wanted.contains.lower() in str(node.resolved()).lower()
    if wanted.values:
        return any(_is(node, value) for value in wanted.values)
    return node.known() and bool(node)


def _is(node: Node, value: Any) -> bool:
    """Whether a value stands at a node, letters alike."""
    if isinstance(value, str):
        return (node.text() or "").lower() == value.lower()
    return node.flag() is value
