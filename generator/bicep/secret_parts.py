"""Which parts of a text in Bicep are not to be shown: where its secrets stand."""

from __future__ import annotations

import re

from generator.language.documents.secret_parts import Secrets
from generator.lazy import regex
from generator.redaction import is_inside_secrets, is_packed, is_secret_name, secret_ranges

_TOKEN = regex(
    r"(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))|(?P<long>'''.*?(?:'''(?!')|\Z))"
    r"|(?P<text>'(?>\\.|\$\{(?>[^{}']|'(?>\\.|[^'\\\n])*+')*+\}|[^'\\\n])*+'?)"
    r"|^[ \t]*@(?:sys\.)?(?P<decorator>\w+)|^[ \t]*(?:param|var|output)[ \t]+(?P<declared>\w+)"
    r"|(?P<key>[A-Za-z_]\w*)|(?P<open>[{\[(])|(?P<close>[}\])])",
    re.DOTALL | re.MULTILINE,
)
_COLON = regex(r"[ \t]*:")


def secrets_of_bicep(text: str) -> Secrets:
    """Return where the secrets of a text in Bicep stand."""
    found: list[tuple[int, int]] = []
    inside: list[tuple[str, bool]] = []
    name, secure, decorated, protected = "", False, False, False
    at = 0
    while match := _TOKEN.search(text, at):
        kind, at = match.lastgroup, match.end()
        if kind == "decorator":
            name, secure = "", False
            decorated = decorated or match["decorator"] == "secure"
        elif kind == "declared":
            name, secure, decorated = match["declared"], decorated, False
        elif kind in {"key", "text"} and _is_key(text, match):
            name = match[0].strip("'")
        elif kind in {"text", "long", "comment"}:
            whole = kind != "comment" and (
                secure or protected or is_inside_secrets((name,)) or is_secret_name(name)
            )
            found += _spans(match, name, whole=whole)
        elif kind == "open":
            inside.append((name, protected))
            protected = protected or is_inside_secrets((name,))
        elif kind == "close" and inside:
            name, protected = inside.pop()
    return Secrets(text, found, [])


def _spans(match: re.Match[str], name: str, *, whole: bool) -> list[tuple[int, int]]:
    """Return the spans to hide of a text or a comment, without its quotes."""
    quotes = {"text": 1, "long": 3}.get(match.lastgroup or "", 0)
    start, end = match.start() + quotes, max(match.start() + quotes, match.end() - quotes)
    plain = match.string[start:end]
    if whole or is_packed(name, plain):
        return [(start, end)]
    return [(start + part.start, start + part.stop) for part in secret_ranges(plain)]


def _is_key(text: str, match: re.Match[str]) -> bool:
    """Whether a word is the name of a member: it begins a line or follows a bracket or a comma."""
    before = text[max(0, match.start() - 200) : match.start()].rstrip(" \t")
    return before[-1:] in {"", "\n", "{", ","} and _COLON.match(text, match.end()) is not None
