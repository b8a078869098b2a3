"""Nested deployments: the template they deploy, its scope, and the parameters it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from generator.diagnostics import InvalidInput, Severity
from generator.files.reading import root_of
from generator.kinds import LINKED_TEMPLATE, TEMPLATE_SCHEMA
from generator.language.documents.casing import written
from generator.language.documents.source import read_document
from generator.language.expansion.deployment import Source
from generator.language.expansion.instances import beside, unreported
from generator.language.expansion.json_evaluation import evaluated
from generator.language.expansion.links import file_of, link_faults
from generator.language.expressions.evaluation import measure
from generator.language.expressions.frame import EvaluationError
from generator.language.expressions.values import Residual, is_partial, kind_of
from generator.language.parameters.inputs import Given
from generator.language.template import is_expression
from generator.lazy import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.diagnostics import Path
    from generator.language.documents.source import Document
    from generator.language.expansion.instances import Instance
    from generator.language.expansion.json_evaluation import Failed
    from generator.language.expansion.parameter_entries import Parameters
    from generator.language.expansion.scope import Scope
    from generator.language.expressions.values import Value

Report: TypeAlias = "Callable[[str, Severity, str, Document, Path], None]"


_SECTIONS = {
    "contentversion": ("string",),
    "functions": ("array",),
    "metadata": ("object",),
    "outputs": ("object",),
    "parameters": ("object",),
    "resources": ("array", "object"),
    "variables": ("object",),
}
"""What the sections of a template are; source: the engine of Azure deployments in the Bicep CLI."""


def _missing(template: dict[str, Value]) -> str:
    """Return the first section that a template lacks; empty where it has what every one needs."""
    there = {name.lower() for name, item in template.items() if item is not None}
    needed = ("$schema", "contentVersion", "resources")
    return next((name for name in needed if name.lower() not in there), "")


@dataclass(frozen=True, slots=True)
class Nested:
    """A resource that deploys a template which stands in it, or which it links to.

    `report` is told what cannot be followed, `failed` what cannot be evaluated.
    """

    made: Instance
    failed: Failed
    report: Report

    def _member(self, *names: str) -> tuple[Any, Path]:
        """Return what stands at names below the properties (None: nothing), and where.

        Where an expression stands on the way, it is evaluated.
        """
        value, path = self.made.origin.member("properties")
        for name in names:
            value = self._evaluated(value, path) if is_expression(value) else value
            key = written(value, name) if isinstance(value, dict) else name
            value = value.get(key) if isinstance(value, dict) else None
            path = (*path, key)
        return value, path

    def _evaluated(self, raw: Any, path: Path) -> Value:
        return evaluated(raw, self.made.origin.frame, path, self.failed)

    def _value(self, *names: str) -> Value:
        return self._evaluated(*self._member(*names))

    def _error(self, message: str, path: Path) -> None:
        document = self.made.origin.frame.scope.document
        self.failed(EvaluationError(message, rule=TEMPLATE_SCHEMA).located(document, path), None)

    def _unknown(self, why: str, path: Path, severity: Severity = Severity.INFO) -> None:
        document = self.made.origin.frame.scope.document
        self.report(LINKED_TEMPLATE, severity, why, document, path)

    def is_inner(self) -> bool:
        """Whether the template sees its own names only, as all do in languageVersion 2.0."""
        scope = self._value("expressionEvaluationOptions", "scope")
        _, path = self._member("expressionEvaluationOptions", "scope")
        said = scope.lower() if isinstance(scope, str) else ""
        symbolic = self.made.origin.frame.scope.symbolic
        if isinstance(scope, str) and said not in {"inner", "outer", "notspecified"}:
            self._error(f"'scope' must be inner or outer (is '{scope}')", path)
        elif symbolic and said == "outer":
            self._error("a template of languageVersion 2.0 takes scope inner only", path)
        return said == "inner" or (symbolic and said != "outer")

    def source(self, home: str) -> Source | None:
        """Return the template that is deployed; None, and a report, where it is not here.

        One of outer scope is what its deployment makes of it. `home` is the path of the main
        template.
        """
        self._check_link("parametersLink")
        raw, path = self._member("template")
        if raw is None:
            return self._linked(home)
        document = self.made.origin.frame.scope.document
        original = beside(beside(self.made.origin.original, "properties"), "template")
        inner = self.is_inner()
        if inner and isinstance(raw, dict):
            self._written_out(raw, path)
            return Source(document, raw, path, original)
        template = self._evaluated(raw, path)
        if isinstance(template, Residual):
            message = "the resources of this nested template are not known: an expression gives it"
            self._unknown(message, path)
        elif inner or not isinstance(template, dict):
            what = "in scope inner no expression can give it" if inner else kind_of(template)
            self._error(f"a nested template must be an object ({what})", path)
        elif missing := _missing(template) if is_expression(raw) else "":
            self._error(f"the nested template has no '{missing}'", path)
        else:
            self._made_sections(raw, template, path)
            return Source(document, template, path, original)
        return None

    def _written_out(self, template: dict[str, Any], path: Path) -> None:
        """Report sections of a template of inner scope that an expression gives."""
        for name, section in template.items():
            # The version of the content alone may be one.
            is_section = name.lower() in _SECTIONS and name.lower() != "contentversion"
            if is_section and is_expression(section):
                message = f"in scope inner no expression can give '{name}' of a nested template"
                self._error(message, (*path, name))

    def _made_sections(self, raw: Any, template: dict[str, Value], path: Path) -> None:
        """Report sections that are something else than a template has, once they are evaluated."""
        for name, section in template.items():
            wanted = _SECTIONS.get(name.lower(), ())
            written_out = isinstance(raw, dict) and not is_expression(raw.get(name))
            if (
                wanted
                and not (written_out or isinstance(section, Residual))
                and kind_of(section) not in wanted
            ):
                said = " or ".join(wanted)
                self._error(f"'{name}' must be {said} (is {kind_of(section)})", (*path, name))

    def _check_link(self, name: str) -> None:
        """Report a link that leads nowhere once it is evaluated."""
        raw, path = self._member(name)
        link = None if raw is None else self._evaluated(raw, path)
        if raw is not None and (link is not None or name == "templateLink"):
            for message, steps in link_faults(name, link):
                self._error(message, (*path, *steps))

    def _linked(self, home: str) -> Source | None:
        link, path = self._member("templateLink")
        if link is None:
            return None
        self._check_link("templateLink")
        relative, address = (
            self._value("templateLink", "relativePath"),
            self._value("templateLink", "uri"),
        )
        names, document = self.made.origin.names, self.made.origin.frame.scope.document
        file = file_of(relative, address, names, document.path, home)
        reason = "it does not lie beside this one"
        if file is not None:
            try:
                found = read_document(file, root=root_of(home))
                if isinstance(found.value, dict):
                    return Source(found, found.value)
                reason = f"{found.path} is no template"
            except InvalidInput as error:
                reason = f"{error.diagnostics[0].path}: {error.diagnostics[0].message}"
        message = f"the resources of this linked template are not known: {reason}"
        # A file that should lie here will be missed by the deployment too.
        self._unknown(message, path, Severity.INFO if file is None else Severity.WARNING)
        return None

    def names(self, source: Source) -> Scope | None:
        """Return the names that the template means as its document has it; None for its own."""
        origin = self.made.origin
        is_own = origin.names is origin.frame.scope and source.template is source.original
        return None if source.original is None or is_own else origin.names

    def given(self, source: Source) -> dict[str, Given]:
        """Return the values for the parameters of the template, by name in lower case."""
        raw, path = self._member("parameters")
        frame = self.made.origin.frame
        values = self._evaluated(raw, path)
        declared, _ = source.section("parameters")
        if isinstance(values, Residual) or self._member("parametersLink")[0] is not None:
            document = frame.scope.document
            names = declared if isinstance(declared, dict) else {}
            return {name.lower(): Given(name, None, document, path, True) for name in names}
        shown: Value = {}
        if is_partial(values) and frame.revealed() is not frame:
            shown = evaluated(raw, frame.revealed(), path, unreported)
        result = {}
        for name, entry in values.items() if isinstance(values, dict) else ():
            secret = shown.get(name) if isinstance(shown, dict) else None
            result[name.lower()] = self._entry(name, entry, secret, (*path, name))
        return result

    def _entry(self, name: str, entry: Value, shown: Value, path: Path) -> Given:
        """Return the value of a parameter; `shown` is the entry with its secrets."""
        frame = self.made.origin.frame
        document = frame.scope.document
        if not isinstance(entry, dict):
            return Given(name, None, document, path, True)  # Azure takes it for not known
        key = written(entry, "value")
        value, place = entry.get(key), (*path, key)
        try:
            measure(value, None, frame)
        except EvaluationError as error:
            value = self.failed(error.located(document, place), None)
        secret = None
        if is_partial(value) and isinstance(shown, dict) and key in shown:
            secret = (shown[key],)
        is_later = bool({"reference", "expression"} & {key.lower() for key in entry})
        return Given(name, value, document, place, is_later, secret)

    def misfits(
        self, parameters: Parameters, given: dict[str, Given]
    ) -> Iterator[tuple[str, Path]]:
        """Describe which values are given for nothing, and which are missing."""
        _, path = self._member("parameters")
        for name, entry in given.items():
            if name not in parameters.entries:
                yield f"the nested template has no parameter '{entry.name}'", (*path, entry.name)
        missing = [entry.name for entry in parameters.missing]
        if missing:
            names = ", ".join(missing)
            yield f"values are missing for {names}, which the nested template needs", path
