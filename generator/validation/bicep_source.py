"""Bicep files, compiled by the Bicep CLI so that they can be checked, and findings put back.

The compiler keeps no places: a finding is put at the statement that it comes from, and at the last
property on the way to it that can be found there.
"""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Any

from generator.azure.resource_types import DEPLOYMENT
from generator.diagnostics import Diagnostic, InvalidInput, Position, Severity
from generator.files.programs import as_argument, program
from generator.files.reading import Refused, read_bytes
from generator.language.documents.places import Lines
from generator.language.documents.source import read_json
from generator.lazy import regex, replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path as FilePath

    from generator.language.documents.document import Document

_SECONDS = 300
_MISSING = (
    "a Bicep file is compiled by the Bicep CLI, and there is no 'bicep' on the PATH: install it "
    "('az bicep install' puts it into ~/.azure/bin), or validate the JSON that it builds"
)
_SAID = regex(r"^.*?\((\d+),(\d+)\) : (Error|Warning|Info) ([\w-]+): (.*?)(?: \[https?://\S+\])?$")
_SEVERITIES = {"Error": Severity.ERROR, "Warning": Severity.WARNING, "Info": Severity.INFO}
_STATEMENT = regex(
    r"^(param|var|output|resource|module)[ \t]+(\w+)(?:[ \t]+'([^'\n]*)'([ \t]+existing)?)?",
    re.MULTILINE,
)
_SECTIONS = {"parameters": "param", "variables": "var", "outputs": "output"}


def read_bicep(path: FilePath, report: list[Diagnostic]) -> Document:
    """Compile a Bicep file; the document has its path and the text of the template.

    What the compiler remarks goes to `report`. Raises InvalidInput where there is no compiler or
    it refuses the file.
    """
    shown = path.as_posix()
    tool = program("bicep")
    if tool is None:
        raise InvalidInput([Diagnostic("file", Severity.ERROR, _MISSING, shown)])
    try:
        read_bytes(path)
        ran = subprocess.run(  # noqa: S603 - the tool that the user installed, on a file of theirs
            [tool, "build", "--stdout", as_argument(path)],
            capture_output=True, check=False, timeout=_SECONDS, text=True, encoding="utf-8",
            errors="replace",
        )  # fmt: skip
    except Refused as error:
        reason = str(error.strerror)
        raise InvalidInput([Diagnostic("file", Severity.ERROR, reason, shown)]) from None
    except (OSError, subprocess.TimeoutExpired) as error:
        message = f"the Bicep CLI could not be run: {error}"
        raise InvalidInput([Diagnostic("file", Severity.ERROR, message, shown)]) from None
    said = list(_said(ran.stderr, shown))
    if ran.returncode or not ran.stdout.strip():
        message = f"the Bicep CLI refused this file: {ran.stderr.strip()[:300]}"
        errors = [item for item in said if item.severity is Severity.ERROR]
        raise InvalidInput(errors or [Diagnostic("file", Severity.ERROR, message, shown)])
    report += said
    return read_json(ran.stdout, shown)


def _said(text: str, shown: str) -> Iterator[Diagnostic]:
    for line in text.splitlines():
        match = _SAID.match(line.strip())
        if match:
            row, column = int(match[1]), int(match[2])
            place = Position(row, column, row, column)
            severity = _SEVERITIES[match[3]]
            yield Diagnostic(f"bicep-{match[4]}", severity, match[5], shown, place)


def placed(findings: Sequence[Diagnostic], template: Any, text: str) -> list[Diagnostic]:
    """Put findings of a compiled template at their places in the Bicep text."""
    places = _Places(template, text)
    return [places.of(item) for item in findings]


class _Places:
    """Where the statements of a Bicep text stand."""

    def __init__(self, template: Any, text: str) -> None:
        self._template = template
        self._text = text
        self._lines = Lines(text)
        self._found = list(_STATEMENT.finditer(text))

    def of(self, finding: Diagnostic) -> Diagnostic:
        if finding.rule.startswith("bicep-"):
            return finding
        steps = [item.replace("~1", "/").replace("~0", "~") for item in finding.pointer.split("/")]
        start, end, rest = self._statement(tuple(steps[1:]))
        for step in rest:
            match = re.compile(rf"^[ \t]*'?{re.escape(step)}'?[ \t]*:", re.MULTILINE).search(
                self._text, start, end
            )
            if match:
                start = match.end() - len(match[0].lstrip())
        line_end = self._text.find("\n", start)
        position = self._lines.position(start, line_end if line_end >= 0 else len(self._text))
        return replace(finding, position=position)

    def _statement(self, path: tuple[str, ...]) -> tuple[int, int, tuple[str, ...]]:
        """Return where the statement for a path begins and ends, and the rest of the path."""
        if len(path) > 1 and path[0] in _SECTIONS:
            wanted = [m for m in self._found if (m[1], m[2]) == (_SECTIONS[path[0]], path[1])]
            return (*self._range(wanted[0] if wanted else None), path[2:])
        if len(path) > 1 and path[0] == "resources":
            return (*self._range(self._resource(path[1])), path[2:])
        return 0, 0, ()

    def _resource(self, step: str) -> re.Match[str] | None:
        """Find the statement of a resource: by its symbol, or as the one of so many of its type."""
        resources = self._template.get("resources")
        if isinstance(resources, dict):
            return next((m for m in self._found if m[2] == step), None)
        if not isinstance(resources, list) or not step.isdigit() or int(step) >= len(resources):
            return None
        wanted = _kind(resources[int(step)])
        number = sum(_kind(item) == wanted for item in resources[: int(step)])
        same = [
            match
            for match in self._found
            if (match[1] == "module" and wanted.startswith(DEPLOYMENT))
            or (match[1] == "resource" and (match[3] or "").lower() == wanted and not match[4])
        ]
        return same[number] if number < len(same) else None

    def _range(self, match: re.Match[str] | None) -> tuple[int, int]:
        if match is None:
            return 0, 0
        at = self._found.index(match)
        following = self._found[at + 1].start() if at + 1 < len(self._found) else len(self._text)
        return match.start(), following


def _kind(resource: Any) -> str:
    if not isinstance(resource, dict):
        return ""
    return f"{resource.get('type')}@{resource.get('apiVersion')}".lower()
