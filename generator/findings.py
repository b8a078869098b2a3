"""What a check finds, from the check to the printer: its kind, its place, and the facts of it.

A check yields findings and knows nothing of files; whoever runs it has the document, and makes a
`Diagnostic` of each. Who must tell findings apart looks at `kind`, `fault` and `name`: a message is
for people, and nothing is ever read from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from generator.diagnostics import Diagnostic, Severity, json_pointer
from generator.lazy import dataclass, replace

if TYPE_CHECKING:
    from generator.diagnostics import Path
    from generator.language.documents.document import Document
    from generator.language.template import Node


Shows = Literal["requested", "read", "evaluated", "reached"]
"""When Azure comes upon a problem: when it reads the request for a deployment, which it does more
strictly than it reads a nested template; when it reads a template; when it evaluates the expression
that stands there; or only when it comes to that part of the expression."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong at a place, in a sentence for people.

    What is left open is known to whoever runs the check: a module of a rule names neither its rule
    nor a severity, unless another one than that of the rule.
    """

    place: Path | Node
    """Where: the path of a value in its document, or the node of a template."""
    message: str
    severity: Severity | None = None
    kind: str = ""
    """The id of the rule."""
    on_key: bool = False
    """Whether the name is meant, and not the value."""
    within: tuple[int, int] | None = None
    """Offsets in the text at the place, as it is decoded: the part that is meant."""
    span: tuple[int, int] | None = None
    """Offsets in the text of the whole document, where no value is meant."""
    url: str = ""
    """The page that it rests on, where that is another one than that of the rule."""
    fault: str = ""
    """Which of the faults that a rule tells of, such as "missing"."""
    name: str = ""
    """The name that it is about, such as that of a missing property."""
    actual: str = ""
    """What stands there as it is shown, where it may be shown."""
    advice: str = ""
    """What comes of it or what to do, where another reader of the value has other words for it."""

    retires: str = ""
    """The day on which what stands there ends, as 2028-03-31."""
    possible: bool = False
    """Whether the value is one that others than the known values bring."""
    shows: Shows = "read"
    """When a deployment fails of it."""

    @property
    def path(self) -> Path:
        """The path of the place."""
        return self.place if isinstance(self.place, tuple) else self.place.path

    @property
    def text(self) -> str:
        """All that is said."""
        fact = f"{self.message} (is {self.actual})" if self.actual else self.message
        return f"{fact}; {self.advice}" if self.advice else fact

    def with_note(self, note: str) -> Finding:
        """Return it with a remark on it at its end."""
        if self.advice:
            return replace(self, advice=f"{self.advice} {note}")
        return replace(self, message=f"{self.text} {note}", actual="")

    def with_advice(self, advice: str) -> Finding:
        """Return it with what comes of it said last."""
        return replace(self, advice=f"{self.advice}; {advice}" if self.advice else advice)

    def diagnostic(
        self,
        document: Document,
        *,
        kind: str = "",
        severity: Severity = Severity.ERROR,
        url: str = "",
    ) -> Diagnostic:
        """Return it at its place in a document, with what the check leaves open."""
        path = self.path
        position = (
            document.position(path, key=self.on_key, within=self.within)
            if self.span is None
            else document.between(*self.span)
        )
        return Diagnostic(
            self.kind or kind,
            self.severity or severity,
            self.text,
            document.path,
            position,
            json_pointer(path),
            self.url or url,
            retires=self.retires,
        )
