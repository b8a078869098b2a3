"""What a resource waits for: the entries of its dependsOn, and the resources that it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lazy import dataclass

if TYPE_CHECKING:
    from generator.diagnostics import Path
    from generator.language.expansion.instances import Instance
    from generator.language.expressions.values import Value


@dataclass(slots=True)
class Wait:
    """An entry of a dependsOn: its value, where it stands, and the resources that it means.

    `known` tells that the template has the name, be it that of a loop that makes nothing.
    """

    said: Value
    path: Path
    found: list[Instance]
    known: bool


@dataclass(slots=True)
class Question:
    """A call of reference() or a list function that means a resource of the same template.

    `makes_wait` tells that the resource is surely waited for. The page "define the order for
    deploying resources" says so of one that is asked for by its name; with an apiVersion, or with
    an id and no apiVersion, it may be.
    """

    made: Instance
    makes_wait: bool


def depends_on(made: Instance, waits: list[Wait]) -> list[Value]:
    """Return the ids of what a resource waits for; what is not deployed is no dependency."""
    ids: dict[str, Value] = {}
    for wait in waits:
        for other in wait.found:
            if other is not made and other.condition is not False and not other.existing:
                ids.setdefault(str(other.id), other.id)
        if not wait.known:
            ids.setdefault(str(wait.said), wait.said)
    return list(ids.values())
