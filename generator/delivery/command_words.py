"""The words of a command, as `/bin/sh` and `cmd` tell them apart.

What only a deployment knows stands in a text as HOLE. A command is given up where it cannot be
told apart for sure: who asks then gets what stands before.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from generator.lazy import dataclass, field, regex

if TYPE_CHECKING:
    from collections.abc import Iterator

HOLE = "\0"
"""What only a deployment knows."""
_LONGEST = 20_000
_OPERATORS = set(";&|()\n")
_ASSIGNED = regex(r"[A-Za-z_]\w*\+?=")
_RESERVED = {"!", "{", "if", "then", "else", "elif", "while", "until", "do", "time"}
_WRAPPERS = {
    "command": "", "env": "u", "exec": "a", "ionice": "cn", "nice": "n", "nohup": "",
    "runuser": "ugG", "setsid": "", "stdbuf": "ioe", "sudo": "ugCDhprTUR", "timeout": "ks",
}  # fmt: skip
"""Programs that run another one, and their options that take a value."""
_LONG_WITH_VALUE = {"--user", "--group", "--signal", "--kill-after"}
_COUNTED = {"timeout": 1}
"""How many words of its own such a program has before the one that it runs."""
_OF_CMD = regex(
    r"(?P<operator>&&|\|\||[&|()\n])|(?P<redirection>\d?(?:>>?|<)(?:&\d)?)"
    r"|(?P<word>(?:\"[^\"\n]*\"?|\^.|[^\s\"&|<>()^])+)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class SimpleCommand:
    """A simple command: its program with its arguments; `user` is whom it runs as, "" for root.

    `writes` tells whether its output goes into a file, `path` whether it has a search path of its
    own, `fallible` whether another one runs in its place where it fails.
    """

    words: tuple[str, ...]
    writes: bool = False
    user: str = ""
    path: bool = False
    fallible: bool = False

    @property
    def program(self) -> str:
        """The name of the program, without its folder."""
        return self.words[0].rpartition("/")[2]


@dataclass(slots=True)
class _SoFar:
    words: list[str] = field(default_factory=list)
    writes: bool = False
    skips: bool = False


def shell_commands(text: str) -> Iterator[SimpleCommand]:
    """Yield the simple commands of a command line of sh, in order."""
    reading = _SoFar()
    for token in _tokens(text):
        if token and set(token) <= _OPERATORS:
            yield from _simple(reading, fallible=token.startswith("||"))
            reading = _SoFar()
        elif token and set(token) <= set("<>&"):
            if token.startswith("<<"):
                return
            reading.writes = reading.writes or ">" in token
            reading.skips = True
        elif reading.skips:
            reading.skips = False
        else:
            reading.words.append(token)
    yield from _simple(reading)


def _tokens(text: str) -> Iterator[str]:
    """Yield words and operators up to where a quote never ends."""
    if len(text) > _LONGEST:
        return
    lexer = shlex.shlex(text, posix=True, punctuation_chars="();<>|&\n")
    lexer.whitespace = " \t\r"
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        yield from lexer
    except ValueError:
        return


def _simple(reading: _SoFar, *, fallible: bool = False) -> Iterator[SimpleCommand]:
    words, user, path = reading.words, "", False
    while words:
        first = words[0]
        if first in _RESERVED:
            words = words[1:]
        elif _ASSIGNED.match(first):
            path = path or first.startswith("PATH")
            words = words[1:]
        elif first.rpartition("/")[2] in _WRAPPERS:
            words, other = _unwrapped(words)
            user = other or user
        else:
            break
    if words and not words[0].startswith("#"):
        yield SimpleCommand(tuple(words), reading.writes, user, path, fallible)


def _unwrapped(words: list[str]) -> tuple[list[str], str]:
    """Return the command that a program runs, and the user that it runs it as."""
    program = words[0].rpartition("/")[2]
    at, user, own = 1, "", _COUNTED.get(program, 0)
    while at < len(words):
        word = words[at]
        short = (
            re.fullmatch(rf"-[A-Za-z]*[{_WRAPPERS[program]}]", word) if _WRAPPERS[program] else None
        )
        if short or word in _LONG_WITH_VALUE:
            if (
                program in {"runuser", "sudo"}
                and (word.endswith("u") or word == "--user")
                and at + 1 < len(words)
            ):
                user = words[at + 1]
            at += 2
        elif word.startswith("-"):
            user = word.partition("=")[2] if word.startswith("--user=") else user
            at += 1
        elif program == "env" and _ASSIGNED.match(word):
            at += 1
        elif own:
            own, at = own - 1, at + 1
        else:
            break
    return words[at:], "" if user in {"root", "#0", "0"} else user


def cmd_commands(text: str) -> Iterator[SimpleCommand]:
    """Yield the simple commands of a command line of cmd, in order; of several lines the first."""
    reading = _SoFar()
    for found in _OF_CMD.finditer(text[:_LONGEST]):
        if found["operator"]:
            yield from _plain(reading, fallible=found["operator"] == "||")
            if found["operator"] == "\n" and reading.words:
                return
            reading = _SoFar()
        elif found["redirection"]:
            reading.writes = reading.writes or ">" in found["redirection"]
            reading.skips = "&" not in found["redirection"]
        elif reading.skips:
            reading.skips = False
        else:
            reading.words.append(found["word"])
    yield from _plain(reading)


def _plain(reading: _SoFar, *, fallible: bool = False) -> Iterator[SimpleCommand]:
    words = [word.lstrip("@") if not index else word for index, word in enumerate(reading.words)]
    if words and words[0]:
        yield SimpleCommand(tuple(words), reading.writes, fallible=fallible)
