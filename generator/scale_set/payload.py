"""What a base64 property holds, as far as the template tells.

Templates write such a property as base64, as `base64()` of a text, or as `base64()` of a variable
or parameter with a literal behind it. Everything else is known on deployment only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.azure.limits import limit
from generator.language.template import is_expression
from generator.lazy import dataclass, regex

if TYPE_CHECKING:
    from generator.language.template import Node

_ENCODED = regex(r"\[\s*base64\s*\((?P<argument>.*)\)\s*\]", re.IGNORECASE | re.DOTALL)
_TEXT = regex(r"\s*'(?P<text>(?:[^']|'')*)'\s*", re.DOTALL)
_LOOKUP = regex(r"\s*(?:variables|parameters)\s*\(\s*'[^']+'\s*\)\s*", re.IGNORECASE)
_LARGEST = limit("template-bytes")
"""What is unpacked to look at it; a few kilobytes can hold gigabytes."""
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Payload:
    """The bytes of a property, or None for `data` where the property is no base64."""

    data: bytes | None

    @property
    def encoded_length(self) -> int:
        """How many characters the bytes take as base64."""
        return -(-len(self.data or b"") // 3) * 4

    def text(self) -> str | None:
        """Return the text, unpacked if it is compressed; None where it is broken or no text."""
        data = self.data
        if data is None:
            return None
        try:
            return (unpacked(data) if data.startswith(_GZIP) else data).decode("utf-8-sig")
        except (OSError, EOFError, UnicodeDecodeError):
            return None

    def is_broken_archive(self) -> bool:
        """Whether the bytes begin like gzip and cannot be unpacked."""
        try:
            unpacked(self.data if self.data and self.data.startswith(_GZIP) else b"")
        except UnpackedTooLargeError:
            return False
        except (OSError, EOFError):
            return True
        return False


class UnpackedTooLargeError(OSError):
    """What is packed is larger than anything that travels to an instance."""


def unpacked(data: bytes) -> bytes:
    """Unpack gzip; raises OSError or EOFError where it cannot be."""
    if not data:
        return b""
    import gzip  # few payloads are packed
    import io
    import zlib

    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            found = packed.read(_LARGEST + 1)
    except zlib.error as error:
        raise OSError(str(error)) from error
    if len(found) > _LARGEST:
        raise UnpackedTooLargeError
    return found


def payload_of(node: Node) -> Payload | None:
    """Return what the property holds, or None where it is absent or not known offline."""
    text = node.text()
    if text is None:
        plain = _plain_text(node)
        return None if plain is None else Payload(plain.encode())
    if not text:
        return None
    import base64

    try:
        return Payload(base64.b64decode("".join(text.split()), validate=True))
    except ValueError:
        return Payload(None)


def _plain_text(node: Node) -> str | None:
    """Return the text that `base64()` is called with, if that can be read."""
    written = node.resolved()
    call = _ENCODED.fullmatch(written) if isinstance(written, str) else None
    if call is None:
        return None
    argument = call["argument"]
    if text := _TEXT.fullmatch(argument):
        return text["text"].replace("''", "'")
    found = node.template.resolve(f"[{argument.strip()}]") if _LOOKUP.fullmatch(argument) else None
    return found if isinstance(found, str) and not is_expression(found) else None
