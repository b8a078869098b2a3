"""What powershell.exe gets as its command on a command line, and whether it can be read.

Source: about_PowerShell_exe (Windows PowerShell 5.1): -Command, -EncodedCommand (base64 of UTF-16).
"""

from __future__ import annotations

import base64
import re

from generator.delivery.command_words import HOLE
from generator.delivery.powershell import powershell_fault
from generator.lazy import regex

_PROGRAM = r"\s*(?:cmd(?:\.exe)?\s+/c\s+)?(?:[\w:.%\\]*\\)?powershell(?:\.exe)?\s[^\"|&<>]*?"
_COMMAND = r"-c(?:o|om|omm|omma|omman|ommand)?\s+\"(.*)\"\s*"
_BASE64 = r"-e(?:c|n|nc|nco|ncod|ncode|ncoded|ncodedc\w*)?\s+([^\s\"]+)\s*"
_INLINE = regex(_PROGRAM + _COMMAND, re.IGNORECASE | re.DOTALL)
_ENCODED = regex(_PROGRAM + _BASE64, re.IGNORECASE | re.DOTALL)
_EXPANDED = regex(r"%[^%\s]+%|(?<!\\)\"")
"""What cmd puts something in for, and quotes that end the argument."""


def inline_fault(command: str) -> str | None:
    """Describe what PowerShell cannot read of the command that a command line gives it."""
    encoded = _ENCODED.fullmatch(command)
    if encoded and HOLE not in encoded[1]:
        try:
            script = base64.b64decode(encoded[1], validate=True).decode("utf-16-le")
        except ValueError:
            return "what follows -EncodedCommand is not base64 of UTF-16, so PowerShell refuses it"
        return _fault(script)
    inline = _INLINE.fullmatch(command)
    if inline is None or HOLE in inline[1] or _EXPANDED.search(inline[1]):
        return None
    return _fault(inline[1].replace('\\"', '"'))


def _fault(script: str) -> str | None:
    found = powershell_fault(script)
    if found is None:
        return None
    place, message = found
    return (
        f"PowerShell cannot read its command, line {place.line}, column {place.column}: {message}"
    )
