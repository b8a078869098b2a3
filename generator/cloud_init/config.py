"""What is wrong with the YAML of a cloud-config: its keys, and the values below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.cloud_init.boot import DISK, ENCODING, boot_findings
from generator.cloud_init.commands import command_findings
from generator.cloud_init.secrets import password_findings
from generator.cloud_init.shapes import kind_in_words, table
from generator.cloud_init.values import UNKNOWN, VALUE, findings
from generator.cloud_init.yaml_words import plain_digits
from generator.diagnostics import Severity
from generator.lazy import replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.cloud_init.boot import Accounts
    from generator.diagnostics import Diagnostic
    from generator.findings import Finding
    from generator.language.documents.source import Document

_SOURCES = {DISK: "disks"}
__all__ = ["VALUE", "config_findings"]


def config_findings(document: Document, original: str, accounts: Accounts) -> Iterator[Diagnostic]:
    """Yield what is wrong with a cloud-config that could be read from its original text."""
    known = table()
    value = document.value
    if isinstance(value, dict):
        yield from _of_mapping(document, original, accounts)
        return
    message = "there is nothing below '#cloud-config'"
    if value is not None:
        message = f"a cloud-config must be {known.shape.says} (is {kind_in_words(value)})"
    severity = Severity.WARNING if value is None else Severity.ERROR
    yield document.diagnostic(VALUE, severity, message, url=known.sources["formats"])


def _of_mapping(document: Document, original: str, accounts: Accounts) -> Iterator[Diagnostic]:
    known = table()
    own = [
        *command_findings(document),
        *boot_findings(document.value, accounts),
        *password_findings(document.value),
    ]
    told = {item.path for item in own if item.severity is None}
    for found in findings(known.shape, document.value, ()):
        if found.path not in told:
            yield _placed(found, document)
    lines = original.split("\n")
    for item in own:
        made = item.diagnostic(document, url=known.sources[_SOURCES.get(item.kind, "keys")])
        if item.kind != ENCODING or "!!binary" not in lines[made.position.line - 1]:
            yield made


def _placed(found: Finding, document: Document) -> Diagnostic:
    known, path = table(), found.path
    diagnostic = found.diagnostic(document, url=known.sources["keys"])
    message, pointer = map(plain_digits, (diagnostic.message, diagnostic.pointer))
    diagnostic = replace(diagnostic, message=message, pointer=pointer)
    name = str(path[0]) if len(path) == 1 else ""
    if found.kind == UNKNOWN and name in known.ignored:
        message = f"'{name}' has no effect: {known.ignored[name]}"
        return replace(diagnostic, severity=Severity.WARNING, message=message)
    is_mode = path[-1:] == ("permissions",) and found.severity is Severity.WARNING
    return _mode(diagnostic, document) if is_mode else diagnostic


def _mode(finding: Diagnostic, document: Document) -> Diagnostic:
    """Report a mode that was written as a decimal number from one that only lacks its quotes."""
    line = document.text.splitlines()[finding.position.line - 1]
    written = line[finding.position.column - 1 :].partition("#")[0].strip(" ,}")
    if not written.isdecimal() or written.startswith("0"):
        return finding
    message = f"permissions {written} is a decimal number, mode {int(written):o}; "
    right = f"write '0{written}', in quotes"
    return replace(finding, severity=Severity.ERROR, message=message + right)
