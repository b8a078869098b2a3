"""What can be seen of a local shell script before it runs on every instance.

`bash -n` and `shellcheck` read the script where they are installed; none of them runs it.
What `bash -n` cannot read is an error, for it stops on every instance, unless the bash that is
here is older than those of the images.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.delivery.powershell import powershell_fault
from generator.delivery.script_lines import (
    LineRemark,
    first_line_remark,
    powershell_remarks,
    shell_part,
    shell_remarks,
)
from generator.diagnostics import Diagnostic, Position, Severity
from generator.files.deadline import OutOfTimeError, run
from generator.files.programs import program
from generator.lazy import regex
from generator.spec.faults import fault

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.language.documents.source import Document

_SHELL = regex(r"^#!\s*(?:/usr/bin/env\s+(?:-S\s+)?)?(?:\S*/)?(bash|sh|dash|ksh|zsh)\b")
_BASH_LINE = regex(r"^[^:]*: line (\d+): (.*)$", re.MULTILINE)
_BASH_WORD = regex(r"`([^\n]*?\w[^\n]*?)'")
_OF_BASH = {
    "if", "then", "elif", "else", "fi", "for", "while", "until", "do", "done", "case", "esac", "in",
    "function", "select", "time", "coproc",
}  # fmt: skip
_LONGEST = 1000
"""How long a message of bash may be in which words are looked for."""
_OLDEST = 4
"""The bash of macOS is version 3 and refuses what those of the images take."""
_SHELLCHECK_LEVELS = {"error": Severity.WARNING, "warning": Severity.WARNING}


def script_findings(document: Document, path: Path, script: str, text: str) -> Iterator[Diagnostic]:
    """Yield what is doubtful about a script that the spec names at `path`."""
    if not text.strip():
        yield document.diagnostic(
            fault("empty-script"), Severity.ERROR, "the script is empty", path
        )
        return
    if not text.startswith("#!"):
        message = "the script has no #! line, so /bin/sh runs it: start it with #!/bin/bash"
        yield document.diagnostic(fault("script-without-shell"), Severity.WARNING, message, path)
    name = beside(document.path, script)
    first = first_line_remark(text)
    dialect = _dialect(text)
    for item in [*([first] if first else ()), *(shell_remarks(text) if dialect else ())]:
        place = Position(item.line, 1, item.line, 1)
        yield Diagnostic(fault("script-lines"), item.severity, item.message, name, place)
    try:
        found = list(shell_faults(text))
    except OutOfTimeError:
        yield _not_checked("bash -n", name)
        return
    for item in found:
        place = Position(item.line, 1, item.line, 1)
        yield Diagnostic(fault("script-syntax"), item.severity, item.message, name, place)
    if not found and dialect in {"bash", "sh", "dash", "ksh"}:
        yield from _shellcheck(text, dialect, name)


def shell_faults(text: str) -> Iterator[LineRemark]:
    """Yield what the bash that is here cannot read of a shell script; raises OutOfTimeError."""
    read = shell_part(text).count("\n") + 1
    for line, message in _syntax(text) if _dialect(text) in {"bash", "sh", "dash"} else ():
        if line > read:
            continue
        bad = "warning:" not in message and _bash_version() >= _OLDEST
        said = f"bash -n: {message}; the script stops here on every instance"
        yield LineRemark(line, said, Severity.ERROR if bad else Severity.WARNING)


def _dialect(text: str) -> str:
    """Return the shell of a script; empty where it is for something else."""
    shell = _SHELL.match(text)
    if shell is None:
        return "" if text.startswith("#!") else "sh"
    return shell[1]


def powershell_findings(
    document: Document, path: Path, script: str, text: str
) -> Iterator[Diagnostic]:
    """Yield what is wrong with a PowerShell script that the spec names at `path`."""
    if not text.strip():
        yield document.diagnostic(
            fault("empty-script"), Severity.ERROR, "the script is empty", path
        )
        return
    name = beside(document.path, script)
    for item in powershell_remarks(text):
        place = Position(item.line, 1, item.line, 1)
        yield Diagnostic(fault("script-lines"), item.severity, item.message, name, place)
    found = powershell_fault(text)
    if found is not None:
        place, message = found
        said = f"{message}; PowerShell refuses the whole script on every instance"
        yield Diagnostic(fault("script-syntax"), Severity.ERROR, said, name, place)


def beside(spec_path: str, name: str) -> str:
    """Write the path of a file that a spec names, as it is shown: beside the spec's own."""
    folder = spec_path.replace("\\", "/").rpartition("/")[0]
    shown = name.replace("\\", "/").removeprefix("./")
    return f"{folder}/{shown}" if folder else shown


@lru_cache(maxsize=256)
def _syntax(text: str) -> tuple[tuple[int, str], ...]:
    bash = program("bash")
    if bash is None:
        return ()
    result = _run([bash, "-n"], text)
    found = ((int(match[1]), match[2]) for match in _BASH_LINE.finditer(result.stderr))
    # bash repeats the line after its message: it may hold a password.
    return tuple((line, _unquoted(said)) for line, said in found if not said.startswith("`"))


def _unquoted(message: str) -> str:
    """Return a message of bash without the words of the script that are none of the language."""
    if len(message) > _LONGEST:
        return message.partition("`")[0] + "a word"
    return _BASH_WORD.sub(lambda m: m[0] if m[1] in _OF_BASH else "a word", message)


@lru_cache(maxsize=1)
def _bash_version() -> int:
    """Return the version of the bash that is here; 0 where it does not tell."""
    bash = program("bash")
    said = _run([bash, "-c", "echo $BASH_VERSINFO"], "").stdout.strip() if bash else ""
    return int(said) if said.isdecimal() else 0


@lru_cache(maxsize=256)
def _comments(text: str, dialect: str) -> str:
    shellcheck = program("shellcheck")
    if shellcheck is None:
        return "[]"
    arguments = [shellcheck, "--norc", "--format=json", f"--shell={dialect}", "-"]
    return _run(arguments, text).stdout or "[]"


def _shellcheck(text: str, dialect: str, name: str) -> Iterator[Diagnostic]:
    try:
        comments = json.loads(_comments(text, dialect))
    except ValueError:
        return
    except OutOfTimeError:
        yield _not_checked("shellcheck", name)
        return
    for comment in comments:
        severity = _SHELLCHECK_LEVELS.get(comment["level"])
        if severity is not None:
            place = Position(
                comment["line"], comment["column"], comment["endLine"], comment["endColumn"]
            )
            said = f"shellcheck SC{comment['code']}: {comment['message']}"
            yield Diagnostic(fault("shellcheck"), severity, said, name, place)


def _not_checked(program: str, name: str) -> Diagnostic:
    """Report that a program did not look at a script."""
    message = f"{program} did not come to its end with this in time; --deadline gives it more"
    return Diagnostic(fault("not-checked-in-time"), Severity.INFO, message, name)


def _run(arguments: list[str], text: str) -> subprocess.CompletedProcess[str]:
    return run(arguments, text, {"LC_ALL": "C", "PATH": "/usr/bin:/bin"})
