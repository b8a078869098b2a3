"""The parameters of a deployment: what is given, what the template declares, and how that fits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.language.expressions import Call, Text
from generator.language.instances import written
from generator.language.names import Entry
from generator.language.type_check import is_secure, misfits
from generator.language.values import Residual

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.diagnostics import Diagnostic, Path
    from generator.language.parameter_inputs import Given
    from generator.language.source import Document


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of a deployment by name in lower case, and those that have no value."""

    entries: dict[str, Entry] = field(default_factory=dict)
    missing: list[Entry] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)


def parameters_of(
    template: dict[str, Any], path: Path, given: Mapping[str, Given], document: Document
) -> Parameters:
    """Give the parameters of a template with what they are given, checked."""
    result = Parameters()
    section = written(template, "parameters")
    declared = template.get(section)
    definitions = template.get(written(template, "definitions"))
    definitions = definitions if isinstance(definitions, dict) else {}
    for name, declaration in declared.items() if isinstance(declared, dict) else ():
        if isinstance(declaration, dict):
            parameter = _Parameter(name, declaration, definitions, (*path, section, name))
            found = given.get(name.lower())
            if found is not None and (found.value is not None or found.reference):
                entry = parameter.given(found, document, result)
            else:
                entry = parameter.by_itself(document, result)
            result.entries[name.lower()] = entry
    return result


@dataclass(frozen=True, slots=True)
class _Parameter:
    """A parameter as it is declared, at a path."""

    name: str
    declaration: dict[str, Any]
    definitions: dict[str, Any]
    path: Path

    def given(self, found: Given, document: Document, result: Parameters) -> Entry:
        """Give the parameter with a value; one that does not fit is as good as unknown."""
        value = _unknown(self.name) if found.reference else found.value
        where = found.document or document
        wrong = self._misfits("PAR005", f"the value of '{self.name}'", value, where, found.path)
        result.findings.extend(wrong)
        if _has_error(wrong):
            value = _unknown(self.name)
        return Entry(self.name, self.path, value, given=True, secure=self._secure)

    def by_itself(self, document: Document, result: Parameters) -> Entry:
        """Give the parameter with its default; one that does not fit, or none, is unknown."""
        default = written(self.declaration, "defaultValue")
        if default in self.declaration:
            value, place = self.declaration[default], (*self.path, default)
            about = f"the default of '{self.name}', which the deployment would use,"
            wrong = self._misfits("TPL009", about, value, document, place)
            result.findings.extend(wrong)
            if not _has_error(wrong):
                return Entry(self.name, place, value, secure=self._secure)
        elif self.declaration.get(written(self.declaration, "nullable")) is True:
            return Entry(self.name, self.path, None, given=True)
        value = _unknown(self.name)
        entry = Entry(self.name, self.path, value, given=True, secure=self._secure)
        if default not in self.declaration:
            result.missing.append(entry)
        return entry

    @property
    def _secure(self) -> bool:
        return is_secure(self.declaration, self.definitions)

    def _misfits(
        self, rule: str, about: str, value: Any, document: Document, path: Path
    ) -> list[Diagnostic]:
        return [
            document.diagnostic(rule, found.severity, found.message, (*path, *found.path))
            for found in misfits(about, value, self.declaration, self.definitions)
        ]


def _has_error(findings: list[Diagnostic]) -> bool:
    return any(item.severity is Severity.ERROR for item in findings)


def _unknown(name: str) -> Residual:
    return Residual(Call("parameters", (Text(name),)))
