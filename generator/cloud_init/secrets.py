"""Secrets in user data: whoever is on the instance, or may read the template, reads them."""

from __future__ import annotations

import base64
from itertools import islice
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, Position, Severity
from generator.findings import Finding
from generator.language.plain_secrets import is_secret_key, is_secret_value, tells_secret
from generator.lazy import regex
from generator.redaction import shows_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.diagnostics import Path

SECRET = "cloud-init-secret"  # noqa: S105 - a kind of fault
_URL = "https://docs.cloud-init.io/en/latest/explanation/instance-data.html"
_PRIVATE = regex(
    r"-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY-----(?:\s|\\n){0,200}[A-Za-z0-9+/]{32}"
)
_KEY = regex(r"(?i)(?:[?&]sig|\b(?:Account|SharedAccess)Key)=[%/]*(?P<value>[^&;\s\"']+)")
_MOST = 100
"""So many of a kind are told of one text."""
_FETCH = (
    "which everyone on the instance can read in its custom data: let the instance fetch it with "
    "its managed identity"
)


def text_findings(text: str, path: str) -> Iterator[Diagnostic]:
    """Yield the private keys, and the keys and signatures of storage, that stand in a text."""
    for found in islice(_PRIVATE.finditer(text), _MOST):
        yield _diagnostic(text, path, found.span(), f"this is a private key, {_FETCH}")
    if not shows_key(text):
        return
    for found in islice(_KEY.finditer(text), _MOST):
        if is_secret_value(found["value"], ""):
            what = "a SAS token" if "sig=" in found[0].lower() else "a key of storage"
            yield _diagnostic(text, path, found.span(), f"this is {what}, {_FETCH}")


def script_findings(text: str, path: str) -> Iterator[Diagnostic]:
    """Yield the passwords that stand in the commands of a script."""
    at = 0
    for line in text.splitlines(keepends=True):
        if _has_password(line):
            yield _diagnostic(text, path, (at, at + len(line.rstrip())), _PASSWORD, warning=True)
        at += len(line)


def password_findings(config: dict[Any, Any]) -> Iterator[Finding]:
    """Yield the passwords of a cloud-config, and what is a secret behind base64."""
    yield from _named(config, ())
    accounts = config.get("chpasswd")
    listed = accounts.get("list") if isinstance(accounts, dict) else None
    lines = listed.splitlines() if isinstance(listed, str) else listed
    pairs = [str(line).partition(":")[2] for line in lines] if isinstance(lines, list) else []
    if any(_is_password(word, "") for word in pairs):
        yield Finding(("chpasswd", "list"), _PASSWORD, Severity.WARNING, kind=SECRET)
    for key in ("bootcmd", "runcmd"):
        for index, command in enumerate(_listed(config.get(key))):
            text = " ".join(map(str, command)) if isinstance(command, list) else str(command)
            if _has_password(text):
                yield Finding((key, index), _PASSWORD, Severity.WARNING, kind=SECRET)
    for index, file in enumerate(_listed(config.get("write_files"))):
        if isinstance(file, dict) and "64" in str(file.get("encoding")):
            inner = _decoded(file.get("content"))
            for item in text_findings(inner, ""):
                yield Finding(("write_files", index, "content"), item.message, kind=SECRET)


_PASSWORD = f"a secret is in plain text here, {_FETCH}"
_NOT_ONE = {"random", "r"}


def _has_password(line: str) -> bool:
    return not shows_key(line) and "BEGIN" not in line and tells_secret(line)


def _is_password(value: Any, name: str) -> bool:
    return is_secret_value(value, name, public=True) and value.lower() not in _NOT_ONE


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _named(value: Any, path: Path) -> Iterator[Finding]:
    pairs: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    for name, item in pairs:
        at = (*path, name)
        if isinstance(item, dict | list):
            yield from _named(item, at)
        elif isinstance(name, str) and is_secret_key(name) and _is_password(item, name):
            yield Finding(at, _PASSWORD, Severity.WARNING, kind=SECRET)


def _decoded(content: Any) -> str:
    try:
        data = base64.b64decode(content) if isinstance(content, str) else b""
    except ValueError:
        return ""
    return data.decode("utf-8", "replace")


def _diagnostic(
    text: str, path: str, span: tuple[int, int], message: str, *, warning: bool = False
) -> Diagnostic:
    start, end = span
    first = text.count("\n", 0, start) + 1
    last = first + text.count("\n", start, end)
    column = start - text.rfind("\n", 0, start)
    place = Position(first, column, last, max(end - text.rfind("\n", 0, end), column + 1))
    severity = Severity.WARNING if warning else Severity.ERROR
    return Diagnostic(SECRET, severity, message, path, place, url=_URL)
