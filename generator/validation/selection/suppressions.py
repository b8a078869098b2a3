"""What a file says of rules itself: in comments, and in metadata.

    // scaleset: ignore SEC007 -- the token is public
    "metadata": {"scaleset": {"ignore": {"SEC007": "the token is public"}}}

A comment counts for its own line, or, where it stands alone, for the next line with something on
it. Metadata count for the object that they belong to; those of the template for the whole file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, Position, Severity, json_pointer
from generator.lazy import dataclass, regex
from generator.validation.selection.selection import ALWAYS, means, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.language.documents.source import Document

UNUSED, BAD = "SUP001", "SUP002"
_COMMENT = regex(
    r"(?://|/\*)\s*scaleset:\s*ignore\s+(?P<rules>[\w, -]*?\w)\s*"
    r"(?:--\s*(?P<reason>.*?))?\s*(?:\*/|$)"
)
_WORD = "scaleset:"


@dataclass(frozen=True, slots=True)
class _Suppression:
    """Rules that do not count at a line or below a pointer."""

    rules: tuple[str, ...]
    reason: str
    told: Diagnostic
    line: int | None = None
    pointer: str = ""

    def covers(self, finding: Diagnostic) -> bool:
        if finding.rule in ALWAYS:
            return False
        if self.line is not None:
            return finding.position.line == self.line
        below = f"{self.pointer}/"
        return finding.pointer == self.pointer or finding.pointer.startswith(below)


def without_suppressed(document: Document, findings: list[Diagnostic]) -> list[Diagnostic]:
    """Leave out what the file itself says does not count; tell of what it says in vain."""
    if _WORD not in document.text and '"scaleset"' not in document.text:
        return findings
    suppressions = [*_of_comments(document), *_of_metadata(document, document.value, ())]
    left = findings
    said: list[Diagnostic] = []
    for suppression in suppressions:
        used: set[str] = set()
        kept = []
        for finding in left:
            by = next((r for r in suppression.rules if means(r, finding.rule)), None)
            if by is None or not suppression.covers(finding):
                kept.append(finding)
            else:
                used.add(by)
        left = kept
        said += _said(suppression, used)
    return sorted([*left, *said], key=lambda item: item.sort_key)


def _said(suppression: _Suppression, used: set[str]) -> Iterator[Diagnostic]:
    told = suppression.told
    if not suppression.reason:
        message = "a suppression has a reason: // scaleset: ignore RULE -- why"
        yield _with(told, BAD, message)
    for rule in suppression.rules:
        mistake = unknown(rule)
        if mistake is not None:
            yield _with(told, BAD, mistake)
        elif rule not in used:
            yield _with(told, UNUSED, f"nothing here is found by {rule}: remove the suppression")


def _with(told: Diagnostic, rule: str, message: str) -> Diagnostic:
    return Diagnostic(rule, Severity.WARNING, message, told.path, told.position, told.pointer)


def _of_comments(document: Document) -> Iterator[_Suppression]:
    lines = document.text.split("\n")
    for number, line in enumerate(lines, 1):
        found = _COMMENT.search(line) if _WORD in line else None
        if found is None or _quotes(line[: found.start()]) % 2:
            continue
        at = Position(number, found.start() + 1, number, found.end() + 1)
        alone = not line[: found.start()].strip()
        yield _Suppression(
            tuple(item for item in re.split(r"[,\s]+", found["rules"]) if item),
            (found["reason"] or "").strip(),
            Diagnostic("", Severity.WARNING, "", document.path, at),
            line=_next_line(lines, number) if alone else number,
        )


def _quotes(text: str) -> int:
    return len(re.findall(r'(?<!\\)"', text))


def _next_line(lines: list[str], number: int) -> int:
    """Return the number of the next line that holds more than a comment."""
    for index in range(number, len(lines)):
        text = lines[index].strip()
        if text and not text.startswith(("//", "/*")):
            return index + 1
    return number


def _of_metadata(document: Document, value: Any, path: Path) -> Iterator[_Suppression]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _of_metadata(document, item, (*path, index))
    if not isinstance(value, dict):
        return
    metadata = value.get("metadata")
    own = metadata.get("scaleset") if isinstance(metadata, dict) else None
    ignored = own.get("ignore") if isinstance(own, dict) else None
    for rule, reason in ignored.items() if isinstance(ignored, dict) else ():
        place = (*path, "metadata", "scaleset", "ignore", rule)
        yield _Suppression(
            (rule,),
            reason.strip() if isinstance(reason, str) else "",
            document.diagnostic("", Severity.WARNING, "", place, key=True),
            pointer=json_pointer(path),
        )
    for key, item in value.items():
        if key != "metadata":
            yield from _of_metadata(document, item, (*path, key))
