"""What can be wrong with a spec: the table of its faults, by name and by id.

Code names a fault; people see the id, which `explain` knows. The table is data: `faults.yaml`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.lazy import dataclass

if TYPE_CHECKING:
    from generator.diagnostics import Diagnostic

PREFIX = "SPC"
"""How the ids of faults of a spec begin."""


@dataclass(frozen=True, slots=True)
class SpecFault:
    """One fact about specs; `bad` and `good` are parts of a spec, empty where none is short.

    `rules` are the ids, apart by spaces, of those that find the same in a template that a person
    wrote; `alone` says why no template can have it. What is about the text of a spec has neither.
    """

    id: str
    name: str
    what: str
    why: str
    severity: Severity = Severity.ERROR
    url: str = ""
    bad: str = ""
    good: str = ""
    rules: str = ""
    alone: str = ""

    @property
    def documentation(self) -> str:
        """All that is known of it, as Markdown."""
        parts = [self.what, self.why]
        if self.rules:
            ids = self.rules.split()
            named = (
                f"the rule is {ids[0]}" if len(ids) == 1 else f"the rules are {' and '.join(ids)}"
            )
            parts.append(f"In a template {named}.")
        if self.alone:
            parts.append(f"No rule on templates tells it. {self.alone}")
        parts += [
            f"{title}:\n\n{_indented(example)}"
            for title, example in (("Bad", self.bad), ("Good", self.good))
            if example
        ]
        return "\n\n".join(parts)


def _indented(example: str) -> str:
    return "\n".join(f"    {line}" for line in example.rstrip().split("\n"))


@lru_cache(maxsize=1)
def spec_faults() -> dict[str, SpecFault]:
    """Return every fault of a spec by its name."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (Path(__file__).parent / "faults.yaml").read_text(encoding="utf-8")
    rows = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader, and our own file
    return {row["name"]: _fault(row) for row in rows}


def _fault(row: dict[str, str]) -> SpecFault:
    severity = Severity.named(row.pop("severity", "error"))
    return SpecFault(**{key: text.strip("\n") for key, text in row.items()}, severity=severity)


def fault(name: str) -> str:
    """Return the id of a fault."""
    return spec_faults()[name].id


def is_of_spec(finding: Diagnostic) -> bool:
    """Whether a finding is of a spec, and not of a template."""
    return finding.rule.startswith(PREFIX)
