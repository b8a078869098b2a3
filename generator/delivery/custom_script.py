"""What the handlers of custom scripts do on an instance: files, their names, and the command.

Whatever renders, checks or copies a custom script asks here.

Linux: each download lands in one folder, under the last part of its path with %20 and the like
decoded; scripts lose their mark and the carriage returns, then `/bin/sh -c` runs the command there.
Sources: main/files.go, main/cmds.go and main/exec.go of
https://github.com/Azure/custom-script-extension-linux, and
https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux (skipDos2Unix).

Windows: a blob keeps the folders that it has in its container, a file from elsewhere has none, and
`cmd /c` runs the command. Sources:
https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-windows,
https://github.com/MicrosoftDocs/azure-docs/issues/18943 (blobs),
https://github.com/MicrosoftDocs/azure-docs/issues/43816 and
https://github.com/Azure/azure-quickstart-templates/pull/2782 (others).
"""

from __future__ import annotations

import codecs
import re
from urllib.parse import unquote

from generator.azure.clouds import is_blob_storage
from generator.lazy import regex

MODE = "0500"
"""The mode of what the handler for Linux saves: its owner, root, may read and run it."""
SHELLS = {"linux": "/bin/sh -c", "windows": "cmd.exe /c"}
"""What runs the command, by system."""
MENDED = (".sh", ".txt", ".py", ".pl")
"""Names of scripts for the handler for Linux, beside files that begin with '#!'."""

_OF_WINDOWS = regex(r"\s*(?:powershell(?:\.exe)?|cmd(?:\.exe)?\s+/c)\s", re.IGNORECASE)

_SHELL_RUNS = regex(
    r"\s*(?:sudo\s+)?(?:(?:/bin/|/usr/bin/)?(?:ba|da|z|k)?sh\s+(?:-\w+\s+)*[^\s;|&]+"
    r"|(?:\./|\w)[^\s;|&]*)\.(?:ps1|bat|cmd)(?=[\s;|&]|$)",
    re.IGNORECASE,
)


def is_windows_command(command: str) -> bool:
    """Whether a command is one of Windows, or has a shell run a script of PowerShell."""
    return bool(_OF_WINDOWS.match(command) or _SHELL_RUNS.match(command))


def url_path(address: str) -> str:
    """Return the path of a URL, decoded; empty where it has none."""
    rest = address.partition("#")[0].partition("?")[0].partition("://")[2]
    return unquote(rest[rest.find("/") :]) if "/" in rest else ""


def downloaded_as(address: str, system: str) -> str:
    """Return what a file is called below the folder of the command; empty where it has no name.

    Folders in it are apart by '/'.
    """
    steps = url_path(address).split("/")[1:]
    if system == "windows" and is_blob_storage(address) and len(steps) > 1 and steps[-1]:
        return "/".join(steps[1:])
    return steps[-1] if steps else ""


def mended(name: str, data: bytes) -> bytes:
    """Return what the handler for Linux makes of a file: a script in UTF-8, without CR LF."""
    if not name.endswith(MENDED) and not data.startswith(b"#!"):
        return data
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16", "replace").encode()
    return data.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n")
