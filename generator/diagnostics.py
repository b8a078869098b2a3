"""What the tool says of a user's input: a place, a severity and a sentence.

A mistake of the user is a `Diagnostic`, never an exception of its own. The few exceptions
here carry diagnostics up to the command line, or say that one of our own files is broken.
"""

from __future__ import annotations

from enum import IntEnum

from generator.lazy import dataclass
from generator.redaction import without_keys

Path = tuple[str | int, ...]
"""The way from the root of a document to one of its values: names and indexes."""


class Severity(IntEnum):
    """How bad a finding is; an error means that the deployment fails or does harm."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """Return the lower-case name, as printed and as accepted on the command line."""
        return "note" if self is Severity.INFO else self.name.lower()

    @classmethod
    def named(cls, word: str) -> Severity:
        """Return the level of a word; `info` is an older one for `note`. Raises KeyError."""
        return cls[{"NOTE": "INFO"}.get(word.upper(), word.upper())]


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A range of a text: lines and columns count from 1, columns in characters, end exclusive."""

    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The test of arm-ttk that a finding stands for, and what the test calls the mistake."""

    test: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: which rule, how bad, where, what is wrong and what to do."""

    rule: str
    severity: Severity
    message: str
    path: str
    position: Position = Position()
    pointer: str = ""
    url: str = ""
    counterpart: Counterpart | None = None
    retires: str = ""
    """The day on which what it is about ends, as 2028-03-31."""

    def __post_init__(self) -> None:
        """Hide the keys and signatures that a message repeats, whoever wrote it."""
        safe = without_keys(self.message)
        if safe is not self.message:
            object.__setattr__(self, "message", safe)

    @property
    def sort_key(self) -> tuple[str, Position, str, str]:
        """Order findings by file, place, rule and text, so that every run prints the same."""
        return (self.path, self.position, self.rule, self.message)


def json_pointer(path: Path) -> str:
    """Write a path as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def path_of_pointer(pointer: str) -> Path:
    """Read a JSON pointer as a path; what looks like an index is one."""
    steps = (step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])
    return tuple(int(step) if step.isdecimal() else step for step in steps)


class GeneratorError(Exception):
    """The base of everything this package raises on purpose."""


class InvalidInput(GeneratorError):
    """The user's input cannot be used; `diagnostics` say why, all of them at once."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        """Keep the findings, sorted as they are printed."""
        self.diagnostics = sorted(diagnostics, key=lambda item: item.sort_key)
        super().__init__("; ".join(item.message for item in self.diagnostics))

    def __reduce__(self) -> tuple[type[InvalidInput], tuple[list[Diagnostic]]]:
        """Return what makes the same one again, on its way out of a process."""
        return type(self), (self.diagnostics,)


class TemplateError(GeneratorError):
    """A fragment of the generator (ours or the user's overlay) is broken."""
