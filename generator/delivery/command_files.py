"""Whether a command and the files that are downloaded for it belong together.

A command runs in a folder that has nothing but what was downloaded: what it names there has to be
called as the handler calls it. Nothing is said where the image may have the file, where something
before may have made it, or where only a deployment knows.
"""

from __future__ import annotations

import shlex
from itertools import pairwise
from typing import TYPE_CHECKING

from generator.delivery.command_words import HOLE, SimpleCommand, shell_commands
from generator.delivery.downloads import MADE, Downloads, Remark, plain_path, same
from generator.delivery.windows_files import windows_remarks
from generator.diagnostics import Severity
from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_INTERPRETERS = regex(r"sh|bash|dash|ksh|zsh|source|\.|python[\d.]*|perl|ruby|node|pwsh|php")
_SEARCHING = {"sh", "bash", "dash", "ksh", "zsh", "source", "."}
"""Shells, which may look for a script where programs are; the image may have it there."""
_WITH_VALUE = {"-o", "+o", "-O", "+O", "--rcfile", "--init-file", "-W", "-X"}
_TEXT_FOLLOWS = regex(r"-[a-z]*[cemr]")
_HARMLESS = {
    ":", "[", "apt", "apt-get", "cat", "chmod", "cloud-init", "command", "date", "dnf", "dos2unix",
    "echo", "exit", "export", "groupadd", "hostname", "id", "ls", "printf", "pwd", "set", "sleep",
    "systemctl", "test", "trap", "true", "ulimit", "umask", "uname", "useradd", "whoami", "yum",
    "zypper",
}  # fmt: skip
"""Programs that neither make a file in the folder nor leave it."""
_READS = {
    "apt": None, "apt-get": None, "base64": None, "cat": None, "cp": -1, "dnf": None,
    "dos2unix": None, "dpkg": None, "gunzip": None, "install": -1, "mv": -1, "rpm": None,
    "unzip": 1, "yum": None,
}  # fmt: skip
"""Programs that read files, and the end of those among their operands."""
_BY_PATH = {"apt", "apt-get", "dnf", "yum"}
"""Programs to which a file is one where its path has a slash."""
_UNPACKS = regex(r"-?[txvjJzp]*f")
_ASKED = {"-e", "-f", "-r", "-s", "-x", "-d"}
"""Questions for a file: the command knows that it may not be there."""
_COUNTED = regex(
    r"/var/lib/waagent/custom-script/download/\d+/|[A-Z]:\\Packages\\Plugins\\Microsoft\.Compute\."
    r"CustomScriptExtension\\[\d.]+\\Downloads\\\d+\\",
    2,
)
_NUMBERED = (
    "the number in this path counts up whenever the extension runs again: name the file as it lies "
    "in the folder of the command"
)


def remarks(command: str, files: Downloads) -> Iterator[Remark]:
    """Yield what a command gets wrong of the files that are downloaded for it, the first of all."""
    judge = _of_linux if files.system == "linux" else windows_remarks
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
    for word in _read(command, files):
        yield from _named(_before(command, word), word, files)
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


def _read(command: SimpleCommand, files: Downloads) -> Iterator[str]:
    """Yield the paths of downloaded files that a program reads, but those in the top folder."""
    words: Sequence[str] = command.words[1:]
    if command.program == "tar":
        at = next((at for at, word in enumerate(words, 1) if _UNPACKS.fullmatch(word)), len(words))
        words = words[at : at + 1]
    elif command.program in _READS:
        words = [word for word in words if not word.startswith("-")][: _READS[command.program]]
    else:
        return
    for word in words:
        if "/" in word and plain_path(word).rpartition("/")[2] in files.names:
            yield word


def _before(command: SimpleCommand, word: str) -> str:
    words = command.words[: command.words.index(word)]
    return command.program if HOLE in "".join(words) else shlex.join(words)


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
    if MADE["linux"].search(word) or word.startswith(("/", "-", "..")):
        return
    path = plain_path(word)
    if files.has(path):
        if user:
            yield Remark(
                f"what is downloaded is of root alone, so '{user}' cannot run '{path}'; copy it to "
                "a folder of that user first, or run it as root"
            )
        return
    name = files.meant(path)
    here = "./" if runs.partition(" ")[0] in _BY_PATH else ""
    write = f"{runs} {here}{shlex.quote(name)}" if runs else f"./{shlex.quote(name)}"
    if name and "/" in path and same(path.rpartition("/")[2], name):
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
