"""One deployment: a template with the parameters it is given, in the scope it is deployed to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.resource_types import RESOURCE_GROUP
from generator.language.documents.casing import written
from generator.language.expansion.dependencies import Wait
from generator.language.expansion.identity import relative_id, segments
from generator.language.expansion.instances import Instance, beside
from generator.language.expansion.json_evaluation import decision, evaluated, loop_values
from generator.language.expansion.maker import Maker
from generator.language.expressions.evaluation import measure
from generator.language.expressions.frame import EvaluationError, Frame
from generator.language.expressions.places import OUTPUTS
from generator.language.expressions.values import Residual, certain_kind, flat_text, residual_text
from generator.language.parameters.type_check import is_secure
from generator.lazy import dataclass, field, regex

if TYPE_CHECKING:
    from generator.diagnostics import Path
    from generator.language.documents.source import Document
    from generator.language.expansion.dependencies import Question
    from generator.language.expansion.json_evaluation import Failed
    from generator.language.expansion.scope import Scope
    from generator.language.expressions.context import Context
    from generator.language.expressions.values import Value

_ELEMENT = regex(r"(.+)\[(\d+)\]")


@dataclass(slots=True)
class Source:
    """A template in a document, and the path to it there where it is nested.

    `original` is the template as the document has it, where that is another one: of a nested
    template of outer scope, `template` is what the deployment around it makes of it.
    """

    document: Document
    template: dict[str, Any]
    path: Path = ()
    original: Any = None

    def section(self, name: str) -> tuple[Any, Path]:
        """Return a section of the template (None: it has none), and where it stands."""
        key = written(self.template, name)
        return self.template.get(key), (*self.path, key)

    def original_of(self, name: str) -> Any:
        """Return a section as the document has it."""
        return beside(self.template if self.original is None else self.original, name)


@dataclass(slots=True)
class Deployment:
    """A template as it is deployed; `own` are its names.

    `names` are those that its expressions mean as the document has them, which for a nested
    template of outer scope are those of the template around it. `failed` is told what cannot be
    evaluated. `asked` are the resources that were asked for since somebody cleared it.
    """

    source: Source
    context: Context
    own: Scope
    names: Scope
    failed: Failed
    asked: list[Question] = field(default_factory=list)
    makes_nothing: bool = False
    _instances: list[Instance] | None = None
    _names: dict[str, list[Instance]] = field(default_factory=dict)
    _ends: dict[str, list[Instance]] | None = None
    _outputs: dict[str, dict[str, Value]] | None = None

    def instances(self) -> list[Instance]:
        """Return the resources that the template makes, those that it does not deploy included."""
        if self._instances is None:
            self._instances = []
            listing, path = self.source.section("resources")
            maker = Maker(self.context, self.failed, self.names)
            original = self.source.original_of("resources")
            for made in maker.all(listing, Frame(self.own), path, original):
                self._instances.append(made)
                for name in _names(made):
                    self._names.setdefault(name, []).append(made)
            self.makes_nothing = bool(maker.empty_loops)
            for name in maker.empty_loops:
                self._names.setdefault(name.lower(), [])
        return self._instances

    def found(self, name: Value) -> list[Instance]:
        """Return the resources that a symbolic name, the name of a loop, a name or an id means."""
        self.instances()
        found = self._names.get(flat_text(name), [])
        element = _ELEMENT.fullmatch(name) if isinstance(name, str) else None
        if not found and element is not None:
            of_loop = self._names.get(element[1].lower(), [])
            found = [made for made in of_loop if made.origin.index == int(element[2])]
        return found

    def waits(self, made: Instance) -> list[Wait]:
        """Return the entries of the dependsOn of a resource."""
        raw, path = made.origin.member("dependsOn")
        if raw is None:
            return []
        listed = evaluated(raw, made.origin.frame.before(), path, self.failed)
        waits = []
        for index, item in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(item, (str, Residual)):
                found = self.found(item) or self._ending(item)
                known = bool(found) or flat_text(item) in self._names
                place = (*path, index) if isinstance(raw, list) else path
                waits.append(Wait(item, place, found, known))
                self.own.budget.spend(4 * len(found))
        return waits

    def _ending(self, name: Value) -> list[Instance]:
        """Return the resources whose name ends with this segment: templates were deployed so."""
        if self._ends is None:
            self._ends = {}
            for made in self.instances():
                if isinstance(made.name, (str, Residual)):
                    last = flat_text(segments(made.name)[-1])
                    self._ends.setdefault(last, []).append(made)
        text = flat_text(name)
        return [] if text in self._names else self._ends.get(text, [])

    def outputs(self) -> dict[str, dict[str, Value]]:
        """Return the outputs as type and value; those whose condition is false are left out."""
        if self._outputs is None:
            self._outputs = {}  # an output that leads back here is not known yet
            declared, path = self.source.section("outputs")
            found = {}
            for name, output in declared.items() if isinstance(declared, dict) else ():
                if isinstance(output, dict):
                    value = self._output(name, output, (*path, name))
                    if value is not None:
                        found[name] = value
            self._outputs = found
        return self._outputs

    def _output(self, name: str, output: dict[str, Any], path: Path) -> dict[str, Value] | None:
        """Return the type and the value of an output; no value where it is secret."""
        kind = output.get(written(output, "type"))
        try:
            if not self._is_given(output, path):
                return None
            value, place = self._value(output, path)
            said = {"value", "copy"} & {key.lower() for key in output}
            wrong = self.own.misfit(f"the value of output '{name}'", value, output)
            if wrong and said:
                raise EvaluationError(wrong).located(self.source.document, place)
        except EvaluationError as error:
            value = self.failed(error, output.get(written(output, "value"), "[null()]"))
        if is_secure(output, self.own.definitions):
            return {"type": kind}
        return {"type": kind, "value": value}

    def _is_given(self, output: dict[str, Any], path: Path) -> bool:
        key = written(output, "condition")
        raw, place = output.get(key), (*path, key)
        if raw is None:
            return True
        found = decision(raw, Frame(self.own, place=OUTPUTS).before(), place)
        if certain_kind(found) in {"any", "bool"}:
            return found is not False
        message = f"a condition must be true or false (is {certain_kind(found)})"
        raise EvaluationError(message).located(self.source.document, place)

    def _value(self, output: dict[str, Any], path: Path) -> tuple[Value, Path]:
        frame = Frame(self.own, place=OUTPUTS)
        key = written(output, "copy")
        loop, place = output.get(key), (*path, key)
        if isinstance(loop, dict):
            return loop_values("", loop, frame, place, self.failed), place
        key = written(output, "value")
        raw, place = output.get(key), (*path, key)
        value = evaluated(raw, frame, place, self.failed)
        try:
            measure(value, None, frame)
        except EvaluationError as error:
            raise error.located(self.source.document, place) from None
        return value, place


def _names(made: Instance) -> set[str]:
    """Return what a resource can be referred to by, in lower case."""
    names: list[Value] = [made.origin.symbol, made.origin.loop, made.name, made.short, made.id]
    if made.id is not None:
        names.append(residual_text(made.type, "/", made.name))
    if isinstance(made.id, str):
        names.append(made.id.rsplit("/providers/", 1)[-1])
    elif made.id is not None:
        names.append(relative_id(made.type, made.name))
    if made.type.lower() == RESOURCE_GROUP:
        names.append(
            residual_text(made.target.scope_id, f"/providers/{RESOURCE_GROUP}/", made.name)
        )
    return {flat_text(name) for name in names} - {""}
