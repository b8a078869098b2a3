"""How files travel to Windows beside a script or command: as zip, in the command or custom data."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from generator.delivery.archives import zip_of
from generator.delivery.texts import (
    COMMAND_LIMIT,
    PackedText,
    WindowsScript,
    length,
    powershell_bytes,
)
from generator.delivery.windows import command_with, expanding, script_command
from generator.files.gathering import GatheredFile
from generator.spec.references import Expression

if TYPE_CHECKING:
    from generator.delivery.archives import Files
    from generator.delivery.texts import Text


def with_files(step: dict[str, Any], files: Files, text: PackedText) -> WindowsScript:
    """Return the command of a step that has files, and the custom data that carries them, if any.

    `text` is the script or command with its values. A script goes with them, unless parameters are
    in it.
    """
    name, environment, way = step["name"], step["environment"], "plain" if step["script"] else ""
    if way and not isinstance(text.value, Expression):
        own = GatheredFile(script_name(step), powershell_bytes(text.value))
        files, way = tuple(sorted((*files, own), key=lambda item: item.name.encode())), "there"
    content: Text = ""
    if isinstance(text.value, Expression):
        content = Expression(f"base64({text.value.text})")

    def command(before: str) -> Text:
        if not way:
            return command_with(environment, text.value, [before])
        return script_command(name, way, content, environment, [before])

    packed = zip_of(files)
    encoded = base64.b64encode(packed).decode("ascii")
    inline = command(expanding(name, "inline", encoded))
    if length(inline) <= COMMAND_LIMIT:
        return WindowsScript(PackedText(inline, text.variables))
    digest = hashlib.sha256(packed).hexdigest().upper()
    checked = command(expanding(name, "custom data", digest))
    return WindowsScript(PackedText(checked, text.variables), encoded)


def script_name(step: dict[str, Any]) -> str:
    """Return the name under which the script of a step is saved."""
    return f"{step['name']}.ps1"
