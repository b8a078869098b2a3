"""The parameters of a deployment: what is given, what the template declares, and how that fits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from generator.language.expressions import Call, Text
from generator.language.instances import written
from generator.language.names import Entry
from generator.language.type_check import is_secure, misfits
from generator.language.values import Residual

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
        if not isinstance(declaration, dict):
            continue
        secure = is_secure(declaration, definitions)
        place = (*path, section, name)
        found = given.get(name.lower())
        default = written(declaration, "defaultValue")
        if found is not None and (found.value is not None or found.reference):
            value = _unknown(name) if found.reference else found.value
            result.findings.extend(_misfits(name, value, declaration, definitions, found, document))
            entry = Entry(name, place, value, given=True, secure=secure)
        elif default in declaration:
            entry = Entry(name, (*place, default), declaration[default], secure=secure)
        elif declaration.get(written(declaration, "nullable")) is True:
            entry = Entry(name, place, None, given=True)
        else:
            entry = Entry(name, place, _unknown(name), given=True, secure=secure)
            result.missing.append(entry)
        result.entries[name.lower()] = entry
    return result


def _unknown(name: str) -> Residual:
    return Residual(Call("parameters", (Text(name),)))


def _misfits(
    name: str,
    value: Any,
    declaration: dict[str, Any],
    definitions: dict[str, Any],
    found: Given,
    document: Document,
) -> Iterator[Diagnostic]:
    for misfit in misfits(f"the value of '{name}'", value, declaration, definitions):
        where = found.document or document
        yield where.diagnostic(
            "PAR005", misfit.severity, misfit.message, (*found.path, *misfit.path)
        )
