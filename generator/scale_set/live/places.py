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
    """Leads from the template that was made of answers to what stands in these."""

    found: list[tuple[Document, Answer]]

    def place(self, _: Document, path: Path) -> tuple[str, Position]:
        """Return the file and the range of what a path of the template is made of."""
        document = self.found[_index(path) or 0][0]
        return document.path, document.position(self.path(path))

    def path(self, path: Path) -> Path:
        """Return the path in the answer that a path of the template is made of."""
        index = _index(path)
        if index is None:
            return ()
        item = self.found[index][1]
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


def _index(path: Path) -> int | None:
    """Return the index of the resource that a path of the template leads to; None without one."""
    step = path[1] if len(path) > 1 else None
    return step if isinstance(step, int) else None


def _step(value: Any, step: str | int) -> str | int | None:
    """Return a step as the answer has it; None where it has none."""
    if isinstance(step, int):
        return step if isinstance(value, list) and step < len(value) else None
    if not isinstance(value, dict):
        return None
    key = written(value, step)
    return key if key in value else None
