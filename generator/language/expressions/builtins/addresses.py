"""uri(), parseUri() and buildUri(): addresses as .NET's Uri reads, puts together and writes them.

Sources: RFC 3986, and the engine's answers in tests/data/engine. Schemes without an authority,
hosts in numbers, and what else is rare in templates is left open.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from generator.language.expressions.letters import WHITE_SPACE
from generator.language.expressions.values import FunctionError, Undecided, Value, kind_of
from generator.lazy import dataclass, regex, replace

if TYPE_CHECKING:
    from collections.abc import Callable

_SCHEME = regex(r"([A-Za-z][A-Za-z0-9+.-]*):")
_ADDRESS = regex(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/\\?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_RELATIVE = regex(r"([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_AUTHORITY = regex(r"(?:([^@]*)@)?(\[[0-9A-Fa-f:.]+\]|[^:@\[\]]+)(?::([0-9]*))?")
_HOST = regex(r"[^\W_](?:[\w-]*\.?)*|-(?:[\w-]*\.?)*")
_NUMERIC_HOST = regex(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+))*\.?", re.IGNORECASE)
_IPV4 = regex(r"(?:(?:25[0-5]|2[0-4][0-9]|1?[1-9]?[0-9])(?:\.(?!$)|$)){4}")
_PORTS = {"http": 80, "https": 443, "ftp": 21, "ws": 80, "wss": 443}
_ESCAPE = regex(r"%([0-9A-Fa-f]{2})|%")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_KEPT = "!$&'()*+,;=:@/[]?#%"
_FORBIDDEN = regex(r"[\x00-\x20\"<>\\^`{|}]")
_PLAIN = regex(r"[A-Za-z0-9._~!$&'()*+,;=:@/ \\-]*")


@dataclass(frozen=True, slots=True)
class _Address:
    """The parts of an address; `query` and `fragment` with the sign they start with."""

    scheme: str
    user: str
    host: str
    port: int | None
    path: str
    query: str
    fragment: str

    def __str__(self) -> str:
        """Write the address."""
        user = f"{self.user}@" if self.user else ""
        port = "" if self.port is None else f":{self.port}"
        return f"{self.scheme}://{user}{self.host}{port}{self.path}{self.query}{self.fragment}"


def _uri(base: str, relative: str) -> str:
    """Put an address together."""
    base, relative = base.strip(WHITE_SPACE), relative.strip(WHITE_SPACE)
    start = _read(base)
    _require_usual(start.scheme, relative)
    if _FORBIDDEN.search(base):
        raise FunctionError("the base address has signs that must be escaped")
    if _ADDRESS.fullmatch(relative):
        return str(_read(relative))
    scheme = _SCHEME.match(relative)
    if scheme is not None and scheme[1].lower() == start.scheme:
        relative = relative[scheme.end() :]
    elif scheme is not None and (len(scheme[1]) == 1 or scheme[1].lower() in _PORTS):
        raise FunctionError("the second argument is neither an address nor a part of one")
    elif scheme is not None:
        raise Undecided("other schemes")
    if re.match(r"[A-Za-z]\|", relative):
        raise FunctionError("the second argument names a drive")
    return str(_resolved(start, relative))


def _resolved(start: _Address, relative: str) -> _Address:
    if not relative:
        return start
    match = _RELATIVE.fullmatch(relative)
    path, query, fragment = match.groups("") if match is not None else (relative, "", "")
    path = path.replace("\\", "/")
    if path.startswith("//"):
        return _read(f"{start.scheme}:{path}{query}{fragment}")
    if not path:
        query = _escaped(query) if query else start.query
        return replace(start, query=query, fragment=_escaped(fragment))
    if not path.startswith("/"):
        path = start.path.rpartition("/")[0] + "/" + path
    path = _without_dots(_escaped(path))
    return replace(start, path=path, query=_escaped(query), fragment=_escaped(fragment))


def _read(text: str) -> _Address:
    """Read an address; raises FunctionError where it is none."""
    match = _ADDRESS.fullmatch(text)
    if match is None:
        scheme = _SCHEME.match(text)
        if scheme is None or len(scheme[1]) == 1 or scheme[1].lower() in _PORTS:
            raise FunctionError("the string is no address such as https://host/path")
        raise Undecided("addresses without a host")
    scheme_name = match[1].lower()
    _require_usual(scheme_name, text)
    user, host, port = _authority(scheme_name, match[2])
    path = _without_dots(_escaped(match[3].replace("\\", "/"))) or "/"
    return _Address(
        scheme_name, user, host, port, path, _escaped(match[4] or ""), _escaped(match[5] or "")
    )


def _require_usual(scheme: str, text: str) -> None:
    """Raise Undecided for a query in an address of ftp, which has none."""
    if scheme == "ftp" and "?" in text:
        raise Undecided("a question mark in a path")


def _authority(scheme: str, text: str) -> tuple[str, str, int | None]:
    match = _AUTHORITY.fullmatch(text)
    if match is None and not text and scheme not in _PORTS:
        raise Undecided("addresses without a host")
    if match is None:
        raise FunctionError("the address has no host, or what follows it is no port")
    host = match[2].lower()
    if host.startswith("[") or (_NUMERIC_HOST.fullmatch(host) and not _IPV4.fullmatch(host)):
        raise Undecided("hosts in numbers")
    if not _HOST.fullmatch(host) or scheme not in _PORTS:
        raise Undecided("unusual hosts")
    port = int(match[3] or _PORTS[scheme])
    if port > 65535:
        raise FunctionError(f"a port is at most 65535 (is {port})")
    return match[1] or "", host, None if port == _PORTS[scheme] else port


def _escaped(text: str) -> str:
    """Escape what must be, and undo the escapes of letters, digits and the signs -._~ alone."""

    def settled(match: re.Match[str]) -> str:
        if match[1] is None:
            return "%25"
        code = int(match[1], 16)
        return chr(code) if code in _UNRESERVED else match[0]

    return quote(_ESCAPE.sub(settled, text), safe=_KEPT)


def _without_dots(path: str) -> str:
    """Leave out the steps . and .. as RFC 3986 says; a step may be empty."""
    if not path.startswith("/"):
        return path
    found: list[str] = []
    steps = path[1:].split("/")
    for index, step in enumerate(steps):
        last = index == len(steps) - 1
        if step == "..":
            found = found[:-1]
        elif step != ".":
            found.append(step)
            continue
        if last:
            found.append("")
    return "/" + "/".join(found)


def _parse_uri(text: str) -> dict[str, Value]:
    text = text.strip(WHITE_SPACE)
    if text.startswith("/"):
        raise Undecided("paths, which are addresses of files")
    if re.match(r"[A-Za-z]:[/\\]", text) or text.startswith("\\\\"):
        raise Undecided("paths, which are addresses of files")
    found = _read(text)
    result: dict[str, Value] = {"scheme": found.scheme, "host": found.host, "port": found.port}
    if found.path != "/":
        result["path"] = found.path
    if found.query:
        result["query"] = found.query
    return result


def _build_uri(parts: dict[str, Value]) -> str:
    """Put an address together of its parts, which are written without escapes where they can be."""
    given = {name.lower(): value for name, value in parts.items()}
    for name in ("scheme", "host", "path", "query"):
        if name in given and not isinstance(given[name], str):
            raise FunctionError(f"the {name} must be a string (is {kind_of(given[name])})")
    for name in ("scheme", "host"):
        if not given.get(name):
            raise FunctionError(f"the object needs a {name}")
    scheme, host = given["scheme"].lower(), given["host"].lower()
    port = _port(given.get("port"), scheme)
    path, query = given.get("path", ""), given.get("query", "").removeprefix("?")
    if scheme not in _PORTS or not _HOST.fullmatch(host) or _NUMERIC_HOST.fullmatch(host):
        raise Undecided("unusual schemes and hosts")
    if not _PLAIN.fullmatch(path.replace("?", "").replace("#", "")) or not _PLAIN.fullmatch(query):
        raise Undecided("unusual signs")
    _require_usual(scheme, given.get("query", ""))
    path = "/" + path.replace("\\", "/").removeprefix("/").replace("?", "%3F").replace("#", "%23")
    return f"{scheme}://{host}{port}{_without_dots(path)}{'?' if query else ''}{query}"


def _port(port: Value, scheme: str) -> str:
    if port is None:
        return ""
    if kind_of(port) != "int":
        raise FunctionError(f"the port must be an integer (is {kind_of(port)})")
    if not -1 <= port <= 65535:
        raise FunctionError(f"a port is from -1 to 65535 (is {port})")
    return "" if port in {-1, _PORTS.get(scheme)} else f":{port}"


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "uri": _uri,
    "parseuri": _parse_uri,
    "builduri": _build_uri,
}
