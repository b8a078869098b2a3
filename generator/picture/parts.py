"""The parts of a picture: boxes in columns, and arrows from one to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lazy import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.diagnostics import Diagnostic, Severity
    from generator.rollout.scale_out import BootStep

CLIENTS, ENTRANCE, INSTANCES, BESIDE, TARGETS = range(5)
"""The columns, from the left."""


@dataclass(slots=True)
class Box:
    """A resource, or who is at the other end: `kind` says what it is, `column` where it stands.

    `steps` are what an instance does when it starts, `findings` those of its resources.
    """

    column: int
    kind: str
    title: str
    lines: list[str] = field(default_factory=list)
    steps: list[BootStep] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)

    @property
    def worst(self) -> Severity | None:
        """The worst severity of its findings."""
        return max((item.severity for item in self.findings), default=None)

    def say(self, *lines: str) -> None:
        """Add lines that it does not have."""
        self.lines += [line for line in dict.fromkeys(lines) if line and line not in self.lines]


@dataclass(slots=True)
class Arrow:
    """What goes from one box to another: "traffic", "probe", "out" or "right".

    It is `shut` where a security group lets none of it pass.
    """

    start: str
    end: str
    kind: str
    texts: list[str] = field(default_factory=list)
    shut: bool = False


@dataclass(slots=True)
class Picture:
    """Boxes by their keys, and the arrows between them; a picture without a set has none."""

    title: str
    boxes: dict[str, Box] = field(default_factory=dict)
    joined: dict[tuple[str, str, str, bool], Arrow] = field(default_factory=dict)

    @property
    def arrows(self) -> list[Arrow]:
        """The arrows in the order in which they were drawn."""
        return list(self.joined.values())

    def box(self, key: str, column: int, kind: str, title: str) -> Box:
        """Return the box of a key, which is made where there is none."""
        return self.boxes.setdefault(key, Box(column, kind, title))

    def join(self, start: str, end: str, kind: str, text: str, *, shut: bool = False) -> None:
        """Draw an arrow, or add a text to the one that is there."""
        arrow = self.joined.setdefault((start, end, kind, shut), Arrow(start, end, kind, shut=shut))
        if text and text not in arrow.texts:
            arrow.texts.append(text)

    def mark(self, findings: Iterable[tuple[str, Diagnostic]]) -> None:
        """Put findings on boxes; each once."""
        for key, finding in findings:
            marked = self.boxes[key].findings
            if finding not in marked:
                marked.append(finding)

    def columns(self) -> Iterator[list[str]]:
        """Yield the keys of each column that has a box."""
        for column in range(TARGETS + 1):
            keys = [key for key, box in self.boxes.items() if box.column == column]
            if keys:
                yield keys
