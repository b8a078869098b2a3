"""What the structural checks find."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from generator.diagnostics import Diagnostic, json_pointer
from generator.validation.structural import structural_rule

if TYPE_CHECKING:
    from generator.diagnostics import Path, Severity
    from generator.language.documents.source import Document

Shows = Literal["requested", "read", "evaluated", "reached"]
"""When Azure comes upon a problem: when it reads the request for a deployment, which it does more
strictly than it reads a nested template; when it reads a template; when it evaluates the expression
that stands there; or only when it comes to that part of the expression."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding of a structural check at a path; `on_key` marks the name, not the value.

    `within` narrows it to a part of the text there, by offsets in that text; `url` is the page that
    it rests on, where that is another one than that of its rule. `possible` tells that the value
    is one that others than the known values bring. `shows` tells when a deployment fails of it.
    """

    rule: str
    path: Path
    message: str
    on_key: bool = False
    severity: Severity | None = None
    within: tuple[int, int] | None = None
    url: str = ""
    possible: bool = False
    shows: Shows = "read"

    def diagnostic(self, document: Document) -> Diagnostic:
        """Give the finding at its place in a document."""
        severity = self.severity or structural_rule(self.rule).severity
        position = document.position(self.path, key=self.on_key, within=self.within)
        pointer = json_pointer(self.path)
        return Diagnostic(
            self.rule, severity, self.message, document.path, position, pointer, self.url
        )


CONTENT_VERSION = re.compile(r"^\d+\.\d+\.\d+\.\d+$")
