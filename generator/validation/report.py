"""What a run of `validate` gives to those who write it down: findings, sums, and the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.lazy import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from generator.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Tally:
    """How many files of each kind there were; `passed_by` are JSON files that are neither.

    `unchecked` are the resources without a schema, of which the envelope was checked, by type.
    """

    templates: int = 0
    parameter_files: int = 0
    passed_by: int = 0
    resources: int = 0
    specs: int = 0
    unchecked: dict[str, int] = field(default_factory=dict)

    @property
    def files(self) -> int:
        """How many files were checked."""
        return self.templates + self.parameter_files


@dataclass(frozen=True, slots=True)
class Report:
    """Findings in order, with what is needed to show them; `given` is what came by a pipe.

    `fail_on` is the least severity that makes the run fail, None where nothing does.
    """

    findings: list[Diagnostic]
    tally: Tally = Tally()
    given: dict[str, bytes] = field(default_factory=dict)
    fail_on: Severity | None = Severity.ERROR
    known: int = 0
    """How many findings were left out as the baseline has them."""
    profile: str = "default"
    as_of: date | None = None
    """The day that ages are counted to, where the profile counts them."""
    until: date | None = None
    """The day until which it is asked what ends; None asks for all that has a day."""
    notes: bool = False
    """Whether the text shows notes; it counts them in any case."""
    empty: bool = False
    """Whether there was nothing to look at."""
    pictures: Callable[[str], Any] | None = field(default=None, repr=False)
    """What gives the picture of a file, or None, for the formats that show one."""
    full: bool = False
    """Whether the text shows each finding, also where a rule has many in a file."""

    @property
    def could_not_read(self) -> bool:
        """Whether something that was asked for could not be looked at."""
        return any(i.rule == "file" and i.severity is Severity.ERROR for i in self.findings)

    def fails(self, finding: Diagnostic) -> bool:
        """Whether the finding makes the run fail."""
        return self.fail_on is not None and finding.severity >= self.fail_on

    def shows(self, finding: Diagnostic) -> bool:
        """Whether the text shows a finding; what makes the run fail is always shown."""
        return finding.severity > Severity.INFO or self.notes or self.fails(finding)

    def ending(self) -> list[Diagnostic]:
        """Return the findings of what ends until the day that is asked for, the first one first."""
        until = str(self.until) if self.until else ""
        found = [i for i in self.findings if i.retires and (not until or i.retires <= until)]
        return sorted(found, key=lambda item: (item.retires, item.sort_key))

    def counts(self) -> dict[Severity, int]:
        """Return the number of findings of each severity, the worst first."""
        severities = [item.severity for item in self.findings]
        return {severity: severities.count(severity) for severity in sorted(Severity, reverse=True)}
