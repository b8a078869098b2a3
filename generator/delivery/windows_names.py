"""Names of files that Windows cannot have, and why.

Source: https://learn.microsoft.com/windows/win32/fileio/naming-a-file (characters, reserved names,
ends), https://learn.microsoft.com/windows/win32/fileio/maximum-file-path-limitation (260 characters
with the NUL at the end).
"""

from __future__ import annotations

from generator.lazy import regex

_CHARACTERS = regex(r'[<>:"\\|?*\x00-\x1f]')
_RESERVED = regex(r"(?:CON|PRN|AUX|NUL|(?:COM|LPT)[1-9\u00b9\u00b2\u00b3])(?:\..*)?", 2)
_FOLDER = r"C:\Packages\Plugins\Microsoft.Compute.CustomScriptExtension\1.10.0\Downloads\0"
"""The shortest folder in which the handler runs a command."""
_LONGEST = 260 - len(_FOLDER) - 2
"""Before a path come its folder and a separator, after it a NUL."""


def why_not_on_windows(name: str) -> str:
    """Return why Windows cannot have a file of this path below the folder; empty where it can."""
    for step in name.split("/"):
        found = _CHARACTERS.search(step)
        if found:
            shown = found[0] if found[0].isprintable() else f"U+{ord(found[0]):04X}"
            return f"the character {shown} is not for names; rename it"
        if _RESERVED.fullmatch(step):
            return f"{step.partition('.')[0]} is a device; rename it"
        if step.endswith((".", " ")):
            return "a name does not end in a period or a space; rename it"
    if len(name.encode("utf-16-le")) // 2 > _LONGEST:
        return f"below the folder of the handler a path has at most {_LONGEST} characters"
    return ""
