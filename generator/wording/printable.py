"""What may be said of a text that came from input: nothing in it steers a terminal or a build.

A build server takes what a program prints for commands. GitHub's runner reads a line that begins
with '::', white space before it or not, and '##[' anywhere in a line (ActionCommand.cs of
actions/runner); the agent of Azure Pipelines reads '##vso[' anywhere in a line, and its log '##['
(microsoft/azure-pipelines-task-lib says so where it filters output); TeamCity has '##teamcity['.
So these are written with an escape in them, as are control characters, those that turn the
direction of writing, and those without width.
"""

from __future__ import annotations

from generator.lazy import regex

MARK = regex(r"##(?=\w*\[)")
"""The beginning of a command to a build server."""
_BLANK = regex("[\u034f\u115f\u1160\u3164\uffa0]")
"""Letters by their class that show as nothing."""
_COLOR = regex(r"(\033\[[0-9;]*m)")
_IN_JSON = regex(
    "[\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]|(?<=#)#(?=\\w*\\[)"
)


def printable(text: str) -> str:
    """Return a text on one line, with an escape for whatever steers a terminal or a build."""
    return MARK.sub(r"#\\x23", _visible(text))


def safe_lines(text: str, *, color: bool = False) -> str:
    """Return lines in which nothing steers a terminal or a build, but colors of ours."""
    return "\n".join([_safe_line(line, color) for line in text.split("\n")])


def _safe_line(line: str, color: bool) -> str:
    if color and "\033" in line:
        parts = _COLOR.split(line)
        parts[::2] = map(_safe_part, parts[::2])
        line = "".join(parts)
    else:
        line = _safe_part(line)
    if line.lstrip().startswith("::"):
        return line.replace("::", r"\x3a:", 1)
    return line


def _safe_part(text: str) -> str:
    return "\t".join(map(printable, text.split("\t"))) if "\t" in text else printable(text)


def _visible(text: str) -> str:
    if text.isprintable() and (text.isascii() or not _BLANK.search(text)):
        return text
    return "".join(c if is_visible(c) else ascii(c)[1:-1] for c in text)


def is_visible(character: str) -> bool:
    """Whether a character shows as itself, and does nothing else."""
    if character == "\u3000":  # the space between words of Chinese and Japanese
        return True
    return character.isprintable() and not _BLANK.match(character)


def json_safe(text: str) -> str:
    """Return a JSON text that means the same and has nothing in it that steers a build."""
    return _IN_JSON.sub(lambda found: _unit(found[0]), text)


def _unit(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2))
