"""Parts of a text that are known at deployment or at boot only: read around, and not judged.

What is not known is covered by letters, so that the places of the rest stay. Nothing is told of a
line that has such a part; and where YAML cannot be read, nothing of what follows the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lazy import dataclass, regex

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

    from generator.diagnostics import Diagnostic

JINJA = regex(r"(?s)\{\{.{0,999}?\}\}|\{%.{0,999}?%\}|\{#.{0,9999}?#\}")


@dataclass(frozen=True, slots=True)
class Covered:
    """A text without its unknown parts, and the lines that have one, counted from 1."""

    text: str
    lines: frozenset[int] = frozenset()

    def known(self, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """Yield what was found on lines that are known."""
        for item in found:
            place = item.position
            if self.lines.isdisjoint(range(place.line, place.end_line + 1)):
                yield item


def cover(text: str, pattern: re.Pattern[str]) -> Covered:
    """Cover what a pattern finds in a text.

    A line of nothing else becomes a remark: it may hold many lines, or none, and what is below it
    up to the next key at the margin may be a part of it.
    """
    lines: set[int] = set()
    pieces: list[str] = []
    at, line = 0, 1
    for found in pattern.finditer(text):
        before = text[at : found.start()]
        line += before.count("\n")
        inner = found[0].count("\n")
        lines.update(range(line, line + inner + 1))
        pieces += [before, "".join(sign if sign == "\n" else "x" for sign in found[0])]
        at, line = found.end(), line + inner
    pieces.append(text[at:])
    if not lines:
        return Covered(text)
    original = text.split("\n")
    whole = "".join(pieces).split("\n")
    for number in sorted(lines):
        covered = whole[number - 1]
        if covered.strip() and not pattern.sub("", original[number - 1]).strip():
            start = len(covered) - len(covered.lstrip())
            whole[number - 1] = covered[:start] + "#" + covered[start + 1 :]
            lines.update(_below(whole, number))
    return Covered("\n".join(whole), frozenset(lines))


def _below(lines: list[str], number: int) -> Iterator[int]:
    """Yield the lines that may go on what a line of nothing known begins."""
    for below in range(number + 1, len(lines) + 1):
        if lines[below - 1][:1] not in {"", " ", "\t", "\r", "-"}:
            return
        yield below
