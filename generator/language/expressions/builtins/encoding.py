"""Base64, data URIs, addresses and their parts.

Sources: the page "string functions" of the documentation of ARM templates for what comes out;
RFC 3986 and .NET's Uri for how an address is put together.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit

from generator.language.expressions.builtins.objects import read_json_text
from generator.language.expressions.values import (
    FunctionError,
    Undecided,
    Value,
    kind_of,
    require_room,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_PLAIN = re.compile(r"[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*")
_DATA = re.compile(r"data:([^,]*?)(;base64)?,(.*)", re.DOTALL | re.IGNORECASE)
_ABSOLUTE = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[^?#]*)?$", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def _base64(text: str) -> str:
    require_room(len(text) * 2)
    return base64.b64encode(_utf8(text)).decode()


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", errors="replace")


def _base64_to_string(text: str) -> str:
    return _decoded(text)


def _decoded(text: str) -> str:
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode("utf-8")
    except UnicodeDecodeError:
        raise Undecided("what does not decode to UTF-8") from None
    except (binascii.Error, ValueError):
        raise FunctionError("the text is no base64") from None


def _base64_to_json(text: str) -> Value:
    return read_json_text(_decoded(text))


def _data_uri(value: Value) -> str:
    if not isinstance(value, str):
        raise Undecided(f"the data URI of a {kind_of(value)}")
    return f"data:text/plain;charset=utf-8;base64,{_base64(value)}"


def _data_uri_to_string(text: str) -> str:
    match = _DATA.fullmatch(text)
    if match is None:
        raise FunctionError("the text is no data URI (data:...;base64,...)")
    if "charset" in match[1].lower() and "utf" not in match[1].lower():
        raise Undecided("other encodings than UTF-8")
    return _decoded(match[3]) if match[2] else unquote(match[3])


def _uri_component(text: str) -> str:
    """Escape everything but letters, digits and -_.~, as .NET's Uri.EscapeDataString does."""
    require_room(len(text))
    escaped = quote(_utf8(text), safe="~")
    require_room(len(escaped))
    return escaped


def _uri_component_to_string(text: str) -> str:
    return unquote(text)


def _uri(base: str, relative: str) -> str:
    """Put an address together, as the documentation's table of slashes says."""
    if not _ABSOLUTE.match(base) or not _PLAIN.fullmatch(base + relative):
        raise Undecided("addresses with a query, unusual signs or another scheme")
    if relative.startswith("//") or ":" in relative.split("/", 1)[0] or "?" in base:
        raise Undecided("a relative address that starts unusually")
    parts = urlsplit(base)
    host = parts.netloc.lower()
    if parts.port == _DEFAULT_PORTS.get(parts.scheme.lower()):
        host = host.rsplit(":", 1)[0]
    return urljoin(f"{parts.scheme.lower()}://{host}{parts.path or '/'}", relative)


def _build_uri(_: dict[str, Value]) -> str:
    raise Undecided("how parts make an address is not documented")


def _parse_uri(_: str) -> dict[str, Value]:
    raise Undecided("which parts an address is taken apart into is not documented")


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "base64": _base64,
    "base64tostring": _base64_to_string,
    "base64tojson": _base64_to_json,
    "datauri": _data_uri,
    "datauritostring": _data_uri_to_string,
    "uricomponent": _uri_component,
    "uricomponenttostring": _uri_component_to_string,
    "uri": _uri,
    "builduri": _build_uri,
    "parseuri": _parse_uri,
}
