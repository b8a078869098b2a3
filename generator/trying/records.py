"""What a trial comes to: its steps in their order, each with what can be told of it."""

from __future__ import annotations

from generator.lazy import dataclass, field

OK, FAILED, SKIPPED, LISTED = "ok", "failed", "skipped", "listed"


@dataclass(slots=True)
class Step:
    """A step: what was done, how it ended, and how `near` to Azure that is.

    `part` is "", "again" or "scale-out". `code` is the exit code, None where nothing ended.
    `place` is the file and line that it stopped at and `line` what stands there; `stdout` and
    `stderr` are the ends that Azure would show.
    """

    name: str
    kind: str
    near: str
    part: str = ""
    status: str = OK
    seconds: float = 0.0
    code: int | None = None
    message: str = ""
    place: str = ""
    line: str = ""
    stdout: str = ""
    stderr: str = ""

    @property
    def title(self) -> str:
        """The name, with the part of the trial that it belongs to."""
        return f"{self.part}: {self.name}" if self.part else self.name

    def failed(self, message: str) -> Step:
        """Return the step as one that failed."""
        self.status, self.message = FAILED, message
        return self

    def skipped(self, message: str) -> Step:
        """Return the step as one that is not done here."""
        self.status, self.message = SKIPPED, message
        return self


@dataclass(slots=True)
class Trial:
    """An instance that was tried: of which set, in which root, its steps, what is not as there."""

    name: str
    source: str
    root: str
    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    kept: str = ""

    @property
    def comes_up(self) -> bool:
        """Whether no step failed."""
        return all(step.status != FAILED for step in self.steps)

    @property
    def verdict(self) -> str:
        """Return in a sentence what became of the instance."""
        if any(step.status == LISTED for step in self.steps):
            return "Nothing was run."
        wrong = [step.title for step in self.steps if step.status == FAILED]
        if wrong:
            return f"The instance does not come up: {', '.join(wrong)} failed."
        if not any(step.kind == "health" for step in self.steps):
            return "Each step that can be tried ended well; nothing asks for the health."
        return "The instance comes up healthy."
