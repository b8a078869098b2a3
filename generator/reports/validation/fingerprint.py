"""What tells a finding from others when lines move: a hash of what is found, not of where.

It is made of the rule, of the names on the way to the place (not of the positions in lists), and
of the beginning of what stands there. So it stays when something is put in before, and changes
with the thing itself. Equal ones in a file are numbered.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from generator.diagnostics import Diagnostic

_INDEX = regex(r"/\d+(?=/|$)")
_LENGTH = 100
"""So much of a text tells a resource by type, name and version."""


def fingerprints(
    findings: Iterable[Diagnostic], lines: Callable[[str], list[str]]
) -> Iterator[tuple[Diagnostic, str]]:
    """Yield each finding with its fingerprint, which no other finding of its file has."""
    seen: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        content = _content(finding, lines(finding.path))
        parts = (finding.rule, _INDEX.sub("/*", finding.pointer), content)
        digest = hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()[:20]
        seen[finding.path, digest] += 1
        yield finding, f"{digest}:{seen[finding.path, digest]}"


def _content(finding: Diagnostic, lines: list[str]) -> str:
    """Return the beginning of the range without its white space, or else the message."""
    place = finding.position
    found = ""
    for number in range(place.line, min(place.end_line, len(lines)) + 1):
        start = place.column - 1 if number == place.line else 0
        end = place.end_column - 1 if number == place.end_line else start + 4 * _LENGTH
        found += "".join(lines[number - 1][start:end].split())
        if len(found) >= _LENGTH:
            break
    return found[:_LENGTH] or finding.message
