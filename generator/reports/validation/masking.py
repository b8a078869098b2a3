"""Which parts of a source line are not to be shown, as they may be a secret.

A report ends up in the logs of build servers, which more people read than the repository. So the
line of a finding is shown without what stands at the places of secrets in the document; and where a
rule is about secrets or about the values of parameters, without any text that the message, which
takes care of secrets itself, does not show. Of a file that cannot be read as a document no text is
shown that stands at a name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.language.documents.secret_parts import secrets_of
from generator.lazy import regex
from generator.redaction import HARMLESS, NAMED_SO, WORDS, key_ranges, secret_ranges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.diagnostics import Diagnostic
    from generator.language.documents.secret_parts import Secrets

_TEXT = r'"((?!\[(?!\[))[^"\\]*+(?:\\.[^"\\]*+)*+)'
"""The beginning of a text that is no expression, up to its quote or the end of the line."""
_NAMED = regex(
    rf'"(?![^"\\]*(?:{HARMLESS})")(?>[^"\\]*?(?:{WORDS}))[^"\\]*+"\s*:\s*'
    rf'(?:\{{[^{{}}]*?"(?:value|defaultValue)"\s*:\s*)?{_TEXT}',
    re.IGNORECASE,
)
_SECURE = regex(r"\"secure(?:string|object)\"", re.IGNORECASE)
_DEFAULT = regex(rf'"defaultValue"\s*:\s*{_TEXT}', re.IGNORECASE)
_YAML = regex(rf"(?<!\w){NAMED_SO}[\"']?\s*:\s+(?![\[{{])([^\s,}}][^,}}]*)", re.IGNORECASE)
_VALUE = regex(rf'{_TEXT}(?:"(?!\s*:)|\\?$)|"(?:[^"\\]|\\.)*+(?:"|\\?$)')
_COMMENT = ("// ", "/*", "# ")
_COMMAND = "TTK010"
"""It is about a command with a secret in it, which may be a text of its expression."""
_QUOTED = regex("'([^']*+)'")
_CAREFUL = (
    *("SEC", "PAR", "TPL009"),
    *("TTK005", "TTK010", "TTK020", "TTK027", "TTK028", "TTK034", "TTK035"),
)


def is_careful(finding: Diagnostic) -> bool:
    """Whether no text is shown that the message does not show."""
    return finding.rule.startswith(_CAREFUL)


def masks_of(lines: Callable[[str], list[str]]) -> Callable[[str], Secrets | None]:
    """Return a function from the path of a finding to where the secrets of that file stand."""

    @lru_cache(maxsize=2)  # findings come file by file
    def masks(path: str) -> Secrets | None:
        return secrets_of("\n".join(lines(path)), path)

    return masks


def hidden_parts(
    line: str, finding: Diagnostic, secrets: Secrets | None, first: int = 0
) -> list[range]:
    """Return the ranges of a line that are not to be shown; `first` is where it was cut."""
    if secrets is not None:
        found = secrets.of_line(finding.position.line, finding.message, first, first + len(line))
        found = [range(part.start - first, part.stop - first) for part in found]
    else:
        found = [range(*match.span(1)) for pattern in _patterns(line, finding)
                 for match in pattern.finditer(line)]  # fmt: skip
    found += key_ranges(line)
    found += _beside(line, secrets)
    if is_careful(finding) or finding.rule.endswith("-syntax"):
        found += [
            range(*match.span(1))
            for match in _VALUE.finditer(line)
            if match[1] and match[1] not in finding.message
        ]
    if finding.rule == _COMMAND:
        found += [range(*match.span(1)) for match in _QUOTED.finditer(line)]
    return [part for part in found if part]


def _beside(line: str, secrets: Secrets | None) -> list[range]:
    """Return what a line gives away in a comment, or where it is of no document."""
    if secrets is None:
        return secret_ranges(line)
    at = min((at for sign in _COMMENT if (at := line.find(sign)) >= 0), default=-1)
    if at < 0:
        return []
    return [range(at + part.start, at + part.stop) for part in secret_ranges(line[at:])]


def _patterns(line: str, finding: Diagnostic) -> Iterator[re.Pattern[str]]:
    yield _NAMED
    if _SECURE.search(line):
        yield _DEFAULT
    if finding.path.endswith((".yaml", ".yml")):
        yield _YAML
