"""Whether a command and the files that are downloaded for it belong together.

A command runs in a folder that has nothing but what was downloaded: what it names there has to be
called as the handler calls it. Nothing is said where the image may have the file, where something
before may have made it, or where only a deployment knows.
"""

from __future__ import annotations

import shlex
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import unquote

from generator.azure.clouds import is_blob_storage
from generator.delivery.command_words import HOLE, SimpleCommand, cmd_commands, shell_commands
from generator.delivery.custom_script import downloaded_as
from generator.diagnostics import Severity
from generator.lazy import dataclass, regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_INTERPRETERS = regex(r"sh|bash|dash|ksh|zsh|source|\.|python[\d.]*|perl|ruby|node|pwsh|php")
_SEARCHING = {"sh", "bash", "dash", "ksh", "zsh", "source", "."}
"""Shells, which may look for a script where programs are; the image may have it there."""
_WITH_VALUE = {"-o", "+o", "-O", "+O", "--rcfile", "--init-file", "-W", "-X"}
_TEXT_FOLLOWS = regex(r"-[a-z]*[cemr]")
_HARMLESS = {
    ":", "[", "apt", "apt-get", "chmod", "cloud-init", "command", "date", "dnf", "dos2unix", "echo",
    "exit", "export", "hostname", "id", "printf", "set", "sleep", "systemctl", "test", "true",
    "umask", "whoami", "yum", "zypper",
}  # fmt: skip
"""Programs that neither make a file in the folder nor leave it."""
_ASKED = {"-e", "-f", "-r", "-s", "-x", "-d"}
"""Questions for a file: the command knows that it may not be there."""
_MADE = {"linux": regex(r"[\x00$`*?\[{<>()]|^~"), "windows": regex(r"[\x00$`*?%!]")}
"""What makes another word of a word."""
_COUNTED = regex(
    r"/var/lib/waagent/custom-script/download/\d+/|[A-Z]:\\Packages\\Plugins\\Microsoft\.Compute\."
    r"CustomScriptExtension\\[\d.]+\\Downloads\\\d+\\",
    2,
)
_NUMBERED = (
    "the number in this path counts up whenever the extension runs again: name the file as it lies "
    "in the folder of the command"
)
_CLOSE = 0.75
_BLOB = regex(r"^https?://[^/]*\.blob\.(?:core\.|\x00)[^/]*/")
"""The host of a blob, be its account or its cloud open."""
_ENDS = regex(r"\.[A-Za-z]\w{1,4}$")
"""The end of a name that is whole: what is open behind it is a token."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong with a command, and what of it that is about."""

    message: str
    severity: Severity | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Downloads:
    """What is downloaded: addresses, and what each file is called, "" where that is not known.

    What lies `beside` it came in another way.
    """

    system: str
    addresses: tuple[str, ...]
    names: tuple[str, ...]
    beside: tuple[str, ...] = ()

    @property
    def all_known(self) -> bool:
        """Whether it is known what every file is called."""
        return all(self.names)

    def has(self, path: str) -> bool:
        """Whether a file is called so, or may be."""
        if self.system == "linux":
            return path in self.names or path in self.beside
        lower = path.lower()
        if lower in map(str.lower, self.beside):
            return True
        for address, name in zip(self.addresses, self.names, strict=True):
            if lower == name.lower() or (not name and _may_be(address, lower)):
                return True
        return False

    def meant(self, path: str) -> str:
        """Return the name of the file that a path is to be; empty where none is for sure."""
        base = path.rpartition("/")[2]
        if base != path and base in self.names:
            return base
        if not self.all_known:
            return ""
        for address, name in zip(self.addresses, self.names, strict=True):
            own = name.rpartition("/")[2]
            if _same(own, base) or _same(name, path) or _same(own, unquote(base)):
                return name
            rest = address.partition("://")[2].rpartition("/")[2]
            if "." in base and base in unquote(rest.partition("?")[2]):
                return name
        close = [name for name in self.names if _is_close(name.rpartition("/")[2], base)]
        return close[0] if len(close) == 1 else ""


def _same(one: str, other: str) -> bool:
    return one.lower() == other.lower()


def _may_be(address: str, path: str) -> bool:
    """Whether a file whose host is not known may be called so: with or without its folders."""
    whole = address.lower().partition("?")[0]
    return HOLE in whole and (
        whole.endswith(f"/{path}") or whole.rpartition("/")[2].count(HOLE) > 0
    )


def _is_close(one: str, other: str) -> bool:
    from difflib import SequenceMatcher  # only where a name is wrong

    if one.rpartition(".")[2] != other.rpartition(".")[2]:
        return False
    return SequenceMatcher(None, one.lower(), other.lower()).ratio() >= _CLOSE


def files_of(addresses: Sequence[str], system: str, beside: Iterable[str] = ()) -> Downloads:
    """Return what the handler downloads from addresses in which HOLE stands for what is open."""
    names = tuple(_name(item, system) for item in addresses)
    return Downloads(system, tuple(addresses), names, tuple(beside))


def _name(address: str, system: str) -> str:
    """Return what a file is called, empty where only a deployment tells."""
    path = address.partition("?")[0]
    plain = path.rstrip(HOLE)
    last = plain.rpartition("/")[2]
    if HOLE in last or (plain != path and not _ENDS.search(last)):
        return ""
    if system == "linux":
        return unquote(last)
    plain = _BLOB.sub("https://x.blob.core.windows.net/", plain)
    return "" if HOLE in plain else downloaded_as(plain, system)


def remarks(command: str, files: Downloads) -> Iterator[Remark]:
    """Yield what a command gets wrong of the files that are downloaded for it, the first of all."""
    judge = _of_linux if files.system == "linux" else _of_windows
    first = next(judge(command, files), None)
    if first:
        yield first
    if _COUNTED.search(command):
        yield Remark(_NUMBERED, severity=Severity.WARNING)


def _of_linux(text: str, files: Downloads) -> Iterator[Remark]:
    for command in shell_commands(text):
        inner = _inner(command)
        if inner is not None:
            yield from _of_linux(inner, files)
            return
        if not command.fallible:
            yield from _simple(command, files)
        asks = command.program in {"[", "test"} and _ASKED & set(command.words)
        searches = command.path or any(word.startswith("PATH=") for word in command.words)
        if command.program not in _HARMLESS or asks or command.writes or searches:
            return


def _inner(command: SimpleCommand) -> str | None:
    """Return the text that a shell is to run, given to it with -c."""
    if command.program in _SEARCHING:
        for index, word in enumerate(command.words[1:-1], 1):
            if not word.startswith("-"):
                return None
            if not word.startswith("--") and word.endswith("c"):
                return command.words[index + 1]
    return None


def _simple(command: SimpleCommand, files: Downloads) -> Iterator[Remark]:
    first = command.words[0]
    if command.program == "chmod":
        for word in command.words[2:]:
            yield from _named("chmod " + command.words[1], word, files)
    elif _INTERPRETERS.fullmatch(command.program):
        script = _script(command)
        if script:
            yield from _named(command.program, script, files, user=command.user)
    elif "/" in first:
        yield from _named("", first, files, user=command.user)
    elif first in files.names and "." in first and not command.path:
        yield Remark(
            f"sh looks for '{first}' where programs are, and the file lies in the folder of the "
            f"command; write ./{shlex.quote(first)}"
        )


def _script(command: SimpleCommand) -> str:
    """Return the script that an interpreter runs; empty where it runs something else."""
    words = list(command.words[1:])
    if command.program == "pwsh" and words and words[0].startswith("-"):
        named = [word for option, word in pairwise(words) if option.lower() in {"-file", "-f"}]
        return named[0] if named else ""
    while words:
        word = words.pop(0)
        if command.program not in _SEARCHING and _TEXT_FOLLOWS.fullmatch(word):
            return ""
        if word in _WITH_VALUE:
            words = words[1:]
        elif not word.startswith(("-", "+")):
            return word
    return ""


def _named(runs: str, word: str, files: Downloads, user: str = "") -> Iterator[Remark]:
    """Yield what is wrong with a file that a command names, run by an interpreter or by itself."""
    if _MADE["linux"].search(word) or word.startswith(("/", "-", "..")):
        return
    path = _plain(word)
    if files.has(path):
        if user:
            yield Remark(
                f"what is downloaded is of root alone, so '{user}' cannot run '{path}'; copy it to "
                "a folder of that user first, or run it as root"
            )
        return
    name = files.meant(path)
    write = f"{runs} {shlex.quote(name)}".strip() if runs else f"./{shlex.quote(name)}"
    if name and "/" in path and _same(path.rpartition("/")[2], name):
        yield Remark(
            f"the command names '{word}', and the handler puts each file into one folder, without "
            f"folders: write {write}"
        )
    elif name:
        yield Remark(
            f"the command names '{word}', and the file is saved as '{name}': write {write}"
        )
    elif (
        files.names
        and files.all_known
        and ("/" in word or runs.partition(" ")[0] not in {*_SEARCHING, "chmod"})
    ):
        yield Remark(
            "the command runs a file of its own folder, and nothing of that name is downloaded; "
            "add its address to 'fileUris', or name the file as it is called there"
        )


def _plain(word: str) -> str:
    path = word.replace("//", "/")
    while path.startswith("./"):
        path = path[2:]
    return path


# ---------------------------------------------------------------- Windows

_POWERSHELL = regex(r"(?:.*[\\/])?(?:powershell|pwsh)(?:\.exe)?", 2)
_VALUED = (
    "executionpolicy", "version", "windowstyle", "inputformat", "outputformat", "configurationname",
    "psconsolefile", "workingdirectory", "ep",
)  # fmt: skip
_FIRST_SCRIPT = regex(
    r"\s*[\"']?\s*(?:[&.]\s+|&(?=['.\w]))?(?P<script>'[^']+\.ps1'|[^'\"\s;|&(){}$@,]+\.ps1)(?![\w.])",
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


def _of_windows(text: str, files: Downloads) -> Iterator[Remark]:
    for command in cmd_commands(text):
        program = _bare(command.words[0]).lower().removesuffix(".exe")
        if program == "cmd" and len(command.words) > 2 and command.words[1].lower() in {"/c", "/k"}:
            yield from _of_windows(_bare(" ".join(command.words[2:])), files)
            return
        for before, script in _scripts(command, program) if not command.fallible else ():
            yield from _windows_file(before, script, files)
        if program not in _SILENT or command.writes:
            return


def _scripts(command: SimpleCommand, program: str) -> Iterator[tuple[str, str]]:
    """Yield the script that a command runs, with what stands before it."""
    words = command.words
    if _POWERSHELL.fullmatch(_bare(words[0])):
        found = script_of_powershell(words)
        if found:
            yield found
    elif program in _READS:
        for index, word in enumerate(words[1:], 1):
            if not _READS[program] or not word.startswith(_READS[program]):
                yield " ".join(words[:index]), _bare(word)
                return
    elif _RUN_DIRECTLY.fullmatch(_bare(words[0])):
        yield "", _bare(words[0])


def script_of_powershell(words: Sequence[str]) -> tuple[str, str] | None:
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
    path = _plain(script.replace("\\", "/"))
    if _MADE["windows"].search(script) or ":" in script or path.startswith(("/", "..")) or not path:
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
        (_BLOB.match(files.addresses[index]) or is_blob_storage(files.addresses[index]))
        and not _same(name, path)
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
