"""All rules in one list: those about resources, those about structure, those of the reader."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from generator import paths
from generator.diagnostics import Severity
from generator.lazy import dataclass, regex
from generator.spec.faults import PREFIX as SPEC_FAULTS
from generator.spec.faults import spec_faults
from generator.validation.documentation import documentation
from generator.validation.rule import all_rules
from generator.validation.structural import NAMES, documentation_of, structural_rule

if TYPE_CHECKING:
    from generator.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """A rule as it is listed; `documentation` is Markdown and begins with the summary."""

    id: str
    name: str
    severity: Severity
    summary: str
    documentation: str
    url: str

    @property
    def fenced(self) -> str:
        """The documentation with its examples fenced, so that they are colored."""
        language = "yaml" if self.id.startswith(SPEC_FAULTS) else "json"
        return _EXAMPLE.sub(
            lambda found: f"\n```{language}\n{_unindented(found[0])}\n```\n",
            self.documentation + "\n",
        )

    @property
    def help_uri(self) -> str:
        """The page of the rule where the documentation is published, else that of its source."""
        own = paths.page(f"reference/rules/{self.id}")
        return own if own.startswith("https:") else self.url


_EXAMPLE = regex(r"^(?: {4}.*\n?|\n(?= {4}))+", re.MULTILINE)


def _unindented(block: str) -> str:
    return "\n".join(line.removeprefix("    ") for line in block.strip("\n").split("\n"))


@lru_cache(maxsize=2)
def catalog(profile: str = "default") -> dict[str, RuleEntry]:
    """Return every rule of a profile by its id."""
    entries = _of_arm_ttk() if profile == "arm-ttk" else _of_default()
    return {entry.id: entry for entry in sorted(entries, key=lambda item: item.id)}


def _of_arm_ttk() -> list[RuleEntry]:
    from generator.validation.profiles.arm_ttk.check import all_checks

    entries = []
    for loaded in all_checks():
        check = loaded.check
        text = documentation(loaded.documentation, loaded.run.__module__).strip()
        url, severity = check.url, Severity.ERROR
        entries.append(RuleEntry(check.id, check.test, severity, _summary(text), text, url))
    return entries


def _of_default() -> list[RuleEntry]:
    entries = []
    rules = [(structural_rule(name), documentation_of(name)) for name in NAMES]
    entries += [
        RuleEntry(item.id, item.name, item.severity, item.what, item.documentation, item.url)
        for item in spec_faults().values()
    ]
    rules += [
        (loaded.rule, documentation(loaded.documentation, loaded.check.__module__))
        for loaded in all_rules()
    ]
    for rule, said in rules:
        text = said.strip()
        entries.append(RuleEntry(rule.id, rule.name, rule.severity, _summary(text), text, rule.url))
    return entries


def _summary(documentation: str) -> str:
    return " ".join(documentation.split("\n\n", 1)[0].split())


def page_of(finding: Diagnostic) -> str:
    """Return the address of the page of a finding: ours where it is published, else its source."""
    if paths.PUBLISHED and not finding.counterpart and finding.rule in catalog():
        return paths.page(f"reference/rules/{finding.rule}")
    return finding.url or (structural_rule(finding.rule).url if finding.rule in NAMES else "")
