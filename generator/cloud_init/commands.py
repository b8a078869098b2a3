"""Commands of a cloud-config as the shell gets them: `runcmd` and `bootcmd`.

A string is a line of the script; a list is one command, each word of it in single quotes, after
YAML has made numbers of the words that look like one. Source: cloud-init, util.shellify.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.cloud_init.boot import disk_finding
from generator.cloud_init.values import place
from generator.cloud_init.yaml_words import as_python
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.lazy import dataclass, regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.language.documents.source import Document

COMMAND = "cloud-init-command"
_KEYS = ("bootcmd", "runcmd")
_CONTINUED = regex(r"\n[ \t]*- ")
_OPERATORS = {"|", "||", "&&", ">", ">>", "<", "<<", "2>", "2>>", "&>", "2>&1", "|&"}
_COMPARE = {"expr", "test", "[", "[["}
"""Programs for which such a sign is a word like others."""
_PRINT = {"echo", "printf"}
_OF_SIGNS = {"tr", "grep", "egrep", "fgrep", "column", "paste", "sort", "rg"}
"""Programs whose first word may be such a sign itself."""
_OPTION = regex(r"-\w|--[\w-]+")
_SHELLS = {"sh", "bash", "dash", "ash", "ksh", "zsh", "su", "eval", "-c", "ssh", "awk", "perl"}
_EXPANDED = regex(r"\$\{?[A-Za-z_]\w*\}?(?:/\S*)?|\$\(.*\)|`.*`|~/\S*")
_AFTER_SCRIPT = 3
_ASSIGNED = regex(r"[A-Za-z_]\w*=")


def command_findings(document: Document) -> Iterator[Finding]:
    """Yield what the shell does not get as it was meant."""
    text = _Written(document, document.text.split("\n"))
    yield from _continued(document.value, (), text)
    for key in _KEYS:
        commands = document.value.get(key)
        for index, command in enumerate(commands if isinstance(commands, list) else ()):
            path: Path = (key, index)
            if isinstance(command, str):
                yield from _line(command, path, text)
            elif isinstance(command, list):
                yield from _words(command, path, text)


@dataclass(slots=True)
class _Written:
    """A document with its lines, which are asked for once."""

    document: Document
    lines: list[str]

    def at(self, path: Path) -> str:
        """Return what stands there for a value, with its quotes."""
        where = self.document.position(path)
        lines = self.lines[where.line - 1 : where.end_line]
        if len(lines) == 1:
            return lines[0][where.column - 1 : where.end_column - 1]
        return "\n".join([lines[0][where.column - 1 :], *lines[1:]]) if lines else ""


def _line(command: str, path: Path, source: _Written) -> Iterator[Finding]:
    if source.at(path).startswith("! "):
        message = "YAML drops this '!', so the command is not negated: put all of it in quotes"
        yield Finding(path, message, kind=COMMAND)
    if command.startswith("-"):
        message = (
            "each item is a command of its own, and this is an option: put the words of one "
            "command into one string, or into a list of their own"
        )
        yield Finding(path, message, kind=COMMAND)
    yield from disk_finding(path, command)


def _words(words: list[Any], path: Path, source: _Written) -> Iterator[Finding]:
    for index, word in enumerate(words):
        at = (*path, index)
        text = source.at(at)
        given = as_python(text)
        if given is not None and given != text:
            message = (
                f"{place(at)}: {text} is a number in YAML, and the command gets '{given}': "
                "put it in quotes"
            )
            yield Finding(at, message, kind=COMMAND)
        elif isinstance(word, str):
            yield from _word(words, index, at)
            yield from disk_finding(at, word)


def _word(words: list[Any], index: int, at: Path) -> Iterator[Finding]:
    word = words[index]
    if index == _AFTER_SCRIPT and _takes_one(words):
        message = (
            f"after '-c' the shell runs '{words[2]}' alone, and this becomes its $0: write the "
            "whole command as one word"
        )
        yield Finding(at, message, kind=COMMAND)
    elif index == 0:
        yield from _program(word, at)
    elif word in _OPERATORS and _is_operator(words, index):
        message = (
            f"in a list '{word}' is a word for the program, not for the shell: write the command "
            "as one string"
        )
        yield Finding(at, message, kind=COMMAND)
    elif _EXPANDED.fullmatch(word) and not _SHELLS.intersection(map(_base, words[:index])):
        message = (
            "the words of a list stand in single quotes, so the shell does not replace this one: "
            "write the command as one string"
        )
        yield Finding(at, message, Severity.WARNING, kind=COMMAND)


def _takes_one(words: list[Any]) -> bool:
    """Whether the words behind `sh -c` were meant as one command."""
    return (
        _base(words[0]) in {"sh", "bash", "dash", "zsh"}
        and words[1] == "-c"
        and re.fullmatch(r"[\w./-]+", str(words[2])) is not None
    )


def _program(word: str, at: Path) -> Iterator[Finding]:
    if re.search(r"\S\s+\S", word) and not word.startswith("/"):
        message = (
            "the first word of a list is the program, and this is several words: take the command "
            "out of the list, or make each word an item"
        )
        yield Finding(at, message, kind=COMMAND)
    elif word == "!" or _ASSIGNED.match(word):
        message = (
            f"in a list '{word.partition('=')[0]}' is taken for the program: write the command as "
            "one string"
        )
        yield Finding(at, message, kind=COMMAND)


def _is_operator(words: list[Any], index: int) -> bool:
    """Whether a sign between the words of a list was meant for the shell."""
    if _OPTION.fullmatch(str(words[index - 1])):
        return False  # it is the value of the option, as in `cut -d "|"`
    after = str(words[index + 1]) if index + 1 < len(words) else ""
    known = {_base(word) for word in words[:index]}
    plain = [word for word in words[1:index] if not str(word).startswith("-")]
    if _base(words[0]) in _OF_SIGNS and not plain:
        return False
    if known & _PRINT:
        return after.startswith("/") and ">" in words[index]
    return not known & _COMPARE and bool(after or words[index] == "2>&1")


def _base(word: Any) -> str:
    return str(word).rpartition("/")[2]


def _continued(value: Any, path: Path, source: _Written) -> Iterator[Finding]:
    """Find items of lists that an item with too much space in front has become part of."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _continued(item, (*path, name), source)
    if not isinstance(value, list):
        return
    for index, item in enumerate(value):
        at = (*path, index)
        if isinstance(item, dict | list):
            yield from _continued(item, at, source)
        elif isinstance(item, str) and " - " in item:
            text = source.at(at)
            if text[:1] not in {"'", '"', "|", ">"} and _CONTINUED.search(text):
                message = (
                    "the line below begins with '- ' and more space, so it is a part of this "
                    "item: begin it where this one begins"
                )
                yield Finding(at, message, kind=COMMAND)
