"""Checks the parts of user data before they are shipped as custom data.

Stricter than `cloud-init schema`, whose older releases accept any top-level key: a misspelled
`package:` deploys, boots, is reported as ready, and installs nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.cloud_init.config import VALUE, config_findings
from generator.cloud_init.contents import content_findings
from generator.cloud_init.headers import Kind, advice, kind_of
from generator.cloud_init.shapes import table
from generator.diagnostics import Diagnostic, InvalidInput, Position, Severity
from generator.lazy import replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from email.message import Message

    from generator.cloud_init.pack import UserDataPart
    from generator.language.documents.source import Document

HEADER = "cloud-init-header"
ARCHIVE = "cloud-init-archive"
MERGE = "cloud-init-merge"

_APPEND = "merge_how: list(append)+dict(recurse_list)+str()"
_DECLARED = {kind.value: kind for kind in Kind}
_AFTER_JINJA = {Kind.CONFIG, Kind.PATCH, Kind.SCRIPT, Kind.BOOT_HOOK}


def check_parts(parts: Sequence[UserDataPart]) -> list[Diagnostic]:
    """Return what is wrong with each part, and with the parts together, in the order of places."""
    found = [item for part in parts for item in check_part(part.text, part.name)]
    return sorted([*found, *_overwritten(parts)], key=lambda item: item.sort_key)


def check_part(text: str, path: str) -> list[Diagnostic]:
    """Return what is wrong with one part of user data, in the order of places."""
    kind = kind_of(text)
    if kind is None:
        return [_header(text, path, f"cloud-init ignores this text: {advice(text)}")]
    return sorted(_findings(kind, text, path), key=lambda item: item.sort_key)


def _findings(kind: Kind, text: str, path: str) -> Iterator[Diagnostic]:
    if kind is Kind.JINJA:
        yield from _template(text, path)
    elif kind is Kind.MIME:
        yield from _message(text, path)
    elif kind in {Kind.CONFIG, Kind.ARCHIVE}:
        yield from _yaml(kind, text, path)
    else:
        sources = table().sources
        for finding in content_findings(kind, text, path):
            yield replace(finding, url=sources["formats"])


def _template(text: str, path: str) -> Iterator[Diagnostic]:
    """Check what stands behind the header of a template; Jinja in it hides the rest from us."""
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start) + 1 or len(text)
    body = text[end:]
    kind = kind_of(body)
    if kind is None or kind not in _AFTER_JINJA:
        wrong = advice(body) if kind is None else "a template cannot hold this kind of part"
        yield _header(text, path, f"cloud-init ignores this template: {wrong}", body)
    elif not re.search(r"\{[{%#]", body):
        below = text.count("\n", 0, end)
        for finding in _findings(kind, body, path):
            yield _moved(finding, below)


def _message(text: str, path: str) -> Iterator[Diagnostic]:
    """Check the parts of a MIME message that stand in it as they are."""
    from email import message_from_string

    # Half of a pair of surrogates, which JSON can hold, is in no message.
    text = text.encode("utf-8", "replace").decode()
    try:
        sections = [(item, item.get_content_type()) for item in message_from_string(text).walk()]
    except RecursionError:
        yield _header(text, path, "cloud-init ignores this message: its headers cannot be read")
        return
    for section, declared in sections:
        content = section.get_payload()
        if section.is_multipart() or not isinstance(content, str) or content not in text:
            continue
        kind = kind_of(content) or _DECLARED.get(declared)
        below = text.count("\n", 0, text.index(content))
        if kind is None and declared == "text/plain":
            message = f"cloud-init ignores this part of type {declared}: {advice(content)}"
            yield _moved(_header(content, path, message), below)
        elif kind and _is_verbatim(section):
            for finding in _findings(kind, content, path):
                yield _moved(finding, below)


def _is_verbatim(section: Message) -> bool:
    encoding = str(section.get("content-transfer-encoding", "7bit")).strip().lower()
    return encoding in {"7bit", "8bit", "binary"}


def _yaml(kind: Kind, text: str, path: str) -> Iterator[Diagnostic]:
    from generator.cloud_init.yaml_words import read_cloud_yaml

    try:
        document = read_cloud_yaml(text, path)
    except InvalidInput as error:
        yield from error.diagnostics
        return
    if kind is Kind.ARCHIVE:
        yield from _archive(document)
    else:
        yield from config_findings(document)


def _archive(document: Document) -> Iterator[Diagnostic]:
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
        for inner in _findings(kind, content, document.path) if kind else ():
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


def _moved(finding: Diagnostic, lines: int) -> Diagnostic:
    """Move a finding down by a number of lines."""
    there = finding.position
    moved = replace(there, line=there.line + lines, end_line=there.end_line + lines)
    return replace(finding, position=moved)
