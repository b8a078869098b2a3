"""What can be seen of a local shell script before it runs on every instance.

`bash -n` and, where it is installed, `shellcheck` read the script; neither runs it. What they say
is a warning: the script may be meant for another shell or version.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, Position, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.language.documents.source import Document

_SHELL = re.compile(r"^#!\s*(?:/usr/bin/env\s+(?:-S\s+)?)?(?:\S*/)?(bash|sh|dash|ksh|zsh)\b")
_BASH_LINE = re.compile(r"^[^:]*: line (\d+): (.*)$", re.MULTILINE)
_SECONDS = 20
_SHELLCHECK_LEVELS = {"error": Severity.WARNING, "warning": Severity.WARNING}


def script_findings(document: Document, path: Path, text: str) -> Iterator[Diagnostic]:
    """Yield what is doubtful about a script that the spec names at `path`."""
    if not text.strip():
        yield document.diagnostic("spec-script", Severity.ERROR, "the script is empty", path)
        return
    if not text.startswith("#!"):
        message = "the script has no #! line, so /bin/sh runs it: start it with #!/bin/bash"
        yield document.diagnostic("spec-script", Severity.WARNING, message, path)
    name = _script_path(document, path)
    shell = _SHELL.match(text)
    if shell is None and text.startswith("#!"):
        return
    dialect = shell[1] if shell else "sh"
    found = _syntax(text) if dialect in {"bash", "sh", "dash"} else ()
    for line, message in found:
        said = f"bash -n: {message}"
        yield Diagnostic("spec-script", Severity.WARNING, said, name, Position(line, 1, line, 1))
    if not found and dialect in {"bash", "sh", "dash", "ksh"}:
        yield from _shellcheck(text, dialect, name)


def _script_path(document: Document, path: Path) -> str:
    value: Any = document.value
    for step in path:
        value = value[step]
    return beside(document.path, str(value))


def beside(spec_path: str, name: str) -> str:
    """Write the path of a file that a spec names, as it is shown: beside the spec's own."""
    folder = spec_path.replace("\\", "/").rpartition("/")[0]
    shown = name.replace("\\", "/").removeprefix("./")
    return f"{folder}/{shown}" if folder else shown


@lru_cache(maxsize=256)
def _syntax(text: str) -> tuple[tuple[int, str], ...]:
    bash = shutil.which("bash")
    if bash is None:
        return ()
    result = _run([bash, "-n"], text)
    return tuple((int(match[1]), match[2]) for match in _BASH_LINE.finditer(result.stderr))


@lru_cache(maxsize=256)
def _comments(text: str, dialect: str) -> str:
    shellcheck = shutil.which("shellcheck")
    if shellcheck is None:
        return "[]"
    arguments = [shellcheck, "--norc", "--format=json", f"--shell={dialect}", "-"]
    return _run(arguments, text).stdout or "[]"


def _shellcheck(text: str, dialect: str, name: str) -> Iterator[Diagnostic]:
    try:
        comments = json.loads(_comments(text, dialect))
    except ValueError:
        return
    for comment in comments:
        severity = _SHELLCHECK_LEVELS.get(comment["level"])
        if severity is not None:
            place = Position(
                comment["line"], comment["column"], comment["endLine"], comment["endColumn"]
            )
            said = f"shellcheck SC{comment['code']}: {comment['message']}"
            yield Diagnostic("spec-script", severity, said, name, place)


def _run(arguments: list[str], text: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 - a fixed program, the script only as its input
            arguments,
            input=text,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
            check=False,
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return subprocess.CompletedProcess(arguments, 0, "", "")
