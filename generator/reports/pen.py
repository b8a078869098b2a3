"""How a text looks on a terminal: its width and its colors."""

from __future__ import annotations

from generator.lazy import dataclass
from generator.wording.printable import printable

BOLD, DIM = "1", "2"


@dataclass(frozen=True, slots=True)
class Pen:
    """The columns there are, and whether there are colors."""

    width: int = 120
    color: bool = False

    def paint(self, text: str, *codes: str) -> str:
        """Return a text in colors."""
        return f"\033[{';'.join(codes)}m{text}\033[0m" if self.color and text else text

    def cut(self, text: str, indent: int) -> str:
        """Return a line of somebody's text, cut where it does not fit after an indent."""
        room = max(40, self.width) - indent
        return text if len(text) <= room else f"{text[: room - 3]}..."

    def wrapped(self, text: str, indent: str, first: str | None = None) -> str:
        """Return a text in lines that fit; a command or a path is never broken."""
        import textwrap  # only where a report wraps its text

        return textwrap.fill(
            printable(text),
            max(40, self.width),
            initial_indent=indent if first is None else first,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
