"""The parts of a MIME message, and where in it they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Position
from generator.lazy import dataclass, replace

if TYPE_CHECKING:
    from email.message import Message

    from generator.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Above:
    """How many lines are above a section of a message; one that is encoded has no places."""

    lines: int
    encoded: bool

    def placed(self, finding: Diagnostic) -> Diagnostic:
        """Return a finding at its place in the message."""
        if not self.encoded:
            return moved(finding, self.lines)
        line = finding.position.line
        place = Position(self.lines + 1, 1, self.lines + 1, 2)
        message = f"in line {line} of this part: {finding.message}"
        return replace(finding, position=place, message=message)


def sections_of(text: str) -> list[tuple[str, str, Above]] | None:
    """Return the parts of a message: type, text, place; None where it cannot be read."""
    from email import message_from_string

    # Half of a pair of surrogates, which JSON can hold, is in no message.
    text = text.encode("utf-8", "replace").decode()
    found: list[tuple[str, str, Above]] = []
    try:
        for section in message_from_string(text).walk():
            raw = section.get_payload()
            if section.is_multipart() or not isinstance(raw, str) or raw not in text:
                continue
            above = text.count("\n", 0, text.index(raw))
            content = raw if _is_verbatim(section) else _unpacked(section)
            if content is not None:
                kind = section.get_content_type()
                found.append((kind, content, Above(above, encoded=content is not raw)))
    except RecursionError:
        return None
    return found


def _unpacked(section: Message) -> str | None:
    """Return the text of a section that is encoded."""
    data = section.get_payload(decode=True)
    if not isinstance(data, bytes) or data.startswith(b"\x1f\x8b"):
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _is_verbatim(section: Message) -> bool:
    encoding = str(section.get("content-transfer-encoding", "7bit")).strip().lower()
    return encoding in {"7bit", "8bit", "binary"}


def moved(finding: Diagnostic, lines: int) -> Diagnostic:
    """Return a finding so many lines further down."""
    there = finding.position
    below = replace(there, line=there.line + lines, end_line=there.end_line + lines)
    return replace(finding, position=below)
