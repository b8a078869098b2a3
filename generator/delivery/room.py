"""How much of what carries a step its files take, and how much of it there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.limits import limit
from generator.delivery.packing import (
    CUSTOM_DATA_LIMIT,
    SCRIPT_LIMIT,
    Packing,
)
from generator.delivery.texts import COMMAND_LIMIT, length
from generator.language.expressions.values import LONGEST_RESULT
from generator.lazy import dataclass

if TYPE_CHECKING:
    from generator.delivery.texts import PackedText

ARGUMENT_LIMIT = limit("linux-argument-bytes")


@dataclass(frozen=True, slots=True)
class Room:
    """What carries the files of a step: how much it holds with them, and at most."""

    used: int
    most: int
    carrier: str
    """What it is, and by what it is measured."""


def room_of(packing: Packing, step: dict[str, Any], system: str) -> Room:
    """Return the room of a step that has files."""
    if system == "windows":
        return _on_windows(packing, step)
    if step["script"] is None:
        packed = packing.linux_command(step)
        if not isinstance(packed.value, str):
            return Room(_longest(packed), LONGEST_RESULT, "characters of a command with parameters")
        return Room(len(packed.value.encode()), ARGUMENT_LIMIT, "bytes of a command")
    packed = packing.linux_script(step)
    if isinstance(packed.value, str):
        return Room(len(packed.value), SCRIPT_LIMIT, "characters of a packed script")
    size = 4 * -(-_longest(packed) // 3)
    return Room(size, LONGEST_RESULT, "characters of a script with parameters, in base64")


def _on_windows(packing: Packing, step: dict[str, Any]) -> Room:
    packed = packing.windows(step)
    command = length(packed.command.value) + 4 * -(-_longest(packed.command) // 3)
    if packed.custom_data is None or command > COMMAND_LIMIT:
        return Room(command, COMMAND_LIMIT, "characters of a command line")
    return Room(len(packed.custom_data) * 3 // 4, CUSTOM_DATA_LIMIT, "bytes of custom data")


def _longest(packed: PackedText) -> int:
    """Return how long the text of an expression is, without the values of parameters."""
    texts = (text.replace("{{", "{").replace("}}", "}") for text in packed.variables.values())
    return sum(len(text.encode()) for text in texts)
