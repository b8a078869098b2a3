"""The comments of a JSON text, by the path of what they stand at."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from generator.lazy import dataclass, field, regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.language.documents.document import Document
    from generator.language.documents.places import Place

_PIECE = regex(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|(//[^\r\n]*+|/\*.*?(?:\*/|\Z))', re.DOTALL)


@dataclass(slots=True)
class Comments:
    """Lines of comment above the values of a text, and those after the last value of a holder."""

    above: dict[Path, list[str]] = field(default_factory=dict)
    after: dict[Path, list[str]] = field(default_factory=dict)

    def take(self, path: Path) -> tuple[str, ...]:
        """Return the lines above a value, once."""
        return tuple(self.above.pop(path, ()))

    def take_after(self, path: Path) -> tuple[str, ...]:
        """Return the lines at the end of an object or array, once."""
        return tuple(self.after.pop(path, ()))

    def take_below(self, path: Path) -> tuple[str, ...]:
        """Return all lines that are left at a value and in it, in their order, once."""
        found = []
        for table in (self.above, self.after):
            for place in [item for item in table if item[: len(path)] == path]:
                found += table.pop(place)
        return tuple(found)


def comments_of(document: Document) -> Comments:
    """Find the comments of a JSON document."""
    found = Comments()
    text = document.text
    if "//" not in text and "/*" not in text:
        return found
    comments = [match for match in _PIECE.finditer(text) if match[1]]
    if not comments:
        return found
    document.position(())
    places = sorted(_places(document.places, ())) if document.places else []
    starts = [start for start, _, _ in places]
    for match in comments:
        at = match.start()
        following = bisect_right(starts, at)
        before = places[following - 1] if following else None
        same_line = before is not None and not re.search(r"[\r\n]", text[before[0] : at])
        nearest = places[following] if following < len(places) else None
        if before is not None and same_line and before[2]:
            path = before[2]
            found.above.setdefault(path, []).extend(_lines(match[1]))
            continue
        holder = _holder(places, following, at)
        if nearest is not None and nearest[2][:-1] == holder:
            found.above.setdefault(nearest[2], []).extend(_lines(match[1]))
        else:
            found.after.setdefault(holder, []).extend(_lines(match[1]))
    return found


def _places(place: Place, path: Path) -> Iterator[tuple[int, int, Path]]:
    """Yield the values: where each begins (with its name), where it ends, and its path."""
    start = place.key_start if place.key_start >= 0 else place.start
    yield start, place.end, path
    for step, child in (place.children or {}).items():
        yield from _places(child, (*path, step))


def _holder(places: list[tuple[int, int, Path]], following: int, at: int) -> Path:
    """Return the path of the innermost value that a comment stands in."""
    for _, end, path in reversed(places[:following]):
        if end > at:
            return path
    return ()


def _lines(comment: str) -> list[str]:
    """Return the lines of a comment without what marks it as one."""
    if comment.startswith("//"):
        return [comment[2:].strip()]
    lines = comment[2:].removesuffix("*/").splitlines()
    stripped = [line.strip().removeprefix("*").strip() for line in lines]
    while stripped and not stripped[0]:
        del stripped[0]
    while stripped and not stripped[-1]:
        stripped.pop()
    return stripped
