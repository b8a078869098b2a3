"""What a command of Windows gets wrong of the files that are downloaded for it.

A blob keeps the folders that it has in its container, and a file from elsewhere has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.clouds import is_blob_storage
from generator.delivery.command_words import SimpleCommand, cmd_commands
from generator.delivery.downloads import BLOB, MADE, Downloads, Remark, plain_path, same
from generator.diagnostics import Severity
from generator.lazy import regex, replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_POWERSHELL = regex(r"(?:.*[\\/])?(?:powershell|pwsh)(?:\.exe)?", 2)
_VALUED = (
    "executionpolicy", "version", "windowstyle", "inputformat", "outputformat", "configurationname",
    "psconsolefile", "workingdirectory", "ep",
)  # fmt: skip
_FIRST_SCRIPT = regex(
    r"\s*[\"']?\s*(?:[&.]\s*\{\s*)?(?:(?:set-executionpolicy|set-strictmode|import-module|write-\w+)\s[^;\"{}|>]*;\s*)*"
    r"(?:[&.]\s+|&(?=['.\w]))?(?P<script>'[^']+\.ps1'|[^'\"\s;|&(){}$@,]+\.ps1)(?![\w.])",
    2,
)
_RUN_DIRECTLY = regex(r"[^:]+\.(?:ps1|bat|cmd|exe|vbs|msi)", 2)
_READS = {
    "call": "", "cscript": "//", "msiexec": "/", "node": "-", "py": "-", "python": "-",
    "wscript": "//",
}  # fmt: skip
"""Programs that run a file, and how their options begin."""
_SILENT = {"echo", "set", "rem", "title", "chcp", "ver"}
_NO_BLOBS = {
    "bitbucket.org", "gist.githubusercontent.com", "github.com", "gitlab.com",
    "raw.githubusercontent.com",
}  # fmt: skip
"""Hosts that are certainly none of Azure storage, under whichever name."""


def windows_remarks(text: str, files: Downloads) -> Iterator[Remark]:
    """Yield what a command names as it is not called."""
    for command in map(_started, cmd_commands(text)):
        program = _bare(command.words[0]).lower().removesuffix(".exe")
        if program == "cmd" and len(command.words) > 2 and command.words[1].lower() in {"/c", "/k"}:
            yield from windows_remarks(_bare(" ".join(command.words[2:])), files)
            return
        for before, script in _scripts(command, program) if not command.fallible else ():
            yield from _windows_file(before, script, files)
        if program not in _SILENT or command.writes:
            return


def _started(command: SimpleCommand) -> SimpleCommand:
    """Return what `start` runs, behind its options and the title in quotes; else the command."""
    words = command.words
    if words[0].lower() != "start":
        return command
    at = 1
    while at < len(words) - 1 and words[at].startswith(("/", '"')):
        at += 1
    return replace(command, words=words[at:]) if len(words) > 1 else command


def _scripts(command: SimpleCommand, program: str) -> Iterator[tuple[str, str]]:
    """Yield the script that a command runs, with what stands before it."""
    words = command.words
    if _POWERSHELL.fullmatch(_bare(words[0])):
        found = _script_of_powershell(words)
        if found:
            yield found
    elif program in _READS:
        for index, word in enumerate(words[1:], 1):
            if not _READS[program] or not word.startswith(_READS[program]):
                yield " ".join(words[:index]), _bare(word)
                return
    elif _RUN_DIRECTLY.fullmatch(_bare(words[0])):
        yield "", _bare(words[0])


def _script_of_powershell(words: Sequence[str]) -> tuple[str, str] | None:
    """Return what stands before the script that PowerShell runs, and the script."""
    at = 1
    while at < len(words):
        word = words[at].lower()
        name = word.lstrip("-/")
        if not word.startswith(("-", "/")) or "/" in name:
            return _from_text(words, at)
        if name and "file".startswith(name):
            following = words[at + 1 : at + 2]
            return (" ".join(words[: at + 1]), _bare(following[0])) if following else None
        if name and (
            "command".startswith(name) or "encodedcommand".startswith(name) or name == "ec"
        ):
            return None if name.startswith("e") else _from_text(words, at + 1)
        at += 2 if name and any(item.startswith(name) for item in _VALUED) else 1
    return None


def _from_text(words: Sequence[str], at: int) -> tuple[str, str] | None:
    found = _FIRST_SCRIPT.match(" ".join(words[at:]))
    return (" ".join(words[:at]), found["script"].strip("'")) if found else None


def _windows_file(before: str, script: str, files: Downloads) -> Iterator[Remark]:
    path = plain_path(script.replace("\\", "/"))
    if MADE["windows"].search(script) or ":" in script or path.startswith(("/", "..")) or not path:
        return
    if files.has(path) or "'" in script:
        return
    name = files.meant(path)
    if not name:
        return
    shown = name.replace("/", "\\")
    by = before.rpartition(" ")[2].lower()
    write = f"{before} {_as_word(shown, by)}".strip()
    index = files.names.index(name)
    severity = None
    if "/" in name:
        why = "a blob keeps the folders that it has in its container"
    elif "/" in path:
        why = "a file that is no blob has no folders there"
        host = files.addresses[index].partition("://")[2].partition("/")[0].lower()
        severity = None if host in _NO_BLOBS else Severity.WARNING
    else:
        why = "that is its name there"
    if (
        (BLOB.match(files.addresses[index]) or is_blob_storage(files.addresses[index]))
        and not same(name, path)
        and "/" not in name
    ):
        why, severity = "that is its name there", None
    yield Remark(
        f"the command names '{script}', and the file is saved as '{shown}': {why}; write {write}",
        severity=severity,
    )


def _as_word(path: str, by: str) -> str:
    quoted = f'"{path}"' if " " in path else path
    return quoted if by.startswith(("-f", "/f", "call")) or "\\" in path else f".\\{quoted}"


def _bare(word: str) -> str:
    return word.strip('"')
