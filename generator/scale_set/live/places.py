"""Where what a template says stands in the answer that it was made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.language.documents.casing import written
from generator.lazy import dataclass
from generator.scale_set.live.shapes import CREATED

if TYPE_CHECKING:
    from generator.diagnostics import Path, Position
    from generator.language.documents.source import Document
    from generator.scale_set.live.shapes import Answer


@dataclass(frozen=True, slots=True)
class AnswerPlaces:
    """Leads from the template that was made of an answer to what stands in the answer."""

    document: Document
    found: list[Answer]

    def place(self, _: Document, path: Path) -> tuple[str, Position]:
        """Return the file and the range of what a path of the template is made of."""
        return self.document.path, self.document.position(self.path(path))

    def path(self, path: Path) -> Path:
        """Return the path in the answer that a path of the template is made of."""
        if len(path) < 2 or not isinstance(path[1], int):
            return ()
        item = self.found[path[1]]
        value: Any = item.value
        way, steps = list(item.path), path[2:]
        if item.path[-1:] == (CREATED,):
            value, steps = value["properties"], steps[1:]
        for step in steps:
            known = _step(value, step)
            if known is None:
                if step == "properties":
                    continue
                break
            way.append(known)
            value = value[known]
        return tuple(way)


def _step(value: Any, step: str | int) -> str | int | None:
    """Return a step as the answer has it; None where it has none."""
    if isinstance(step, int):
        return step if isinstance(value, list) and step < len(value) else None
    if not isinstance(value, dict):
        return None
    key = written(value, step)
    return key if key in value else None
