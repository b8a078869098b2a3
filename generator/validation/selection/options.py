"""What the command line asks of a run of `validate`, for every file of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lazy import dataclass
from generator.validation.selection.selection import Selection

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from generator.diagnostics import Diagnostic
    from generator.language.documents.source import Document
    from generator.validation.rule import LoadedRule
    from generator.validation.selection.configuration import Configuration


_EVERYTHING = Selection()


@dataclass(frozen=True, slots=True)
class ValidateOptions:
    """Values for parameters, rules that count, whether configurations and own rules are read.

    `as_of` is the day that the age of API versions is counted to. `exclude` are patterns of paths
    from the current folder on. With `if_any` there may be nothing to check.
    """

    parameters: tuple[str, ...] = ()
    selection: Selection = _EVERYTHING
    configured: bool = True
    own_rules: bool = False
    as_of: date | None = None
    exclude: tuple[str, ...] = ()
    if_any: bool = False

    def excludes(self, path: Path) -> bool:
        """Return whether a file that a folder holds is passed by.

        Raises InvalidInput where the configuration has a mistake.
        """
        from generator.files.arguments import is_excluded

        if self.exclude and is_excluded(path, path.cwd(), self.exclude):
            return True
        found = self.configuration(path)
        return found is not None and found.excludes(path)

    def configuration(self, path: Path) -> Configuration | None:
        """Return the configuration of a file. Raises InvalidInput where it has a mistake."""
        if not self.configured:
            return None
        from generator.validation.selection.configuration import configuration_for

        return configuration_for(path)

    def rules(self, path: Path) -> tuple[LoadedRule, ...]:
        """Return the rules of the user's own for a file. Raises InvalidInput for broken ones."""
        if not self.own_rules:
            return ()
        from generator.validation.selection.user_rules import user_rules

        found = self.configuration(path)
        return user_rules(found.rules if found else ())

    def of(
        self, path: Path, document: Document | None, findings: list[Diagnostic]
    ) -> list[Diagnostic]:
        """Return the findings that count, by the file, its configuration and the options."""
        found = self.configuration(path)
        selection = self.selection.over(found.selection_for(path)) if found else self.selection
        if document is not None:
            from generator.validation.selection.suppressions import without_suppressed

            findings = without_suppressed(document, findings)
        return findings if selection == _EVERYTHING else list(selection.of(findings))


DEFAULT_OPTIONS = ValidateOptions()
"""What a call without options asks for."""
