"""Which parts of a source line are not to be shown, as they may be a secret.

A report ends up in the logs of build servers, which more people read than the repository. So the
line of a finding is shown without the values of members that are called like a secret; and where
a rule is about secrets or about the values of parameters, without any text that the message, which
takes care of secrets itself, does not show.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.lazy import regex
from generator.redaction import HARMLESS, NAMED_SO, WORDS, key_ranges

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic

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


def hidden_parts(line: str, finding: Diagnostic) -> list[range]:
    """Return the ranges of a line that are not to be shown."""
    found = [range(*match.span(1)) for pattern in _patterns(line, finding)
             for match in pattern.finditer(line)]  # fmt: skip
    found += key_ranges(line)
    if is_careful(finding):
        found += [
            range(*match.span(1))
            for match in _VALUE.finditer(line)
            if match[1] and match[1] not in finding.message
        ]
    if finding.rule == _COMMAND:
        found += [range(*match.span(1)) for match in _QUOTED.finditer(line)]
    return [part for part in found if part]


def _patterns(line: str, finding: Diagnostic) -> Iterator[re.Pattern[str]]:
    yield _NAMED
    if _SECURE.search(line):
        yield _DEFAULT
    if finding.path.endswith((".yaml", ".yml")):
        yield _YAML
