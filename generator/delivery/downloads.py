"""What is downloaded for a command: addresses, and what each file is called where it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from generator.delivery.command_words import HOLE
from generator.delivery.custom_script import downloaded_as
from generator.lazy import dataclass, regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.diagnostics import Severity

_CLOSE = 0.75
BLOB = regex(r"^https?://[^/]*\.blob\.(?:core\.|\x00)[^/]*/")
"""The host of a blob, be its account or its cloud open."""
MADE = {"linux": regex(r"[\x00$`*?\[{<>()]|^~"), "windows": regex(r"[\x00$`*?%!]")}
"""What makes another word of a word."""
_ENDS = regex(r"\.[A-Za-z]\w{1,4}$")
"""The end of a name that is whole: what is open behind it is a token."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong with a command, and what of it that is about."""

    message: str
    severity: Severity | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Downloads:
    """What is downloaded: addresses, and what each file is called, "" where that is not known.

    What lies `beside` it came in another way.
    """

    system: str
    addresses: tuple[str, ...]
    names: tuple[str, ...]
    beside: tuple[str, ...] = ()

    @property
    def all_known(self) -> bool:
        """Whether it is known what every file is called."""
        return all(self.names)

    def has(self, path: str) -> bool:
        """Whether a file is called so, or may be."""
        if self.system == "linux":
            return path in self.names or path in self.beside
        lower = path.lower()
        if lower in map(str.lower, self.beside):
            return True
        for address, name in zip(self.addresses, self.names, strict=True):
            if lower == name.lower() or (not name and _may_be(address, lower)):
                return True
        return False

    def meant(self, path: str) -> str:
        """Return the name of the file that a path is to be; empty where none is for sure."""
        base = path.rpartition("/")[2]
        if base != path and base in self.names:
            return base
        if not self.all_known:
            return ""
        for address, name in zip(self.addresses, self.names, strict=True):
            own = name.rpartition("/")[2]
            if same(own, base) or same(name, path) or same(own, unquote(base)):
                return name
            rest = address.partition("://")[2].rpartition("/")[2]
            if "." in base and base in unquote(rest.partition("?")[2]):
                return name
        close = [name for name in self.names if _is_close(name.rpartition("/")[2], base)]
        return close[0] if len(close) == 1 else ""


def same(one: str, other: str) -> bool:
    """Whether two names are one where casing does not count."""
    return one.lower() == other.lower()


def _may_be(address: str, path: str) -> bool:
    """Whether a file whose host is not known may be called so: with or without its folders."""
    whole = address.lower().partition("?")[0]
    return HOLE in whole and (
        whole.endswith(f"/{path}") or whole.rpartition("/")[2].count(HOLE) > 0
    )


def _is_close(one: str, other: str) -> bool:
    from difflib import SequenceMatcher  # only where a name is wrong

    if one.rpartition(".")[2] != other.rpartition(".")[2]:
        return False
    return SequenceMatcher(None, one.lower(), other.lower()).ratio() >= _CLOSE


def files_of(addresses: Sequence[str], system: str, beside: Iterable[str] = ()) -> Downloads:
    """Return what the handler downloads from addresses in which HOLE stands for what is open."""
    names = tuple(_name(item, system) for item in addresses)
    return Downloads(system, tuple(addresses), names, tuple(beside))


def _name(address: str, system: str) -> str:
    """Return what a file is called, empty where only a deployment tells."""
    path = address.partition("?")[0]
    plain = path.rstrip(HOLE)
    last = plain.rpartition("/")[2]
    if HOLE in last or (plain != path and not _ENDS.search(last)):
        return ""
    if system == "linux":
        return unquote(last)
    plain = BLOB.sub("https://x.blob.core.windows.net/", plain)
    return "" if HOLE in plain else downloaded_as(plain, system)


def plain_path(word: str) -> str:
    """Return a path without what leads to where it begins."""
    path = word.replace("//", "/")
    while path.startswith("./"):
        path = path[2:]
    return path
