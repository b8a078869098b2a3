"""Commands that people copy: a shell takes each name as one word, whatever is in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.lazy import regex
from generator.wording.printable import is_visible, printable

if TYPE_CHECKING:
    from pathlib import Path

SCALE_SET, GROUP = "<scale-set>", "<resource-group>"
"""What stands in a command for a name that is not known; a person fills it in."""
_STAND_INS = {SCALE_SET, GROUP}
_PLAIN = regex(r"[A-Za-z0-9_./:=%+][A-Za-z0-9_./:=%+-]*")
"""What is one word in bash and in PowerShell without quotes."""
_PS_QUOTE = regex("['\u2018-\u201b]")
"""PowerShell takes typographic quotes for the straight one (about_Quoting_Rules)."""


def for_bash(word: str) -> str:
    """Return a word for bash, on one line; what would not show is written as an escape."""
    if word in _STAND_INS:
        return word
    if printable(word) == word:
        import shlex  # only where a command is shown

        return shlex.quote(word)
    inner = "".join(map(_escaped, word))
    return "$'" + re.sub(r"##(?=\w*\[)", r"#\\x23", inner) + "'"


def in_shell(word: str, shell: str) -> str:
    """Return a word for "bash" or "powershell"; one that both take as it is stays so."""
    if shell == "bash" or word in _STAND_INS or _PLAIN.fullmatch(word):
        return for_bash(word)
    return for_powershell(word)


def in_lines(command: str, width: int, shell: str) -> list[str]:
    """Return a command on lines that fit where they can, each but the last one going on."""
    more = " \\" if shell == "bash" else " `"
    lines, line = [], ""
    for index, part in enumerate(_parts(command)):
        word = part if not index else f" {part}"
        if line and len(line + word) + len(more) > width:
            lines.append(line + more)
            line = f"  {part}"
        else:
            line += word
    return [*lines, line]


def _parts(command: str) -> list[str]:
    """Split a command before its options, but not within quotes or another command."""
    parts = [""]
    for word in command.split(" "):
        if word.startswith("--") and parts[-1] and "$" not in "".join(parts):
            open_quotes = any("".join(parts).count(quote) % 2 for quote in "'\"")
            if not open_quotes:
                parts.append(word)
                continue
        parts[-1] = f"{parts[-1]} {word}" if parts[-1] else word
    return parts


def path_for_bash(path: Path) -> str:
    """Return a path for bash that no program takes for an option."""
    text = path.as_posix()
    return for_bash(f"./{text}" if text.startswith("-") else text)


def _escaped(character: str) -> str:
    if character in "\\'":
        return f"\\{character}"
    if is_visible(character):
        return character
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogateescape"))


def for_powershell(word: str) -> str:
    """Return a word for PowerShell, on one line."""
    return "'" + _PS_QUOTE.sub(r"\g<0>\g<0>", printable(word)) + "'"
