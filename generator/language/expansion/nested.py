"""Nested deployments: the template they deploy, its scope, and the parameters it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from generator.diagnostics import InvalidInput, Severity
from generator.language.documents.casing import written
from generator.language.documents.source import read_document
from generator.language.expansion.deployment import Source
from generator.language.expansion.instances import unreported
from generator.language.expansion.json_evaluation import evaluated
from generator.language.expansion.links import file_of
from generator.language.expressions.evaluation import measure
from generator.language.expressions.frame import EvaluationError
from generator.language.expressions.values import Residual, is_partial
from generator.language.parameters.inputs import Given

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.diagnostics import Path
    from generator.language.documents.source import Document
    from generator.language.expansion.instances import Instance
    from generator.language.expansion.json_evaluation import Failed
    from generator.language.expansion.parameter_entries import Parameters
    from generator.language.expressions.values import Value

Report: TypeAlias = "Callable[[str, Severity, str, Document, Path], None]"


@dataclass(frozen=True, slots=True)
class Nested:
    """A resource that deploys a template which stands in it, or which it links to."""

    made: Instance
    failed: Failed

    def _member(self, *names: str) -> tuple[Any, Path]:
        """Give what stands at names below the properties (None: nothing), and where."""
        value, path = self.made.origin.member("properties")
        for name in names:
            key = written(value, name) if isinstance(value, dict) else name
            value = value.get(key) if isinstance(value, dict) else None
            path = (*path, key)
        return value, path

    def _value(self, *names: str) -> Value:
        raw, path = self._member(*names)
        return evaluated(raw, self.made.origin.frame, path, self.failed)

    @property
    def is_inner(self) -> bool:
        """Whether the template sees its own names: linked ones do, others where they say so."""
        template, _ = self._member("template")
        scope = self._value("expressionEvaluationOptions", "scope")
        return not isinstance(template, dict) or str(scope).lower() == "inner"

    def source(self, home: str, report: Report) -> Source | None:
        """Give the template that is deployed; None, and a report, where it is not here.

        `home` is the path of the main template.
        """
        scope = self.made.origin.frame.scope
        template, path = self._member("template")
        if isinstance(template, dict):
            return Source(scope.document, template, path)
        if template is not None:
            message = "the resources of this nested template are not known: an expression gives it"
            report("TPL026", Severity.INFO, message, scope.document, path)
            return None
        link, path = self._member("templateLink")
        if link is None:
            return None
        relative, address = (
            self._value("templateLink", "relativePath"),
            self._value("templateLink", "uri"),
        )
        file = file_of(relative, address, scope, home)
        reason = "it does not lie beside this one"
        if file is not None:
            try:
                found = read_document(file)
                if isinstance(found.value, dict):
                    return Source(found, found.value)
                reason = f"{found.path} is no template"
            except InvalidInput as error:
                reason = f"{error.diagnostics[0].path}: {error.diagnostics[0].message}"
        message = f"the resources of this linked template are not known: {reason}"
        # A file that should lie here will be missed by the deployment too.
        severity = Severity.INFO if file is None else Severity.WARNING
        report("TPL026", severity, message, scope.document, path)
        return None

    def given(self, source: Source) -> dict[str, Given]:
        """Give the values for the parameters of the template, by name in lower case."""
        raw, path = self._member("parameters")
        frame = self.made.origin.frame
        document = frame.scope.document
        values = evaluated(raw, frame, path, self.failed)
        declared, _ = source.section("parameters")
        if isinstance(values, Residual) or self._member("parametersLink")[0] is not None:
            names = declared if isinstance(declared, dict) else {}
            return {name.lower(): Given(name, None, document, path, True) for name in names}
        result = {}
        for name, entry in values.items() if isinstance(values, dict) else ():
            written_entry = raw.get(name) if isinstance(raw, dict) else None
            result[name.lower()] = self._entry(name, entry, written_entry, (*path, name))
        return result

    def _entry(self, name: str, entry: Value, raw: Any, path: Path) -> Given:
        frame = self.made.origin.frame
        document = frame.scope.document
        if not isinstance(entry, dict):
            return Given(name, None, document, path, isinstance(entry, Residual))
        key = written(entry, "value")
        value, place = entry.get(key), (*path, key)
        try:
            measure(value, None, frame)
        except EvaluationError as error:
            value = self.failed(error.located(document, place), None)
        secret = None
        if is_partial(value) and isinstance(raw, dict) and frame.revealed() is not frame:
            secret = (
                evaluated(raw.get(written(raw, "value")), frame.revealed(), place, unreported),
            )
        return Given(name, value, document, place, written(entry, "reference") in entry, secret)

    def misfits(
        self, parameters: Parameters, given: dict[str, Given]
    ) -> Iterator[tuple[str, Path]]:
        """Say which values are given for nothing, and which are missing."""
        _, path = self._member("parameters")
        for name, entry in given.items():
            if name not in parameters.entries:
                yield f"the nested template has no parameter '{entry.name}'", (*path, entry.name)
        missing = [entry.name for entry in parameters.missing]
        if missing:
            names = ", ".join(missing)
            yield f"values are missing for {names}, which the nested template needs", path
