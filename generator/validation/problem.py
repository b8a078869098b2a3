"""What the structural checks find, and the table of their rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, Severity, json_pointer

if TYPE_CHECKING:
    from generator.diagnostics import Path
    from generator.language.source import Document

STRUCTURAL_RULES: dict[str, tuple[str, Severity, str]] = {
    "TPL002": ("template-schema", Severity.ERROR, "The envelope of a template has a fixed form."),
    "TPL003": ("unused-parameter", Severity.WARNING, "A parameter that is declared is used."),
    "TPL004": ("unused-variable", Severity.WARNING, "A variable that is declared is used."),
    "TPL006": ("undeclared-name", Severity.ERROR, "A parameter or variable in use is declared."),
    "TPL008": ("min-max-value", Severity.ERROR, "Bounds of a parameter go together."),
    "TPL009": ("default-fits", Severity.WARNING, "A default fits its type and allowed values."),
    "TPL011": ("limits", Severity.ERROR, "A template stays within the limits of Azure."),
    "TPL014": ("unknown-property", Severity.ERROR, "A property is one that the API version has."),
    "TPL015": ("duplicate-resource", Severity.ERROR, "A resource stands in a template once."),
    "TPL016": ("symbolic-names", Severity.ERROR, "Resources by symbolic name need version 2.0."),
    "TPL017": ("duplicate-key", Severity.WARNING, "Of a name that stands twice the last counts."),
    "TPL018": ("expression-syntax", Severity.ERROR, "An expression follows the grammar."),
    "TPL019": ("unknown-function", Severity.ERROR, "A function is built in or declared."),
    "TPL020": ("function-arguments", Severity.ERROR, "A function gets the arguments it takes."),
    "TPL021": ("function-placement", Severity.ERROR, "Some functions work only in some places."),
    "TPL022": ("evaluation", Severity.ERROR, "An expression gives a value."),
    "TPL023": ("loop-count", Severity.ERROR, "A copy loop has from 0 to 800 iterations."),
    "TPL024": ("name-segments", Severity.ERROR, "A name has as many segments as the type."),
    "TPL025": ("expansion-cost", Severity.ERROR, "A template can be expanded in some seconds."),
    "TPL026": ("linked-template", Severity.INFO, "A linked template can be read."),
    "TPL030": ("missing-property", Severity.ERROR, "A property that the API requires is there."),
    "TPL031": ("wrong-type", Severity.ERROR, "A value has the type that the API wants."),
    "TPL032": ("value-not-allowed", Severity.ERROR, "A value is one of those the API knows."),
    "TPL033": ("read-only-property", Severity.WARNING, "Properties that Azure sets are left out."),
    "TPL034": ("out-of-bounds", Severity.ERROR, "A value stays within what the API allows."),
    "TPL035": ("casing", Severity.INFO, "Names and values are written as in the API."),
    "API004": ("other-api-version", Severity.WARNING, "The API version has the property."),
    "API005": ("unknown-api-version", Severity.INFO, "The schema of the API version is known."),
    "TPL036": ("dependency", Severity.ERROR, "A resource waits for those of its template."),
    "TPL037": ("dependency-ring", Severity.ERROR, "Resources do not wait for each other."),
    "REF005": ("missing-depends-on", Severity.WARNING, "A resource waits for what it uses."),
    "PAR001": ("parameter-schema", Severity.ERROR, "A parameter file says its schema."),
    "PAR002": ("parameter-content-version", Severity.ERROR, "contentVersion has four numbers."),
    "PAR003": ("parameters-present", Severity.ERROR, "A parameter file has parameters."),
    "PAR004": ("value-or-reference", Severity.ERROR, "A parameter has a value or a reference."),
    "PAR005": ("file-matches-template", Severity.ERROR, "A parameter file fits its template."),
    "PAR006": ("plain-text-secret", Severity.WARNING, "A parameter file holds no secret."),
    "PAR007": ("expression-in-value", Severity.WARNING, "A parameter file has only values."),
    "SUP001": ("unused-suppression", Severity.WARNING, "A suppression suppresses something."),
    "SUP002": ("bad-suppression", Severity.WARNING, "A suppression names a rule and a reason."),
    "SEC004": ("secure-parameter-default", Severity.ERROR, "A secure parameter has no default."),
}
"""Rules that are not about resources: id -> slug, severity, one sentence."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding of a structural check at a path; `on_key` marks the name, not the value.

    `within` narrows it to a part of the text there, by offsets in that text; `url` is the page that
    it rests on, where that is another one than that of its rule.
    """

    rule: str
    path: Path
    message: str
    on_key: bool = False
    severity: Severity | None = None
    within: tuple[int, int] | None = None
    url: str = ""

    def diagnostic(self, document: Document) -> Diagnostic:
        """Give the finding at its place in a document."""
        severity = self.severity or STRUCTURAL_RULES[self.rule][1]
        position = document.position(self.path, key=self.on_key, within=self.within)
        pointer = json_pointer(self.path)
        return Diagnostic(
            self.rule, severity, self.message, document.path, position, pointer, self.url
        )


CONTENT_VERSION = re.compile(r"^\d+\.\d+\.\d+\.\d+$")


def canonical(value: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """Give an object as ARM reads it: names without regard to case, null as absent."""
    names = {name.lower(): name for name in known}
    return {names.get(key.lower(), key): item for key, item in value.items() if item is not None}


def written(value: dict[str, Any], name: str) -> str:
    """Give the name as the user wrote it."""
    return next((key for key in value if key.lower() == name.lower()), name)
