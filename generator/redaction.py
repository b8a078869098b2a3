"""What looks like a secret, and what is shown in its place.

Everything that is printed goes by this: messages, source lines, plans. Three things give a secret
away: the name that a value stands at, a key or signature in a text (a connection string, a signed
URL, a password before the host of one), and a word in a command line with a value after it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SECRET = "(secret)"  # noqa: S105 - what is shown in the place of one

WORDS = (
    r"passw(?:or)?d|passphrase|pwd|secret|token|credential|connectionString|privateKey"
    r"|(?:account|access|shared|api|storage|license|function|host|master|protection)[-_]?Key"
)
"""What is in the name of a secret, as a pattern without regard to case."""
NAMED_SO = rf"(?>\w*?(?:{WORDS}))\w*+(?:-key\w*+)?+"
"""A word that has such a word in it, found in one pass: no part of a long one is tried twice."""
HARMLESS = r"secret(?:Name|Uri|Url|Version)|tokens?Url"
"""The end of names that have such a word in them, and only lead to a secret."""
_SAS = r"(?-i:(?:^|[_-])(?:sas|SAS)(?:Ur[il])?$|[a-z]S(?:as|AS)(?:Ur[il]|UR[IL])?$)"
_WORD = regex(WORDS, re.IGNORECASE)
_NAMED = regex(rf"{WORDS}|signature$|^key$|{_SAS}|(?<!public)(?<!ssh)Key$", re.IGNORECASE)
_HARMLESS = regex(rf"(?:{HARMLESS})$", re.IGNORECASE)
_WHOLE = {"protectedsettings", "protectedparameters", "additionalunattendcontent", "chpasswd"}
"""Objects whose every value is secret."""
_PACKED = {"customdata", "userdata", "script"}
"""Texts in base64: people do not read them, and what is packed in them may be a secret."""

_SIGNED = regex(r"[?&]sig=", re.IGNORECASE)
_GIVEN_AWAY = regex(r"[?&]sig=[^&\s]|\b(?:Account|SharedAccess)Key=[^;\s]", re.IGNORECASE)
_KEY = regex(
    r"(?:(?:^|[?&'\"])sig|\b(?:Account|SharedAccess|Access|Primary|Secondary)Key"
    r"|\b(?:Password|Pwd|(?:Client|Shared)Secret))=(?P<value>[^&;\"'\s]+)"
    r"|://[^/\s:@'\"]+:(?P<password>[^/\s@'\"]+)@",
    re.IGNORECASE,
)
_SPOKEN = regex(
    rf"(?<![\w(])(?P<name>-{{0,2}}{NAMED_SO}(?:\s*[=:]\s*|\s+))(?!\[)"
    r"(?P<quote>['\"]?)[^\s'\"]+(?P=quote)",
    re.IGNORECASE,
)
_BASE64 = regex(r"[A-Za-z0-9+/\s]{24,}={0,2}\s*")
_OPTION = regex(r"(?<![\w-])(?P<dash>--?)?(?P<word>\w[\w-]*+)(?P<between>\s*+[=:]\s*+|\s++)")
_WORD_OF_SHELL = r"(?P<value>'[^']*+'|\"[^\"]*+\"|[^\s'\";|&]++)"
_VALUE = regex(rf"(?!\[){_WORD_OF_SHELL}")
_GLUED = regex(rf"(?<![\w-])-[pP]{_WORD_OF_SHELL}")
_APART = regex(rf"(?<![\w-])-[pP]\s++{_WORD_OF_SHELL}")
_USER = regex(r"(?<![\w-])(?:-u|--user)[\s=]*+['\"]?[^\s:'\"]++:(?P<value>[^\s'\"]++)")
_CHPASSWD = regex(r"(?<![\w.-])[\w.-]++:(?P<value>[^\s'\"|:$]+)['\"\s]*\|\s*(?:sudo\s+)?chpasswd")
"""What a line of a shell sets an account's password by."""
_CLIENT = regex(
    r"\b(?:mysql\w*|mariadb\w*|sshpass|sqlcmd|bcp|login|smbclient|mongo\w*)\b", re.IGNORECASE
)
"""Programs whose option `-p` is a password."""
_NO_PASSWORD = regex(r"[a-z]+|[\d:,.-]+(?:/\w+)?|[/.~$].*")
"""What is glued to `-p` otherwise: `-print`, `-p80:80`, `-p/srv`."""
ARGUMENT = regex(
    r"(\b(?:parameters|variables|reference|resourceId)\s*\(\s*)?'((?:[^']|'')*+)'", re.IGNORECASE
)
"""A text in an expression, with what stands before the name of a parameter."""
HOLDS = {"value", "defaultvalue", "allowedvalues"}
"""The members of a parameter or an output that hold a value of it."""
PROSE = {"description", "displayname", "title"}
"""Where people read of secrets, and there are none."""
_LITERAL = regex(r"'((?:[^']|'')*)'")


def is_secret_name(name: str) -> bool:
    """Whether a value at this name is taken for a secret."""
    return bool(_NAMED.search(name) and not _HARMLESS.search(name))


def is_inside_secrets(names: Iterable[str]) -> bool:
    """Whether one of the names on the way to a value is that of an object of secrets."""
    return any(name.lower() in _WHOLE for name in names)


def is_secret_at(names: list[str]) -> bool:
    """Whether the value at a path is taken for a secret, or is packed."""
    last = names[-1] if names else ""
    return is_inside_secrets(names) or is_secret_name(last) or last.lower() in _PACKED


def is_packed(name: str, text: str) -> bool:
    """Whether a text is in base64 at a name where people do not read it."""
    return name.lower() in _PACKED and _BASE64.fullmatch(text) is not None


def is_signed(url: str) -> bool:
    """Whether a URL carries the signature that opens what it names."""
    return _SIGNED.search(url) is not None


def shows_key(text: str) -> bool:
    """Whether an access key or a signature stands in a text in the clear."""
    return _GIVEN_AWAY.search(text) is not None


def key_ranges(text: str) -> Iterator[range]:
    """Yield the ranges of the keys, signatures and passwords in a text."""
    for match in _KEY.finditer(text):
        yield range(*match.span("value" if match["value"] else "password"))


def secret_ranges(text: str) -> list[range]:
    """Return the ranges of what is given away in a text, as in `--password x` and `mysql -px`."""
    found = [*key_ranges(text), *_named_ranges(text)]
    if "chpasswd" in text:
        found += [range(*match.span("value")) for match in _CHPASSWD.finditer(text)]
    if "-" in text:
        client = _CLIENT.search(text) is not None
        found += [
            range(*match.span("value"))
            for match in _GLUED.finditer(text)
            if client or not _NO_PASSWORD.fullmatch(match["value"])
        ]
        patterns = (_USER, _APART) if client else (_USER,)
        found += [
            range(*match.span("value")) for pattern in patterns for match in pattern.finditer(text)
        ]
    return _merged(found)


def _named_ranges(text: str) -> Iterator[range]:
    """Yield the ranges of the values of what is called like a secret in a line of a shell."""
    at = 0
    while match := _OPTION.search(text, at):
        at = match.end()
        told = match["dash"] or match["between"].strip()
        if told and _WORD.search(match["word"]) and not _HARMLESS.search(match["word"]):
            value = _VALUE.match(text, at)
            if value is not None:
                yield range(*value.span("value"))
                at = value.end()


def _merged(parts: list[range]) -> list[range]:
    """Return ranges in their order, those together that overlap."""
    found: list[range] = []
    for part in sorted(parts, key=lambda item: item.start):
        if found and part.start < found[-1].stop:
            found[-1] = range(found[-1].start, max(found[-1].stop, part.stop))
        else:
            found.append(part)
    return found


def without_secrets(text: str) -> str:
    """Return a text without what it gives away."""
    for hidden in reversed(secret_ranges(text)):
        text = text[: hidden.start] + SECRET + text[hidden.stop :]
    return text


def without_keys(text: str) -> str:
    """Return a text with its keys, signatures and passwords hidden."""
    if "=" not in text and "@" not in text:  # most texts, and this is fast
        return text
    for hidden in reversed(list(key_ranges(text))):
        text = text[: hidden.start] + SECRET + text[hidden.stop :]
    return text


def masked(value: Any, name: str = "") -> Any:
    """Return a value without its secrets; `name` is what it stands at."""
    lower = name.lower()
    if lower in _WHOLE and value is not None:
        return SECRET
    if isinstance(value, dict):
        return {key: masked(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [masked(item, name) for item in value]
    if not isinstance(value, str):
        return value
    if _is_expression(value):
        return _LITERAL.sub(lambda found: f"'{_without_words(found[1])}'", without_keys(value))
    if is_secret_name(name):
        return SECRET
    return f"({len(value):,} characters)" if lower in _PACKED else _without_words(value)


def without_secret_values(value: Any, name: str = "", *, inside: bool = False) -> Any:
    """Return a value whose secrets are hidden one by one, so that its form can still be read."""
    inside = inside or name.lower() in _WHOLE
    if isinstance(value, dict):
        return {
            key: without_secret_values(item, name if key.lower() in HOLDS else key, inside=inside)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [without_secret_values(item, name, inside=inside) for item in value]
    if not isinstance(value, str):
        return value if not inside or value is None or isinstance(value, bool) else SECRET
    whole = inside or is_secret_name(name)
    if _is_expression(value):
        return ARGUMENT.sub(lambda found: _argument(found, whole=whole), value)
    if value and (whole or _packs_secret(name, value)):
        return SECRET
    return value if name.lower() in PROSE else without_secrets(value)


def without_texts(value: Any, texts: list[str]) -> Any:
    """Return a value without these texts, be they in base64 or in lower case."""
    import base64

    forms = {
        form
        for text in texts
        for form in (text, text.lower(), base64.b64encode(text.encode()).decode())
    }
    pattern = re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True))))
    return _replaced(value, pattern) if forms else value


def _replaced(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(item, pattern) for key, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, pattern) for item in value]
    return pattern.sub(SECRET, value) if isinstance(value, str) else value


def _argument(found: re.Match[str], *, whole: bool) -> str:
    """Return a text of an expression as it may be shown; the name of a parameter is no secret."""
    if found[1] or not found[2]:
        return found[0]
    return f"'{SECRET}'" if whole else f"'{without_secrets(found[2])}'"


def _packs_secret(name: str, text: str) -> bool:
    """Whether a text in base64 gives a secret away when it is unpacked."""
    if not is_packed(name, text):
        return False
    import base64

    try:
        plain = base64.b64decode(text)
    except ValueError:
        return False
    if plain.startswith(b"\x1f\x8b"):
        return True  # compressed: what is in it cannot be seen
    return bool(secret_ranges(plain.decode("utf-8", "replace")))


def _is_expression(text: str) -> bool:
    return text.startswith("[") and not text.startswith("[[") and text.endswith("]")


def _without_words(text: str) -> str:
    """Hide keys, and what follows the word for a secret as in `--password x`."""
    return _SPOKEN.sub(rf"\g<name>{SECRET}", without_secrets(text))
