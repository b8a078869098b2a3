"""What the lines of a script do that goes wrong under an extension, as far as a look tells.

Sources: the tips of
https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux and -windows
(no reboot, no stop or update of the agent, no input), and
https://github.com/Azure/custom-script-extension-linux/issues/82 (the lock of apt at first boot).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.lazy import dataclass, regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGEST, _LONGEST = 300_000, 2_000
"""How much is looked at of a script, and of a line of it."""
_HERE = regex(r"(?<!<)<<-?\s*\\?['\"]?([A-Za-z_]\w*)")
_LEAVES = regex(r"^(?:exit\b|(?:[^|#\n]*&&\s*)?exec\s+[\"'$/.\w])[^\n|&]*$", re.MULTILINE)
"""A line, of no block, after which the rest of a script is data or a script of its own."""
_QUOTED = regex(r"'[^']*'|\"(?:[^\"\\]|\\.)*\"")
_START = (
    r"(?:^|[;&|({`]|\b(?:then|do|else|if|while|until)\s|(?<=\w)\)|(?<=\*\)))\s*(?:!\s+)?"
    r"(?:(?:sudo|exec|nohup|command|time|env|nice|ionice|retry|(?:timeout)\s+[^\s-]\S*)\s+"
    r"(?:-\w+\s+(?:\d+\s+)?)*|\w+=\S*\s+)*(?:(?:/usr)?/s?bin/)?"
)
_REBOOT = regex(
    _START + r"(?:(?:reboot|poweroff|halt)\b(?![-=.]|\s*\(\))|(?:init|telinit)\s+[06]\b"
    r"|systemctl\s+(?:-\S+\s+)*(?:reboot|poweroff|halt|kexec)\b"
    r"|shutdown\s+(?=[^\n]*-\w*[rPhH]|now\b)(?![^\n;&|]*\+[1-9])(?![^\n]*-c\b))"
)  # fmt: skip
_AGENT = regex(
    _START + r"(?:systemctl\s+(?:-\S+\s+)*(?:(?:try-|reload-or-)?restart|stop|kill"
    r"|disable\s+--now)\s[^\n;&|]*\bwa(?:linux)?agent|(?:service\s+|/etc/init\.d/)wa(?:linux)?agent\s+(?:restart|stop)"
    r"|(?:pkill|killall)\s[^\n;&|]*\bwa(?:linux)?agent)"
)  # fmt: skip
_PACKAGES = regex(
    _START + r"(?P<program>apt-get|aptitude|apt|yum|dnf|tdnf|zypper)\s(?P<rest>[^\n;&|]*)"
)
_CHANGES = regex(
    r"(?:^|\s)(?:install|upgrade|dist-upgrade|full-upgrade|remove|purge|autoremove|erase"
    r"|build-dep|safe-upgrade|localinstall|groupinstall)(?=\s|$)"
)
_YES = regex(r"\b(?:yes(?:\s[^|\n]*)?|(?:echo|printf)\s[^|;&\n]*)\|")
_WAITS = regex(
    r"\bsleep\s+[^\n;&|]+(?:;|&&)\s*(?:sudo\s+)?\S*(?:reboot|shutdown)\b[^;\n|&]*[)'\"]\s*(?:[\d&>\S]*\s+)*&\s*$"
)
_SHORT = regex(r"(?:-\S+\s+)*(?:in|up|dup|rm)\s")
"""Short names of what zypper does."""
_SHELL_TEXT = regex(
    rf"(?P<start>{_START})(?:ba|da)?sh\s+-\w*c\s+(?P<quote>['\"])(?P<text>.*?)(?P=quote)"
)
_UPDATE = regex(r"(?:^|\s)(?:update|up)(?=\s|$)")
_ASKING_UPDATES = {"dnf", "tdnf", "yum", "zypper"}
_LOCKS = regex(r"(?:^|\s)(?:update|install|upgrade|dist-upgrade|remove|purge|autoremove)(?=\s|$)")
_AGREED = regex(
    r"(?:^|\s)(?:-\w*y\w*|--yes|--assume-?yes|-qq\w*|-q=2|--non-interactive|-n\w*|--no-confirm"
    r"|--force-yes|--download-only|--print-uris|--simulate|-s|--dry-run)(?=\s|$)|[$\x00]"
)
_LOCK = regex(r"Lock::Timeout|fuser|flock|lock-frontend|lsof|aptdcon", re.IGNORECASE)
_INTERPRETER = regex(r"#!\s*(?:/usr/bin/env\s+(?:-\S+\s+)*)?(?:\S*/)?([\w.+-]+)")
_ON_IMAGES = {
    "ash", "awk", "bash", "cloud-init", "dash", "env", "false", "perl", "platform-python",
    "python3", "rbash", "sed", "sh", "tail", "true",
}  # fmt: skip
_RESTART = regex(
    r"(?:^|[;&|({]|(?<!Get-Help)(?<!Get-Command)\s)(?:(?:Restart|Stop)-Computer\b(?![^;|\n]*-WhatIf\b)"
    r"|(?:Install-WindowsFeature|Add-WindowsFeature|(?:Uninstall|Remove)-WindowsFeature|Rename-Computer"
    r"|(?:Add|Remove)-Computer)\s[^;|\n]*-Restart\b(?!:\$false)"
    r"|Start-Process\s+(?:-FilePath\s+)?[\"']?shutdown(?:\.exe)?[\"']?\s[^;|\n]*/[rs]\b(?![^\n]*[/-]t\s+[1-9])"
    r"|shutdown(?:\.exe)?\s+[/-][rs]\b(?![^\n]*[/-]t\s+[1-9]))",
    re.IGNORECASE,
)
_WINDOWS_AGENT = regex(
    r"(?:(?:Restart|Stop)-Service\s+[^\n;|]*|Get-Service\s+(?=[^\n;|]*\|\s*(?:Restart|Stop)-Service)[^\n;|]*|net\s+stop\s+['\"]?|sc(?:\.exe)?\s+stop\s+)"
    r"(?:WindowsAzureGuestAgent|RdAgent)",
    re.IGNORECASE,
)
_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class LineRemark:
    """What is wrong with a script at a line."""

    line: int
    message: str
    severity: Severity = Severity.WARNING


_NO_REBOOT = (
    "a reboot here ends the extension in the middle, and those after it fail; schedule it for "
    "after the script, or leave it out"
)
_NO_AGENT = (
    "this stops or changes the agent that runs the extension, which then never ends; leave it to "
    "the image or to a later update"
)
_HELD = (
    "at the first boot another apt may hold the lock, and apt-get fails immediately; add "
    "-o DPkg::Lock::Timeout=300"
)


def shell_remarks(text: str) -> Iterator[LineRemark]:
    """Yield what a shell script does that goes wrong, each kind once."""
    told = {"lock"} if _LOCK.search(text[:_LARGEST]) else set()
    if "Assume-Yes" in text:
        told.add("asks")
    for number, whole in _code(shell_part(text[:_LARGEST])):
        line = whole[:_LONGEST]
        for kind, message, severity in _kinds(line):
            if kind not in told:
                told.add(kind)
                yield LineRemark(number, message, severity)


def shell_part(text: str) -> str:
    """Return what the shell reads of a script: not what lies behind the line where it leaves."""
    found = _LEAVES.search(text)
    return text[: found.start()] + found[0] if found else text


def _kinds(line: str) -> Iterator[tuple[str, str, Severity]]:
    bare = _SHELL_TEXT.sub(r"\g<start>\g<text>;", line)
    bare = _QUOTED.sub(lambda found: "'$'" if "$" in found[0] else "''", bare)
    answers = _YES.search(bare)
    if _REBOOT.search(bare) and not _WAITS.search(line):
        yield "reboot", _NO_REBOOT, Severity.WARNING
    if _AGENT.search(bare):
        yield "agent", _NO_AGENT, Severity.WARNING
    for found in _PACKAGES.finditer(bare):
        program, rest = found["program"], found["rest"]
        changes = _CHANGES.search(rest) or (program in _ASKING_UPDATES and _UPDATE.search(rest))
        if program == "zypper":
            changes = changes or _SHORT.match(rest)
        if "walinuxagent" in rest.lower() and (changes or _UPDATE.search(rest)):
            yield "agent", _NO_AGENT, Severity.WARNING
        if changes and not answers and not _AGREED.search(rest):
            option = "--non-interactive" if program == "zypper" else "-y"
            asks = f"{program} asks before it goes on, and gives up without an answer"
            yield "asks", f"{asks}; add {option}", Severity.WARNING
        if program == "apt-get" and _LOCKS.search(rest):
            yield "lock", _HELD, Severity.INFO


def _code(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a shell script that are commands, without comments and here-documents."""
    end, held, since = "", "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if end:
            end = "" if line.strip() == end else end
            continue
        if line.lstrip().startswith("#"):
            continue
        since = since or number
        held += line
        if line.endswith("\\"):
            held = f"{held[:-1]} "
            continue
        yield since, held
        found = _HERE.search(held)
        end = found[1] if found else ""
        held, since = "", 0


def powershell_remarks(text: str) -> Iterator[LineRemark]:
    """Yield what a PowerShell script does that goes wrong, each kind once."""
    told: set[str] = set()
    for number, line in _powershell_code(text[:_LARGEST]):
        code = line[:_LONGEST].partition("#")[0]
        named = "agent" in code.lower()
        for pattern, message in ((_RESTART, _NO_REBOOT), (_WINDOWS_AGENT, _NO_AGENT)):
            if (named or pattern is _RESTART) and message not in told and pattern.search(code):
                told.add(message)
                yield LineRemark(number, message)


def _powershell_code(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a script without comments and strings of several lines."""
    end = ""
    for number, whole in enumerate(text.splitlines(), 1):
        line = whole
        if end:
            closes = end in line if end == "#>" else line.startswith(end)
            if not closes:
                continue
            line, end = line.partition(end)[2], ""
        if line.rstrip().endswith(("@'", '@"')):
            end = f"{line.rstrip()[-1]}@"
        elif "#>" not in line.partition("<#")[2] and "<#" in line:
            end = "#>"
        yield number, line


def first_line_remark(text: str) -> LineRemark | None:
    """Return what is doubtful about the interpreter that a script names."""
    found = _INTERPRETER.match(text)
    if not found or found[1] in _ON_IMAGES:
        return None
    program = found[1]
    if program in {"python", "python2"}:
        message = f"images of today have no '{program}': write python3"
    else:
        message = f"most images lack '{program}': install it before this script runs"
    return LineRemark(1, message, Severity.INFO)


def raw_remarks(data: bytes) -> Iterator[LineRemark]:
    """Yield what stays in a script whose line ends and mark the handler is told to leave."""
    first = data.partition(b"\n")[0]
    if data.startswith(_MARK.encode()):
        yield LineRemark(
            1,
            "the script begins with a byte order mark, which 'skipDos2Unix' leaves there, so its "
            "first line is no #! line; remove the mark, or 'skipDos2Unix'",
        )
    elif first.startswith(b"#!") and first.endswith(b"\r"):
        yield LineRemark(
            1,
            "the script has CR LF at its line ends, which 'skipDos2Unix' leaves there, so its "
            "interpreter is not found; write LF, or remove 'skipDos2Unix'",
            Severity.ERROR,
        )
    elif b"\r\n" in data:
        yield LineRemark(
            1, "the script has CR LF at its line ends, which 'skipDos2Unix' leaves there; write LF"
        )
