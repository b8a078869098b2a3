"""What `cmd` on Windows makes of a command: one line, of a length, that names a program.

Sources:
https://learn.microsoft.com/troubleshoot/windows-client/shell-experience/command-line-string-limitation
(the length), https://github.com/MicrosoftDocs/azure-docs/issues/5388 (single quotes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.limits import limit
from generator.delivery.command_words import HOLE, cmd_commands
from generator.delivery.downloads import Remark
from generator.delivery.powershell_commands import inline_fault
from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = limit("windows-command-characters")
_BARE = regex(r"[^\s\"'|&<>]*\.ps1|\"[^\"]*\.ps1\"", 2)
_SINGLE = regex(
    r"\b(?:powershell|pwsh)(?:\.exe)?\b(?P<before>[^\"'|&\n]*\s-f(?:ile)?\s+)'(?P<path>[^'\n]+)'", 2
)
_INNER = regex(r"\s*cmd(?:\.exe)?\s+/[ck]\s+", 2)


def line_remarks(command: str) -> Iterator[Remark]:
    """Yield what cmd does not run of a command, or not as it is meant."""
    lines = command.strip().splitlines()
    if len(lines) > 1 and not all(line.rstrip().endswith(("^", "&")) for line in lines[:-1]):
        yield Remark(
            "cmd runs the first line of a command only; join the lines with &&, or put them into a "
            "script that is downloaded",
            about="lines",
        )
    length = len(command.replace(HOLE, ""))
    if length > _LONGEST:
        yield Remark(
            f"cmd takes a line of {_LONGEST:,} characters, and this has {length:,}: put it into a "
            "script that is downloaded",
            about="length",
        )
    first = lines[0] if lines else ""
    found = _SINGLE.search(first)
    if found:
        yield Remark(
            f"single quotes are part of a name after -File, so '{found['path']}' is no file; write "
            f'-File "{found["path"]}"',
            about="quotes",
        )
    if unreadable := inline_fault(command.strip()):
        yield Remark(unreadable, about="powershell")
    inner = _INNER.match(first)
    for item in cmd_commands(_unquoted(first[inner.end() :]) if inner else first):
        if _BARE.fullmatch(item.words[0]):
            shown = item.words[0].strip('"')
            yield Remark(
                f"cmd opens '{shown}' as a document and does not run it, so the extension waits in "
                f"vain; write powershell -ExecutionPolicy Bypass -File {item.words[0]}",
                about="document",
            )


def _unquoted(line: str) -> str:
    """Return the line that cmd runs of what follows /c, of which it drops the quotes around."""
    line = line.strip()
    return line[1:-1] if line[:1] == line[-1:] == '"' and len(line) > 1 else line
