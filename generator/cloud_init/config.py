"""What is wrong with the YAML of a cloud-config: its keys, and the values below them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.cloud_init.shapes import kind_in_words, table
from generator.cloud_init.values import UNKNOWN, VALUE, mistakes
from generator.cloud_init.yaml_words import plain_digits
from generator.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.cloud_init.values import Mistake
    from generator.diagnostics import Diagnostic
    from generator.language.documents.source import Document

__all__ = ["VALUE", "config_findings"]


def config_findings(document: Document) -> Iterator[Diagnostic]:
    """Give what is wrong with a cloud-config that could be read."""
    known = table()
    value = document.value
    if isinstance(value, dict):
        for mistake in mistakes(known.shape, value, ()):
            yield _finding(mistake, document)
        return
    message = "nothing stands below '#cloud-config'"
    if value is not None:
        message = f"a cloud-config must be {known.shape.says} (is {kind_in_words(value)})"
    severity = Severity.WARNING if value is None else Severity.ERROR
    yield document.diagnostic(VALUE, severity, message, url=known.sources["formats"])


def _finding(mistake: Mistake, document: Document) -> Diagnostic:
    known = table()
    finding = document.diagnostic(
        mistake.rule,
        mistake.severity,
        plain_digits(mistake.message),
        mistake.path,
        key=mistake.on_key,
        url=known.sources["keys"],
    )
    finding = replace(finding, pointer=plain_digits(finding.pointer))
    name = str(mistake.path[0]) if len(mistake.path) == 1 else ""
    if mistake.rule == UNKNOWN and name in known.ignored:
        message = f"'{name}' has no effect: {known.ignored[name]}"
        return replace(finding, severity=Severity.WARNING, message=message)
    is_mode = mistake.path[-1:] == ("permissions",) and mistake.severity is Severity.WARNING
    return _mode(finding, document) if is_mode else finding


def _mode(finding: Diagnostic, document: Document) -> Diagnostic:
    """Tell a mode that was written as a decimal number from one that only lacks its quotes."""
    line = document.text.splitlines()[finding.position.line - 1]
    written = line[finding.position.column - 1 :].partition("#")[0].strip(" ,}")
    if not written.isdecimal() or written.startswith("0"):
        return finding
    message = f"permissions {written} is a decimal number, mode {int(written):o}; "
    right = f"write '0{written}', in quotes"
    return replace(finding, severity=Severity.ERROR, message=message + right)
