"""Rules that are chosen, left out, or given another severity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.lazy import dataclass, replace
from generator.validation.catalog import catalog

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from generator.diagnostics import Diagnostic

OFF = "off"
SEVERITIES = (*(severity.label for severity in Severity), OFF)
_READ = {*SEVERITIES, "info"}
"""What is taken for a severity: `info` is an older word for `note`."""
ALWAYS = ("file", "not-text", "json-syntax", "SPC012")
"""What keeps a file from being read at all; no selection hides it."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is wished of rules, by selectors: an id, its beginning (SEC), a name, or ALL.

    Without `select` all rules count. `severities` gives a label of Severity, or "off".
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: tuple[tuple[str, str], ...] = ()

    def over(self, base: Selection) -> Selection:
        """Lay this selection over another one: the selection replaces, the rest adds."""
        return Selection(
            self.select or base.select,
            (*base.ignore, *self.ignore),
            (*base.severities, *self.severities),
        )

    def severity_of(self, rule: str, severity: Severity) -> Severity | None:
        """Return the severity that a finding of a rule has; None where it does not count."""
        if rule in ALWAYS:
            return severity
        if self.select and not any(means(item, rule) for item in self.select):
            return None
        if any(means(item, rule) for item in self.ignore):
            return None
        for selector, level in reversed(self.severities):
            if means(selector, rule):
                return None if level == OFF else Severity.named(level)
        return severity

    def of(self, findings: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """Yield the findings that count, with the severity that they have."""
        for finding in findings:
            severity = self.severity_of(finding.rule, finding.severity)
            if severity is finding.severity:
                yield finding
            elif severity is not None:
                yield replace(finding, severity=severity)


def is_level(word: object) -> bool:
    """Whether a word is a level of a rule, `off` too."""
    return isinstance(word, str) and word.lower() in _READ


def means(selector: str, rule: str) -> bool:
    """Whether a selector means a rule, by its id, its beginning or its name."""
    wanted = selector.lower()
    if wanted == "all" or rule.lower().startswith(wanted):
        return True
    entry = catalog().get(rule)
    return entry is not None and entry.name == wanted


def unknown(selector: str, others: Mapping[str, str] | None = None) -> str | None:
    """Describe what is wrong with a selector that means no rule; None where it means one.

    `others` are the names of rules beside ours, by id.
    """
    ids = [*catalog(), *(others or ())]
    names = [*(entry.name for entry in catalog().values()), *(others or {}).values()]
    if selector.lower() in names or any(means(selector, rule) for rule in ids):
        return None
    from difflib import get_close_matches

    close = get_close_matches(selector.upper(), ids, 1) or get_close_matches(
        selector.lower(), names, 1
    )
    hint = f"; did you mean '{close[0]}'?" if close else "; see 'scaleset rules'"
    return f"no rule is known as '{selector}'{hint}"


def severities_of(texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Read RULE=LEVEL of the command line.

    Raises ValueError, with a sentence, where one cannot be read.
    """
    found = []
    for text in texts:
        selector, _, level = text.partition("=")
        if not is_level(level):
            raise ValueError(f"'{text}' must be RULE=LEVEL, LEVEL one of {', '.join(SEVERITIES)}")
        found.append((selector, level.lower()))
    return tuple(found)
