"""The files that travel inside of a model: scripts, parts of user data, packages by their names.

What is packed is unpacked: base64, gzip, MIME, and scripts inside of a command. Of an expression
the text is taken as it is written, so that no value of a secret is in it.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from generator.language.documents.secret_parts import secrets_of
from generator.lazy import dataclass, regex
from generator.redaction import without_keys, without_secrets
from generator.rollout.carried_files import files_inside
from generator.rollout.spelling import is_expression
from generator.scale_set.payload import unpacked
from generator.wording.values import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.rollout.changes import Change

_CALL = regex(r"^\[\s*base64\s*\((.*)\)\s*\]$", re.IGNORECASE | re.DOTALL)
_PACKED = regex(r"[A-Za-z0-9+/]{32,}={0,2}")
_MIME = regex(r"(?:mime-version|content-type)\s*:", re.IGNORECASE)
_PACKED_LINE = regex(r"[A-Za-z0-9+/]{40,}={0,2}")
_LAST_LINE = regex(r"(?:[A-Za-z0-9+/]{4})*[A-Za-z0-9+/]{2}(?:[A-Za-z0-9+/]{2}|==|[A-Za-z0-9+/]=)")
_CLOUD_CONFIG = regex(r"\s*(?:#cloud-config|## template:)")
_PASSWORDS = "chpasswd"
_CONTEXT = 2
_MOST_LINES = 40
_WIDEST = 160
_CARRIERS = {"script": "the script", "commandtoexecute": "the script", "customdata": "custom data",
             "userdata": "user data"}  # fmt: skip
_FETCHED = {"fileuris", "url", "modulesurl", "packagereferenceid"}


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file that is another one: what it is called, and the lines of the difference."""

    name: str
    diff: tuple[str, ...] = ()


def files_between(change: Change) -> list[ChangedFile]:
    """Return the files that differ in a change; none where it carries no file."""
    last = change.names[-1] if change.names else ""
    if last in _CARRIERS:
        old, new = (parts_of(value, _CARRIERS[last]) for value in (change.old, change.new))
        return list(differing(old, new))
    named = [step for step in change.names if step in _FETCHED]
    return list(_fetched(change)) if named else []


def differing(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[ChangedFile]:
    """Yield the files of which the text differs, by their names."""
    for name in {**old, **new}:
        one, other = old.get(name), new.get(name)
        if one == other:
            continue
        sign = {one: "", None: " (new)"}[one] if other is not None else " (gone)"
        yield ChangedFile(f"{name}{sign}", _diff(one or "", other or ""))


def parts_of(value: Any, name: str) -> dict[str, str]:
    """Return the texts that a value carries; empty where it carries none that can be read."""
    if not isinstance(value, str):
        return {}
    files = files_inside(value)
    text = _unpacked(value) if files is None else files[1]
    if text is None:
        return files[0] if files else {}
    if _MIME.match(text.lstrip()):
        return _of_mime(text)
    if files is None:
        files = files_inside(text) or ({}, text)
    return {**files[0], **({name: files[1]} if files[1] else {})}


def _unpacked(value: str) -> str | None:
    if is_expression(value):
        call = _CALL.match(value)
        return call[1].replace("''", "'").replace("\\n", "\n") if call else None
    if " " in value.strip():
        found = (_decoded(match[0]) for match in _PACKED.finditer(value))
        return next((text for text in found if text is not None), None)
    return _decoded(value)


def _decoded(value: str) -> str | None:
    import base64
    from contextlib import suppress

    with suppress(ValueError, OSError, EOFError):
        data = base64.b64decode("".join(value.split()), validate=True)
        if data.startswith(b"\x1f\x8b"):
            data = unpacked(data)
        text = data.decode("utf-16-le" if data[1:4:2] == b"\0\0" else "utf-8-sig")
        return None if "\0" in text else text
    return None


def _of_mime(text: str) -> dict[str, str]:
    from email import message_from_string  # few models have several parts

    found: dict[str, str] = {}
    for number, part in enumerate(message_from_string(text).walk()):
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            name = part.get_filename() or f"part {number} ({part.get_content_type()})"
            found[name] = payload.decode("utf-8", "replace")
    return found


def _fetched(change: Change) -> Iterator[ChangedFile]:
    """Yield the files that are downloaded from another place than before, by their names."""
    old, new = (_names(value) for value in (change.old, change.new))
    for name in [item for item in new if item not in old] or new:
        yield ChangedFile(name)


def _names(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    texts = [item for item in listed if isinstance(item, str) and not is_expression(item)]
    if any("/versions/" in text.lower() for text in texts):
        return ["/".join(text.split("/")[-3::2]) for text in texts]
    return [text.partition("?")[0].rstrip("/").rpartition("/")[2] for text in texts]


def _lines(text: str) -> list[str]:
    """Return the lines of a text, with what is packed in it as one line."""
    found: list[str] = []
    packed: list[str] = []
    for line in [*text.splitlines(), ""]:
        if (_LAST_LINE if packed else _PACKED_LINE).fullmatch(line):
            packed.append(line)
            continue
        if packed:
            digest = hashlib.sha256("".join(packed).encode()).hexdigest()[:8]
            found.append(f"({count(len(packed), 'packed line')}, SHA-256 {digest}...)")
            packed = []
        found.append(line)
    return found[:-1]


def _without_secrets(text: str) -> str:
    """Return a text without its secrets; YAML of cloud-init is read, as names around them tell."""
    if _CLOUD_CONFIG.match(text):
        found = secrets_of(text, "user-data.yaml")
        if found is not None:
            text = "\n".join(found.masked_lines())
        elif _PASSWORDS in text:
            return "(what cannot be read, and has passwords, is not shown)"
    return without_keys(without_secrets(text))


def _diff(old: str, new: str) -> tuple[str, ...]:
    """Return the lines that differ with those around them, without secrets."""
    import difflib  # only where a file changed

    one, other = (_lines(_without_secrets(text)) for text in (old, new))
    lines = list(difflib.unified_diff(one, other, n=_CONTEXT, lineterm=""))[2:]
    shown = [line if len(line) <= _WIDEST else f"{line[:_WIDEST]}..." for line in lines]
    if not shown and old != new:
        return ("(what differs is a secret, or the end of a line)",)
    if len(shown) > _MOST_LINES:
        return (*shown[:_MOST_LINES], f"... and {len(shown) - _MOST_LINES} more lines")
    return tuple(shown)
