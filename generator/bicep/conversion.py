"""What a template becomes, and what makes that of the templates within it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from generator.lazy import dataclass, field

if TYPE_CHECKING:
    from generator.bicep.identity import ScopePlace
    from generator.bicep.scope import Problem
    from generator.bicep.statements import Program
    from generator.diagnostics import Path


@dataclass(slots=True)
class Conversion:
    """What a template becomes: its file, the files of its modules by path, and what has no form.

    The file is Bicep, but for a nested template that has a form as JSON only.
    """

    program: Program
    modules: dict[str, Program] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def ending(self) -> str:
        """Return the ending of the name of the file."""
        return "json" if self.program.text else "bicep"


class FileMaker(Protocol):
    """Makes the files of a document; `texts` are the modules made so far, by path."""

    @property
    def texts(self) -> dict[str, Program]:
        """Return the modules made so far."""

    def file(
        self, template: dict[str, Any], base: Path, within: str, place: ScopePlace, target: str = ""
    ) -> Conversion:
        """Return the file of one template within the document."""


def free_file(maker: FileMaker, name: str) -> str:
    """Return a name of a file that no other module has."""
    found, number = name, 2
    while maker.texts.keys() & {f"modules/{found}.bicep", f"modules/{found}.json"}:
        found, number = f"{name}{number}", number + 1
    return found
