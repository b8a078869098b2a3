"""Checks the parts of user data before they are shipped as custom data.

Stricter than `cloud-init schema`, whose older releases accept any top-level key: a misspelled
`package:` deploys, boots, is reported as ready, and installs nothing.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from generator.cloud_init.boot import Accounts, accounts_of, lists_default
from generator.cloud_init.config import VALUE, config_findings
from generator.cloud_init.contents import content_findings
from generator.cloud_init.headers import Kind, advice, kind_of
from generator.cloud_init.jinja import HEADER as JINJA_HEADER
from generator.cloud_init.jinja import faults, not_a_template
from generator.cloud_init.message import moved, sections_of
from generator.cloud_init.secrets import script_findings, text_findings
from generator.cloud_init.shapes import table
from generator.cloud_init.unknown import JINJA, Covered, cover
from generator.diagnostics import Diagnostic, InvalidInput, Position, Severity
from generator.lazy import dataclass, regex, replace

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Sequence

    from generator.cloud_init.pack import UserDataPart
    from generator.language.documents.source import Document

HEADER = "cloud-init-header"
ARCHIVE = "cloud-init-archive"
MERGE = "cloud-init-merge"
TEMPLATE = "cloud-init-template"

_APPEND = "merge_how: list(append)+dict(recurse_list)+str()"
_NAMES = regex(r"\b(?:users|groups|packages|write_files)\b")
_DECLARED = {kind.value: kind for kind in Kind}
_AFTER_JINJA = {Kind.CONFIG, Kind.PATCH, Kind.SCRIPT, Kind.BOOT_HOOK}


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known of a text besides itself: who is made at boot, where it is not known."""

    accounts: Accounts
    pattern: re.Pattern[str] | None = None
    lines: frozenset[int] = frozenset()

    def below(self, above: int) -> frozenset[int]:
        """Return the lines that are not known, counted below so many others."""
        return frozenset(line - above for line in self.lines if line > above)


def check_parts(
    parts: Sequence[UserDataPart], admin: str = "", unknown: re.Pattern[str] | None = None
) -> list[Diagnostic]:
    """Return what is wrong with each part, and with the parts together, in the order of places.

    `admin` is the name of the administrator, `unknown` what stands for text that only a deployment
    knows.
    """
    texts = [cover(part.text, unknown).text if unknown else part.text for part in parts]
    each = [list(configs(text, _NAMES)) for text in texts]
    found = list(_overwritten(parts)) if len(parts) > 1 else []
    for index, part in enumerate(parts):
        everyone = accounts_of([config for listed in each for config in listed], admin)
        others = [config for listed in each[:index] + each[index + 1 :] for config in listed]
        around = _Around(replace(everyone, default=any(map(lists_default, others))), unknown)
        found += _of_part(part.text, part.name, around)
    return sorted(found, key=lambda item: item.sort_key)


def check_part(
    text: str, path: str, admin: str = "", unknown: re.Pattern[str] | None = None
) -> list[Diagnostic]:
    """Return what is wrong with one part of user data, in the order of places."""
    from generator.cloud_init.pack import UserDataPart

    return check_parts([UserDataPart(path, text)], admin, unknown)


def _of_part(text: str, path: str, around: _Around) -> Iterator[Diagnostic]:
    covered = cover(text, around.pattern) if around.pattern else Covered(text)
    if _first_line(text) in covered.lines:
        return
    kind = kind_of(covered.text)
    if kind is None:
        yield _header(text, path, f"cloud-init ignores this text: {advice(text)}")
        return
    around = replace(around, pattern=None, lines=covered.lines)
    found = (*_findings(kind, covered.text, path, around), *text_findings(covered.text, path))
    yield from covered.known(found)


def _first_line(text: str) -> int:
    return text[: len(text) - len(text.lstrip())].count("\n") + 1


def _findings(kind: Kind, text: str, path: str, around: _Around) -> Iterator[Diagnostic]:
    if kind is Kind.JINJA:
        yield from _template(text, path, around)
        return
    if kind is Kind.MIME:
        yield from _message(text, path, around)
        return
    if kind in {Kind.CONFIG, Kind.SCRIPT} and (fault := not_a_template(text)):
        line, message = fault
        known = message.startswith(f"'{JINJA_HEADER}'")
        severity = Severity.ERROR if known else Severity.WARNING
        yield _at_line(text, path, line, message, severity)
    if kind in {Kind.CONFIG, Kind.ARCHIVE}:
        yield from _yaml(kind, text, path, around)
        return
    if kind is Kind.SCRIPT:
        yield from script_findings(text, path)
    sources = table().sources
    for finding in content_findings(kind, text, path):
        yield replace(finding, url=sources["formats"])


def _template(text: str, path: str, around: _Around) -> Iterator[Diagnostic]:
    """Check what stands behind the header of a template, around the Jinja in it."""
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start) + 1 or len(text)
    body = text[end:]
    kind = kind_of(body)
    if kind is None or kind not in _AFTER_JINJA:
        wrong = advice(body) if kind is None else "a template cannot hold this kind of part"
        yield _header(text, path, f"cloud-init ignores this template: {wrong}", body)
        return
    if start:
        message = "cloud-init ignores this template: nothing may stand before its header"
        yield _header(text, path, message)
        return
    below = text.count("\n", 0, end)
    broken = list(faults(body))
    for line, message in broken:
        said = f"cloud-init ignores this template: {message}"
        yield _at_line(text, path, line + below, said, Severity.ERROR)
    if broken:
        return
    covered = cover(body, JINJA)
    inner = replace(around, lines=covered.lines | around.below(below))
    for finding in covered.known(_findings(kind, covered.text, path, inner)):
        yield moved(finding, below)


def _at_line(text: str, path: str, line: int, message: str, severity: Severity) -> Diagnostic:
    shown = text.split("\n")[line - 1 : line]
    width = len(shown[0].rstrip()) if shown else 1
    place = Position(line, 1, line, 1 + max(width, 1))
    return Diagnostic(TEMPLATE, severity, message, path, place, url=table().sources["jinja"])


def _message(text: str, path: str, around: _Around) -> Iterator[Diagnostic]:
    """Check the parts of a MIME message, also those that are encoded in it."""
    sections = sections_of(text)
    if sections is None:
        yield _header(text, path, "cloud-init ignores this message: its headers cannot be read")
        return
    for declared, content, above in sections:
        kind = kind_of(content) or _DECLARED.get(declared)
        found: Iterable[Diagnostic] = ()
        if kind is None and declared == "text/plain":
            message = f"cloud-init ignores this part of type {declared}: {advice(content)}"
            found = [_header(content, path, message)]
        elif kind:
            lines = frozenset() if above.encoded else around.below(above.lines)
            found = _findings(kind, content, path, replace(around, lines=lines))
        if above.encoded:
            found = (*found, *text_findings(content, path))
        for finding in found:
            yield above.placed(finding)


def sections(text: str) -> Iterator[tuple[Kind, str]]:
    """Yield the parts of user data by their kind: itself, or those of a message."""
    kind = kind_of(text)
    if kind is Kind.MIME:
        for declared, content, _ in sections_of(text) or ():
            inner = kind_of(content) or _DECLARED.get(declared)
            if inner:
                yield inner, content
    elif kind:
        yield kind, text


def configs(text: str, names: re.Pattern[str]) -> Iterator[dict[Any, Any]]:
    """Yield the cloud-configs of user data that can be read, and have one of the names in them."""
    from generator.cloud_init.yaml_words import read_cloud_yaml

    for kind, content in sections(text):
        if kind in {Kind.CONFIG, Kind.JINJA} and names.search(content):
            with suppress(InvalidInput):
                value = read_cloud_yaml(cover(content, JINJA).text, "").value
                if isinstance(value, dict):
                    yield value


def _yaml(kind: Kind, text: str, path: str, around: _Around) -> Iterator[Diagnostic]:
    from generator.cloud_init.yaml_words import read_cloud_yaml

    try:
        document = read_cloud_yaml(text, path)
    except InvalidInput as error:
        first = min(around.lines, default=0)
        yield from (item for item in error.diagnostics if not first or item.position.line < first)
        return
    if around.lines and not isinstance(document.value, dict | list):
        return  # the rest of it is not known
    if kind is Kind.ARCHIVE:
        yield from _archive(document, around)
    else:
        yield from config_findings(document, text, around.accounts)


def _archive(document: Document, around: _Around) -> Iterator[Diagnostic]:
    """Check each entry; a text of its own kind is checked as a part."""
    url = table().sources["formats"]
    if not isinstance(document.value, list):
        message = "a cloud-config-archive must be a list of parts, each after '- '"
        yield document.diagnostic(VALUE, Severity.ERROR, message, url=url)
        return
    for index, entry in enumerate(document.value):
        content = entry.get("content") if isinstance(entry, dict) else entry
        if not isinstance(content, str):
            message = f"part {index + 1} must be a string, or a mapping with type and content"
            yield document.diagnostic(ARCHIVE, Severity.ERROR, message, (index,), url=url)
            continue
        place = (index, "content") if isinstance(entry, dict) else (index,)
        declared = entry.get("type") if isinstance(entry, dict) else None
        kind = _DECLARED.get(str(declared)) if declared else kind_of(content) or Kind.CONFIG
        for inner in _findings(kind, content, document.path, around) if kind else ():
            message = f"in part {index + 1}, line {inner.position.line}: {inner.message}"
            yield document.diagnostic(inner.rule, inner.severity, message, place, url=inner.url)


def _overwritten(parts: Sequence[UserDataPart]) -> Iterator[Diagnostic]:
    """Report which lists and mappings a later part replaces, as it does unless told otherwise."""
    earlier: dict[str, str] = {}
    for part in parts:
        document = _readable(part)
        if document is None:
            continue
        merges = {"merge_how", "merge_type"} & document.value.keys()
        for name, value in document.value.items():
            if not isinstance(value, list | dict):
                continue
            if name in earlier and not merges:
                message = (
                    f"'{name}' replaces the one of {earlier[name]}; to keep both, add "
                    f"'{_APPEND}' to this part, or move them into one"
                )
                url = table().sources["merging"]
                yield document.diagnostic(
                    MERGE, Severity.WARNING, message, (name,), key=True, url=url
                )
            earlier[name] = part.name


def _readable(part: UserDataPart) -> Document | None:
    """Return the cloud-config of a part, if it is one and can be read."""
    from generator.cloud_init.yaml_words import read_cloud_yaml

    kind = kind_of(part.text)
    if kind not in {Kind.CONFIG, Kind.JINJA} or (kind is Kind.JINJA and "{{" in part.text):
        return None
    try:
        document = read_cloud_yaml(part.text, part.name)
    except InvalidInput:
        return None
    return document if isinstance(document.value, dict) else None


def _header(text: str, path: str, message: str, at: str | None = None) -> Diagnostic:
    """Return an error on the first line of a text, or of its end `at`, that is not empty."""
    rest = text if at is None else at
    start = len(text) - len(rest.lstrip())
    line = text.count("\n", 0, start) + 1
    width = len(text[start:].partition("\n")[0].rstrip())
    position = Position(line, 1, line, 1 + max(width, 1))
    return Diagnostic(
        HEADER, Severity.ERROR, message, path, position, url=table().sources["formats"]
    )
