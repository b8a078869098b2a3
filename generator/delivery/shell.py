"""Lines of sh that have to run before a script of Linux does, whatever the script is for."""

from __future__ import annotations

from generator.lazy import regex

_SHELL = regex(r"#!\s*(?:/usr/bin/env\s+(?:-S\s+)?)?(?:\S*/)?(?:bash|sh|dash|ksh|zsh)\b")
_ITSELF = regex(r"\$\{?0|BASH_SOURCE|LINENO")
"""What a script reads itself by, and counts its own lines."""
_CARRY = 'tail -n +{} "$0" >"$0.own" && chmod 0500 "$0.own" && exec "$0.own"'


def begun_by(script: str, lines: list[str]) -> str:
    """Return a script that runs some lines of sh before it does anything.

    A shell script gets the lines behind its first. One that reads itself, or is not for a shell,
    is carried by a script that runs them, and runs from a file beside it.
    """
    if not lines:
        return script
    before = "\n".join(lines)
    if not script.startswith("#!"):
        return f"{before}\n{script}"
    if _SHELL.match(script) and not _ITSELF.search(script):
        first, _, rest = script.partition("\n")
        return f"{first}\n{before}\n{rest}"
    return f"#!/bin/sh\n{before}\n{_CARRY.format(before.count(chr(10)) + 4)}\n{script}"
