"""All rules in one list: those about resources, those about structure, those of the reader."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.validation.problem import STRUCTURAL_RULES
from generator.validation.rule import all_rules

if TYPE_CHECKING:
    from generator.diagnostics import Diagnostic

_READER = {
    "file": ("unreadable-file", Severity.ERROR, "Every file that is asked for can be read."),
    "not-text": ("not-text", Severity.ERROR, "A file is text, in UTF-8 or UTF-16."),
    "json-syntax": ("json-syntax", Severity.ERROR, "A file is JSON as Azure reads it."),
    "json-duplicate-key": ("json-duplicate-key", Severity.WARNING, "A name stands once."),
    "json-trailing-comma": ("json-trailing-comma", Severity.INFO, "No comma ends a list."),
}
_MANAGER = "https://learn.microsoft.com/azure/azure-resource-manager"
_PAGES = {
    "json": f"{_MANAGER}/templates/syntax",
    "PAR": f"{_MANAGER}/templates/parameter-files",
    "SEC004": f"{_MANAGER}/templates/test-cases#secure-parameters-cant-have-hard-coded-default",
    "API": "https://learn.microsoft.com/azure/templates/",
    "TPL": f"{_MANAGER}/templates/syntax",
    "TPL003": f"{_MANAGER}/templates/test-cases#declared-parameters-must-be-used",
    "TPL004": f"{_MANAGER}/templates/test-cases#declared-variables-must-be-used",
    "TPL006": f"{_MANAGER}/templates/template-expressions",
    "TPL008": f"{_MANAGER}/templates/parameters",
    "TPL009": f"{_MANAGER}/templates/parameters",
    "TPL011": f"{_MANAGER}/templates/best-practices#template-limits",
    **dict.fromkeys(
        ("TPL014", "TPL030", "TPL031", "TPL032", "TPL033", "TPL034", "TPL035"),
        "https://learn.microsoft.com/azure/templates/",
    ),
    "TPL015": f"{_MANAGER}/templates/resource-declaration",
    "TPL018": f"{_MANAGER}/templates/template-expressions",
    "TPL019": f"{_MANAGER}/templates/template-functions",
    "TPL020": f"{_MANAGER}/templates/template-functions",
    "TPL021": f"{_MANAGER}/templates/template-functions",
    "TPL022": f"{_MANAGER}/templates/template-expressions",
    "TPL023": f"{_MANAGER}/templates/copy-resources",
    "TPL024": f"{_MANAGER}/templates/child-resource-name-type",
    "TPL025": f"{_MANAGER}/templates/best-practices#template-limits",
    "TPL026": f"{_MANAGER}/templates/linked-templates",
    "REF005": f"{_MANAGER}/templates/resource-dependency",
    "TPL036": f"{_MANAGER}/templates/resource-dependency",
    "TPL037": f"{_MANAGER}/templates/resource-dependency#circular-dependencies",
}
"""Pages on the rules that are not about resources, by rule or by the group of rules."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule as it is listed; `documentation` is Markdown and begins with the summary."""

    id: str
    name: str
    severity: Severity
    summary: str
    documentation: str
    url: str


@lru_cache(maxsize=2)
def catalogue(profile: str = "default") -> dict[str, Entry]:
    """Give every rule of a profile by its id."""
    entries = _of_arm_ttk() if profile == "arm-ttk" else _of_default()
    return {entry.id: entry for entry in sorted(entries, key=lambda item: item.id)}


def _of_arm_ttk() -> list[Entry]:
    from generator.validation.profiles.arm_ttk.check import all_checks

    entries = []
    for loaded in all_checks():
        check, text = loaded.check, loaded.documentation.strip()
        url, severity = check.url, Severity.ERROR
        entries.append(Entry(check.id, check.test, severity, _summary(text), text, url))
    return entries


def _of_default() -> list[Entry]:
    entries = []
    for id_, (name, severity, summary) in {**_READER, **STRUCTURAL_RULES}.items():
        entries.append(Entry(id_, name, severity, summary, summary, _page(id_)))
    for loaded in all_rules():
        rule, text = loaded.rule, loaded.documentation.strip()
        entries.append(Entry(rule.id, rule.name, rule.severity, _summary(text), text, rule.url))
    return entries


def _summary(documentation: str) -> str:
    return " ".join(documentation.split("\n\n", 1)[0].split())


def page_of(finding: Diagnostic) -> str:
    """Give the address of the page that a finding rests on; empty where there is none."""
    return finding.url or _page(finding.rule)


def _page(rule: str) -> str:
    return _PAGES.get(rule) or _PAGES.get(rule[:3]) or _PAGES.get(rule.partition("-")[0], "")
