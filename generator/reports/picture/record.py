"""A picture as JSON, for other tools that draw."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator.reports.validation.records import record
from generator.wording.printable import json_safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.picture.parts import Picture


def write(picture: Picture) -> Iterator[str]:
    """Yield one object with the boxes and the arrows between them."""
    boxes = [
        {
            "id": key,
            "column": box.column,
            "kind": box.kind,
            "title": box.title,
            "lines": box.lines,
            "steps": [{"turn": step.turn, "what": step.what} for step in box.steps],
            "findings": [record(item) for item in box.findings],
        }
        for key, box in picture.boxes.items()
    ]
    arrows = [
        {
            "from": arrow.start,
            "to": arrow.end,
            "kind": arrow.kind,
            "texts": arrow.texts,
            "denied": arrow.shut,
        }
        for arrow in picture.arrows
    ]
    value = {"title": picture.title, "boxes": boxes, "arrows": arrows}
    yield json_safe(json.dumps(value, indent=2, ensure_ascii=False)) + "\n"
