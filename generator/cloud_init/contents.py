"""What is wrong with parts that are not YAML: scripts, hooks, lists of addresses, handlers."""

from __future__ import annotations

import json
import re
import warnings
from typing import TYPE_CHECKING

from generator.cloud_init.headers import Kind
from generator.diagnostics import Diagnostic, Position, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTENT = "cloud-init-content"


def content_findings(kind: Kind, text: str, path: str) -> Iterator[Diagnostic]:
    """Yield what is wrong with the content of a part; white space has been left in place."""
    if kind is Kind.SCRIPT:
        yield from _script(text, path, text)
    elif kind is Kind.BOOT_HOOK:
        yield from _script(text, path, text.lstrip()[len("#cloud-boothook") :].lstrip())
    elif kind in {Kind.INCLUDE, Kind.INCLUDE_ONCE}:
        yield from _addresses(text, path)
    elif kind is Kind.PATCH:
        yield from _patch(text, path)
    elif kind is Kind.PART_HANDLER:
        yield from _handler(text, path)


def _script(text: str, path: str, script: str) -> Iterator[Diagnostic]:
    offset = len(text) - len(script)
    if not script.startswith("#!"):
        advice = "the first two characters must be '#!', or the kernel does not run it"
        yield _error(advice, path, text, offset)
        return
    first = script[2:].partition("\n")[0]
    if not first.strip().startswith("/"):
        advice = f"'{first.strip()}' must be the full path of an interpreter, such as /bin/bash"
        yield _error(advice, path, text, offset)
    if "\r\n" not in script:
        return
    if first.endswith("\r"):
        message = "lines end with CR LF; cloud-init repairs this at boot, other tools do not"
        severity = Severity.INFO
    else:
        message = "some lines end with CR LF, but not the first: the commands get a stray CR"
        severity = Severity.WARNING
    place = text.index("\r\n", offset)
    yield Diagnostic(CONTENT, severity, f"{message}; save it with LF", path, _at(text, place))


def _addresses(text: str, path: str) -> Iterator[Diagnostic]:
    """Check the lines as cloud-init reads them: the header may be followed by an address."""
    found = 0
    start = 0
    for line in text.splitlines(keepends=True):
        address = re.sub(r"(?i)^#include(-once)?", "", line).strip()
        if address and not address.startswith("#"):
            found += 1
            if not re.match(r"(https?|ftp|file)://\S+$", address):
                message = f"'{address[:60]}' must be an address that begins with https://"
                yield _error(message, path, text, start)
        start += len(line)
    if not found:
        yield _error("an include part must list at least one address", path, text, 0)


def _patch(text: str, path: str) -> Iterator[Diagnostic]:
    start = text.lower().index("#cloud-config-jsonp") + len("#cloud-config-jsonp")
    try:
        steps = json.loads(text[start:])
    except json.JSONDecodeError as error:
        yield _error(f"the patch must be JSON: {error.msg}", path, text, start + error.pos)
        return
    except (RecursionError, ValueError):  # nested too deeply, or a number of too many digits
        yield _error("the patch must be JSON of a usual size", path, text, start)
        return
    if not isinstance(steps, list) or not all(isinstance(s, dict) and "op" in s for s in steps):
        message = (
            'the patch must be a list of steps such as {"op": "add", "path": ..., "value": ...}'
        )
        yield _error(message, path, text, start)


def _handler(text: str, path: str) -> Iterator[Diagnostic]:
    import ast

    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(text.lstrip())
    except (ValueError, RecursionError, MemoryError):  # a zero byte, or nested too deeply
        yield _error("a part handler must be Python", path, text, 0)
        return
    except SyntaxError as error:
        line = (error.lineno or 1) + text[: len(text) - len(text.lstrip())].count("\n")
        position = Position(line, error.offset or 1, line, (error.offset or 1) + 1)
        message = f"a part handler must be Python: {error.msg}"
        yield Diagnostic(CONTENT, Severity.ERROR, message, path, position)
        return
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for name in ("list_types", "handle_part"):
        if name not in names:
            yield _error(f"a part handler must define {name}()", path, text, 0)


def _error(message: str, path: str, text: str, offset: int) -> Diagnostic:
    return Diagnostic(CONTENT, Severity.ERROR, message, path, _at(text, offset))


def _at(text: str, offset: int) -> Position:
    """Return the rest of a line from an offset on."""
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    rest = text[offset:].partition("\n")[0].rstrip()
    return Position(line, column, line, column + max(len(rest), 1))
