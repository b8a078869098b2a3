"""What Windows does with a command of ours: a model of PowerShell for its few forms, cmd.exe by wine.

The syntax of PowerShell is read by a grammar of others; what the statements mean is written here
from the documentation of PowerShell, and not from our own code. Any other statement fails.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

_OUTER = re.compile(r'powershell\.exe (?:-\w+(?: Bypass)? )+-Command "([^"%!]*)"')
_STATEMENT = re.compile(r"(?:[^;']|'[^']*')+")
_TEXT = re.compile(r"'((?:[^']|'')*)'")
_DECODED = re.compile(
    r"\[Text\.Encoding\]::UTF8\.GetString\(\[Convert\]::FromBase64String\('([^']*)'\)\)"
)
_PREFIX = str(Path(tempfile.gettempdir()) / f"wine-of-tests-{os.environ.get('USER', '')}")
"""The folder of wine's own files: it takes seconds to make, so all tests use one."""
needs_wine = shutil.which("wine") is None


def parses(script: str) -> bool:
    """Whether the grammar reads a script of PowerShell whole."""
    import tree_sitter_powershell
    from tree_sitter import Language, Parser

    parser = Parser(Language(tree_sitter_powershell.language()))
    return not parser.parse(script.encode()).root_node.has_error


def inside(command: str) -> str:
    """Return what powershell.exe gets as its command: one argument, of which cmd changes nothing."""
    found = _OUTER.fullmatch(command)
    assert found, command
    return found[1]


def run_by_powershell(command: str) -> tuple[dict[str, str], str | None]:
    """Return the environment that a command sets, and what it gives to cmd.exe, if anything."""
    script = inside(command)
    assert parses(script), script
    variables, given = {}, None
    for statement in _STATEMENT.findall(script):
        name, equals, value = statement.partition("=")
        if equals and name.startswith("$env:"):
            variables[name.removeprefix("$env:")] = _value(value)
        elif name == "$c" and equals and not value.startswith("Join-Path"):
            given = _value(value)
    return variables, given


def _value(text: str) -> str:
    literal, decoded = _TEXT.fullmatch(text), _DECODED.fullmatch(text)
    if literal:
        return literal[1].replace("''", "'")
    assert decoded, text
    return base64.b64decode(decoded[1], validate=True).decode()


def said_by_cmd(lines: list[str], folder, **environment: str) -> list[str]:
    """Run lines as a batch file by cmd.exe of wine; give what they print."""
    (folder / "run.cmd").write_text("@echo off\r\n" + "\r\n".join(lines) + "\r\n")
    quiet = {"WINEDEBUG": "-all", "WINEPREFIX": _PREFIX, "LC_ALL": "C.UTF-8", **environment}
    ran = subprocess.run(
        ["wine", "cmd", "/c", "run.cmd"],
        cwd=folder, env={**os.environ, **quiet}, capture_output=True, check=True,
    )  # fmt: skip
    return ran.stdout.decode("utf-8", "replace").replace("\r", "").splitlines()
