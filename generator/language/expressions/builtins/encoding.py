"""Base64, data URIs, and texts as parts of addresses.

Sources: the page "string functions" of the documentation of ARM templates, and the engine's answers
in tests/data/engine.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_plus

from generator.language.expressions.json_reading import read_json_text, whole_characters
from generator.language.expressions.json_writing import compact, shortest
from generator.language.expressions.values import (
    FunctionError,
    Value,
    require_room,
    require_short,
)
from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Callable

_BASE64 = regex(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_DATA = regex(r"data:(?:[^;,]+((?:;[^;,]+)*?))?(;base64)?,(.*)", re.DOTALL | re.IGNORECASE)
_CHARSET = regex(r";charset=([^;]*)", re.IGNORECASE)
_UNICODE = regex(r"%u([0-9A-Fa-f]{4})")


def _base64(text: str) -> str:
    data = _utf8(text)
    require_short((len(data) + 2) // 3 * 4)
    return base64.b64encode(data).decode()


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", errors="replace")


def _decoded(text: str) -> str:
    packed = "".join(re.split(r"[ \t\r\n]+", text))
    if not _BASE64.fullmatch(packed):
        raise FunctionError("the string is no base64")
    return base64.b64decode(packed).decode("utf-8", errors="replace")


def _base64_to_json(text: str) -> Value:
    return read_json_text(_decoded(text))


def _data_uri(value: Value) -> str:
    if isinstance(value, str):
        return f"data:text/plain;charset=utf-8;base64,{_unlimited_base64(value)}"
    if isinstance(value, float):
        text = shortest(value)
    else:
        text = str(value) if isinstance(value, (bool, int)) else compact(value)
    return f"data:application/json;charset=utf-8;base64,{_unlimited_base64(text)}"


def _unlimited_base64(text: str) -> str:
    require_room(len(text) * 2)
    return base64.b64encode(_utf8(text)).decode()


def _data_uri_to_string(text: str) -> str:
    match = _DATA.fullmatch(text)
    if match is None:
        raise FunctionError("the string is no data URI (data:...;base64,...)")
    charset = _CHARSET.search(match[1] or "")
    if charset is not None and charset[1].lower() not in {"utf-8", "utf8"}:
        raise FunctionError("the data are in another encoding than UTF-8")
    return _decoded(match[3]) if match[2] else unquote_plus(match[3])


def _uri_component(text: str) -> str:
    """Escape everything but letters, digits and -_.~, as .NET's Uri.EscapeDataString does."""
    require_room(len(text))
    escaped = quote(_utf8(text), safe="~")
    require_room(len(escaped))
    return escaped


def _uri_component_to_string(text: str) -> str:
    """Undo the escapes of a query: a plus is a blank, and %uXXXX is a character too."""
    pieces = _UNICODE.split(text)
    parts = (
        chr(int(piece, 16)) if index % 2 else unquote_plus(piece)
        for index, piece in enumerate(pieces)
    )
    return whole_characters("".join(parts))


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "base64": _base64,
    "base64tostring": _decoded,
    "base64tojson": _base64_to_json,
    "datauri": _data_uri,
    "datauritostring": _data_uri_to_string,
    "uricomponent": _uri_component,
    "uricomponenttostring": _uri_component_to_string,
}
