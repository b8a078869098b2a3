"""The parameters of a deployment: what is given, what the template declares, and how that fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.kinds import DEFAULT_FITS, FILE_MATCHES_TEMPLATE
from generator.language.documents.casing import written
from generator.language.expansion.json_evaluation import as_json
from generator.language.expansion.names import Entry, default_said
from generator.language.expressions.tree import Call, Index, Number, Text
from generator.language.expressions.values import Residual
from generator.language.parameters.type_check import (
    bare_type,
    is_of_type,
    is_secure,
    misfits,
    open_misfits,
    plain_type,
    secure_paths,
)
from generator.language.parameters.type_reference import BrokenReferenceError, type_of
from generator.lazy import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from generator.diagnostics import Diagnostic, Path
    from generator.language.documents.source import Document
    from generator.language.expressions.tree import Expression
    from generator.language.expressions.values import Value
    from generator.language.parameters.inputs import Given


@dataclass(slots=True)
class Parameters:
    """The parameters of a deployment by name in lower case, and those that have no value."""

    entries: dict[str, Entry] = field(default_factory=dict)
    missing: list[Entry] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)


def parameters_of(
    template: dict[str, Any], path: Path, given: Mapping[str, Given], document: Document
) -> Parameters:
    """Return the parameters of a template with what they are given, checked."""
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


@dataclass(slots=True)
class _Parameter:
    """A parameter as it is declared, at a path."""

    name: str
    declaration: dict[str, Any]
    definitions: dict[str, Any]
    path: Path

    def given(self, found: Given, document: Document, result: Parameters) -> Entry:
        """Return the parameter with a value; one that does not fit is as good as unknown."""
        value = self._unknown if found.reference else found.value
        where = found.document or document
        about = f"the value of '{self.name}'"  # in which a text in brackets is but a text
        wrong = self._misfits(FILE_MATCHES_TEMPLATE, about, value, where, found.path)
        result.findings.extend(wrong)
        if _has_error(wrong):
            value = self._unknown
        return self._entry(
            self.path, value, given=True, veil=self._veil(value), secret=found.secret
        )

    def by_itself(self, document: Document, result: Parameters) -> Entry:
        """Return the parameter with its default; one that does not fit, or none, is unknown."""
        default = written(self.declaration, "defaultValue")
        if default in self.declaration:
            value, place = self.declaration[default], (*self.path, default)
            wrong = self._misfits(DEFAULT_FITS, default_said(self.name), value, document, place)
            result.findings.extend(wrong)
            if not _has_error(wrong):
                veil = self._veil(value)
                return self._entry(place, value, declared=self.declaration, veil=veil)
        elif self._nullable:
            return Entry(self.name, self.path, None, given=True)
        entry = self._entry(self.path, self._unknown, given=True)
        if default not in self.declaration:
            result.missing.append(entry)
        return entry

    def _entry(self, path: Path, value: Value, **more: Any) -> Entry:
        bare = bare_type(self.declaration)
        if bare and not bare.startswith("secure"):  # as most are
            return Entry(self.name, path, value, kind=bare, **more)
        secure = is_secure(self.declaration, self.definitions)
        return Entry(self.name, path, value, secure=secure, kind=self._kind, **more)

    @property
    def _kind(self) -> str:
        return plain_type(self.declaration, self.definitions)

    @property
    def _unknown(self) -> Residual:
        return Residual(Call("parameters", (Text(self.name),)), kind=self._kind)

    @property
    def _nullable(self) -> bool:
        try:
            return type_of(self.declaration, self.definitions).get("nullable") is True
        except BrokenReferenceError:
            return False

    def _veil(self, value: Value) -> Callable[[Value], Value] | None:
        """Return what hides the secure parts of a value; None where there are none."""
        if next(secure_paths(value, self.declaration, self.definitions), None) is None:
            return None
        whole = Call("parameters", (Text(self.name),))

        def veil(value: Value) -> Value:
            for path in secure_paths(value, self.declaration, self.definitions):
                value = _veiled(value, path, whole)
            return value

        return veil

    def _misfits(
        self, rule: str, about: str, value: Value, document: Document, path: Path
    ) -> list[Diagnostic]:
        kinds = (self.declaration, self.definitions)
        bare = bare_type(self.declaration)
        if bare and bare != "int" and is_of_type(value, bare):
            return []  # most parameters
        plain = value if rule == DEFAULT_FITS else as_json(value)
        return [
            document.diagnostic(rule, found.severity, found.message, (*path, *found.path))
            for found in (*open_misfits(about, value, *kinds), *misfits(about, plain, *kinds))
        ]


def _veiled(value: Value, path: Path, expression: Expression) -> Value:
    """Return a value with the part at a path replaced by an expression for it."""
    if isinstance(value, Residual):
        return value
    if not path:
        return Residual(expression)
    step, *rest = path
    index = Text(step) if isinstance(step, str) else Number(str(step))
    inside = _veiled(value[step], tuple(rest), Index(expression, index))
    if isinstance(value, list):
        return [inside if at == step else item for at, item in enumerate(value)]
    return {**value, step: inside}


def _has_error(findings: list[Diagnostic]) -> bool:
    return any(item.severity is Severity.ERROR for item in findings)
