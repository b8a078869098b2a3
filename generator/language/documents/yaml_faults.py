"""What a YAML parser complains about, in words for whoever writes a spec.

Both parsers of PyYAML are understood, the one in Python and libyaml: they call the same mistake
by different names, and their marks tell where it is and what it belongs to.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.language.documents.places import Fault, Lines
from generator.lazy import regex
from generator.wording.characters import ODD, advice, name_of

if TYPE_CHECKING:
    from collections.abc import Callable

_LOOKS_LIKE_ONE = regex(
    rf"^[ -]*(?!\t){ODD.pattern}|^[ -]*[\w.'\"-]+(?::{ODD.pattern}|\uff1a)", re.MULTILINE
)
HALF_A_PAIR = "\\u with half a surrogate pair; write the character itself"
_UNCLOSED = {"]": "list", "}": "mapping"}
_STARTS = {
    "@": "a value cannot start with @; put it in quotes",
    "`": "a value cannot start with a backtick; put it in quotes",
    "%": "a line or value cannot start with %; put it in quotes",
    "\t": "there is a tab in the indentation; indent with spaces",
}


def explain(text: str, error: Any) -> Fault:
    """Return the fault that an exception of PyYAML stands for."""
    mark, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    at = min(mark.index if mark else getattr(error, "position", 0), len(text))
    since = min(context.index, at) if context else at
    problem = getattr(error, "problem", None) or getattr(error, "reason", "it cannot be read")
    said = f"{getattr(error, 'context', None) or ''}: {problem}"
    odd = _odd_character(text, text.rfind("\n", 0, since) + 1, _line_end(text, at))
    if odd is not None:
        return odd
    for pattern, handle in _HANDLERS:
        if re.search(pattern, said):
            return handle(text, at, since)
    return Fault(at, at + 1, f"this is not YAML: {problem}")


def _odd_character(text: str, first: int, end: int) -> Fault | None:
    """Find what looks like a space or a colon, and is none, where YAML needs one."""
    found = _LOOKS_LIKE_ONE.search(text, first, end)
    if found is None:
        return None
    at = found.end() - 1
    message = f"this is the character {name_of(text[at])}: {advice(text[at])}"
    return Fault(at, at + 1, message)


def _start(text: str, at: int, _since: int) -> Fault:
    found = text[at : at + 1]
    message = _STARTS.get(found, f"a value cannot start with {found}; put it in quotes")
    if text.startswith("{%", at - 1) or text.startswith("{%", at):
        message = "{% starts no YAML; a spec is plain YAML, without template statements"
    return Fault(at, at + 1, message)


def _tab(text: str, at: int, _since: int) -> Fault:
    found = text.rfind("\t", 0, at + 1)
    at = found if found >= 0 and not text[found:at].strip() else at
    return Fault(at, at + 1, _STARTS["\t"])


def _colon(text: str, at: int, _since: int) -> Fault:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    if re.search(r":\s", line):
        message = "a second ': ' in this line; put a value that holds a colon in quotes"
    else:
        message = "this name cannot be here; its indentation, or that of the line before, is wrong"
    return Fault(at, at + 1, message)


def _dash(_text: str, at: int, _since: int) -> Fault:
    return Fault(at, at + 1, "a list cannot start after a name in its line; start a new line")


def _no_colon(text: str, at: int, since: int) -> Fault:
    end = _line_end(text, since)
    if end == since:
        end = min(at + 1, len(text))
    return Fault(since, end, "a colon is missing after this name, or quotes around a longer string")


def _unclosed_quote(text: str, _at: int, since: int) -> Fault:
    quote = text[since : since + 1]
    message = f"the string that starts here is never closed; add the closing {quote}"
    return Fault(since, since + 1, message)


def _unclosed_flow(closing: str) -> Callable[[str, int, int], Fault]:
    def handle(text: str, at: int, since: int) -> Fault:
        line, column = Lines(text).line_column(since)
        message = (
            f"a comma or {closing} is missing here; the {_UNCLOSED[closing]} started in "
            f"line {line}, column {column}"
        )
        return Fault(at, at + 1, message)

    return handle


def _block(text: str, at: int, since: int) -> Fault:
    line, _ = Lines(text).line_column(since)
    begin = text.rfind("\n", 0, at) + 1
    if text[begin:at].strip(" -"):
        what = "does not belong here; put the whole value in quotes"
        return Fault(at, _line_end(text, at), f"this text after a value {what}")
    found = text[at : at + 1]
    if found in "]}":
        return Fault(at, at + 1, f"a {found} too many: nothing is open here; remove it")
    message = f"this line does not continue what started in line {line}; check its indentation"
    return Fault(at, _line_end(text, at), message)


def _escape(text: str, at: int, _since: int) -> Fault:
    at = text.rfind("\\", 0, at + 1)
    escape = text[at : at + 2]
    message = f"{escape} is no escape in double quotes; write \\\\, or use single quotes"
    return Fault(at, at + 2, message)


def _hexadecimal(text: str, at: int, _since: int) -> Fault:
    at = text.rfind("\\", 0, at + 1)
    digits = {"x": "two", "u": "four", "U": "eight"}.get(text[at + 1 : at + 2], "more")
    return Fault(at, at + 2, f"{text[at : at + 2]} takes {digits} hexadecimal digits")


def _directive(text: str, at: int, _since: int) -> Fault:
    start = text.rfind("%", 0, at + 1)
    end = _line_end(text, start)
    return Fault(start, end, "this line, which starts with %, is not understood; remove it")


def _says(message: str) -> Callable[[str, int, int], Fault]:
    return lambda _text, at, _since: Fault(at, at + 1, message)


def _sign(text: str, _at: int, since: int) -> Fault:
    sign = text[since : since + 1]
    what = "an alias" if sign == "*" else "an anchor"
    return Fault(since, since + 1, f"{sign} starts {what} here; put a string with {sign} in quotes")


def _missing(text: str, at: int, _since: int) -> Fault:
    found = text[at : at + 1]
    if found in (",", ""):
        return Fault(at, at + 1, "a value is missing here")
    return Fault(at, at + 1, f"a value cannot start with {found}; put it in quotes or remove it")


def _tag(text: str, _at: int, since: int) -> Fault:
    end = since + len(re.split(r"[\s,\[\]{}]", text[since : since + 80], maxsplit=1)[0])
    return Fault(since, end, "this is no tag; put a string that starts with ! in quotes")


def _line_end(text: str, at: int) -> int:
    found = re.compile(r"[\r\n]|\Z").search(text, at)
    return found.start() if found else at


_HANDLERS: tuple[tuple[str, Callable[[str, int, int], Fault]], ...] = (
    ("tab character", _tab),
    ("cannot start any token", _start),
    ("mapping values are not allowed", _colon),
    ("unexpected ':'", _says("a colon cannot be here; put a string that holds one in quotes")),
    ("mapping keys are not", _says("a ? cannot be here; put a string with ? in quotes")),
    ("sequence entries are not allowed", _dash),
    ("could not find expected ':'", _no_colon),
    ("quoted scalar: found unexpected", _unclosed_quote),
    (r"expected ',' or '\]'", _unclosed_flow("]")),
    ("expected ',' or '}'", _unclosed_flow("}")),
    ("expected <block end>|did not find expected (key|'-' indicator)", _block),
    ("unknown escape", _escape),
    ("scalar: .*expected .*(hexadecimal|hexdecimal) ", _hexadecimal),
    ("invalid Unicode character", _says(HALF_A_PAIR)),
    ("scanning an (alias|anchor)", _sign),
    ("scalar: .*(chomping|comment or (a )?line break|indentation indicator)",
     _says("after | or > comes only -, + or a digit; the text starts in the next line")),
    ("node content", _missing),
    ("(scanning|parsing) a tag|tag handle", _tag),
    ("document start", _says("this does not belong to the value above; check its indentation")),
    ("directive|incompatible YAML", _directive),
)  # fmt: skip
