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
    from generator.files.package import Package


def with_files(step: dict[str, Any], files: Files, text: PackedText) -> WindowsScript:
    """Return the command of a step that has files, and the custom data that carries them, if any.

    `text` is the script or command with its values. A script goes with them, unless parameters are
    in it.
    """
    files, way = zipped(step, files, text)
    name = step["name"]

    def command(before: str) -> Text:
        return _command(step, way, text, before)

    packed = zip_of(files)
    encoded = base64.b64encode(packed).decode("ascii")
    inline = command(expanding(name, "inline", encoded))
    if length(inline) <= COMMAND_LIMIT:
        return WindowsScript(PackedText(inline, text.variables))
    digest = hashlib.sha256(packed).hexdigest().upper()
    checked = command(expanding(name, "custom data", digest))
    return WindowsScript(PackedText(checked, text.variables), encoded)


def with_package(step: dict[str, Any], package: Package, text: PackedText) -> WindowsScript:
    """Return the command of a step whose files are a package that the handler downloads."""
    way = zipped(step, (), text)[1]
    before = expanding(package.stem, "package", package.sha256.upper())
    return WindowsScript(PackedText(_command(step, way, text, before), text.variables))


def zipped(step: dict[str, Any], files: Files, text: PackedText) -> tuple[Files, str]:
    """Return what is zipped of a step, its script among it, and how the script is there then.

    The way is "there", "plain" for a script with parameters in it, and empty for a command.
    """
    if step["script"] is None or isinstance(text.value, Expression):
        return files, "plain" if step["script"] else ""
    own = GatheredFile(script_name(step), powershell_bytes(text.value))
    return tuple(sorted((*files, own), key=lambda item: item.name.encode())), "there"


def _command(step: dict[str, Any], way: str, text: PackedText, before: str) -> Text:
    if not way:
        return command_with(step["environment"], text.value, [before])
    content: Text = ""
    if isinstance(text.value, Expression):
        content = Expression(f"base64({text.value.text})")
    return script_command(step["name"], way, content, step["environment"], [before])


def script_name(step: dict[str, Any]) -> str:
    """Return the name under which the script of a step is saved."""
    return f"{step['name']}.ps1"
