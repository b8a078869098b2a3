"""What the expressions of one template see: its parameters, variables and functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.kinds import DEFAULT_FITS, FUNCTION_ARGUMENTS, UNKNOWN_FUNCTION
from generator.language.expansion.json_evaluation import as_json, evaluated, loop_values
from generator.language.expansion.names import Entry, Names, default_said
from generator.language.expressions.evaluation import measure, value_of
from generator.language.expressions.frame import Budget, EvaluationError, Frame
from generator.language.expressions.places import DEFAULTS, FUNCTIONS, VARIABLES
from generator.language.expressions.tree import Call, Text, walk
from generator.language.expressions.values import Residual, Value
from generator.language.parameters.type_check import misfits, open_misfits
from generator.lazy import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from generator.language.documents.source import Document
    from generator.language.expansion.own_functions import OwnFunction
    from generator.language.expressions.context import Context

_DEEPEST_FUNCTION = 32
"""How many functions of templates may be at work in each other; they cannot call themselves."""


_A_FUNCTION = 20
"""What it costs to call one besides evaluating its result, in steps."""


@dataclass(slots=True)
class Scope:
    """What the expressions of one template see, and what evaluating them may still cost.

    `shown` tells whether the values of secure parameters may be seen, which is for decisions only.
    `known` are the values of expressions outside of loops that were evaluated, by their text.
    `symbolic` tells that the template is of languageVersion 2.0. A function of a template sees the
    variables of its `owner`.
    """

    document: Document
    context: Context
    parameters: Mapping[str, Entry] = field(default_factory=dict)
    variables: Mapping[str, Entry] = field(default_factory=dict)
    functions: Mapping[str, OwnFunction] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)
    referenced: Callable[[Call, list[Value]], Value] | None = None
    shown: bool = False
    depth: int = 0
    known: dict[str, Value] = field(default_factory=dict)
    definitions: Mapping[str, Any] = field(default_factory=dict)
    symbolic: bool = False
    owner: Scope | None = None
    _parameters: Names = field(init=False)
    _variables: Names = field(init=False)
    _revealed: Scope | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        """Prepare the look-ups."""
        self._parameters = Names("parameter", self.parameters, self._parameter)
        self._variables = Names("variable", self.variables, self._variable)

    def parameter(self, name: str, node: Call) -> Value:
        """Return the value of a parameter, or an expression where it is secure or not known."""
        return self._parameters.value(name, node)

    def variable(self, name: str, node: Call) -> Value:
        """Return the value of a variable."""
        if self.owner is not None:
            return self.owner.variable(name, node)
        return self._variables.value(name, node)

    def failures(self) -> Iterator[EvaluationError]:
        """Find out every parameter and variable, as Azure does; go through what fails."""
        yield from self._parameters.all()
        yield from self._variables.all()

    def revealed(self) -> Scope:
        """Return the scope in which the values of secure parameters can be seen."""
        secrets = any(entry.veil or entry.secret for entry in self.parameters.values())
        if self.shown or not secrets:
            return self
        if self._revealed is None:
            self._revealed = Scope(
                self.document, self.context, self.parameters, self.variables, self.functions,
                self.budget, self.referenced, shown=True, depth=self.depth,
                definitions=self.definitions, symbolic=self.symbolic,
                owner=self.owner.revealed() if self.owner else None,
            )  # fmt: skip
        return self._revealed

    def _parameter(self, entry: Entry) -> Value:
        hidden = Residual(Call("parameters", (Text(entry.name),)), kind=entry.kind)
        if entry.given:
            value = entry.secret[0] if self.shown and entry.secret else entry.raw
        else:
            value = self._default(entry)
            value = hidden if _changes(value) or (entry.secure and not self.shown) else value
        return entry.veil(value) if entry.veil and not self.shown else value

    def _default(self, entry: Entry) -> Value:
        frame = Frame(self, place=DEFAULTS)
        value = self._measured(evaluated(entry.raw, frame, entry.path), entry, frame)
        wrong = self.misfit(default_said(entry.name), value, entry.declared or {})
        if wrong:
            raise EvaluationError(wrong, rule=DEFAULT_FITS).located(self.document, entry.path)
        return value

    def _variable(self, entry: Entry) -> Value:
        frame = Frame(self, place=VARIABLES)
        if entry.loop is not None:
            return self._measured(
                loop_values(entry.name, entry.loop, frame, entry.path), entry, frame
            )
        return self._measured(evaluated(entry.raw, frame, entry.path), entry, frame)

    def _measured(self, value: Value, entry: Entry, frame: Frame) -> Value:
        try:
            measure(value, None, frame)
        except EvaluationError as error:
            raise error.located(self.document, entry.path) from None
        return value

    def call_own(self, node: Call, frame: Frame) -> Value:
        """Return the result of a function that the template declares."""
        found = self.functions.get(node.full_name.lower())
        if found is None:
            message = f"function '{node.full_name}' is not declared in 'functions'"
            raise EvaluationError(message, node, UNKNOWN_FUNCTION)
        if len(found.parameters) != len(node.arguments):
            takes, has = len(found.parameters), len(node.arguments)
            message = f"{found.name}() takes {takes} arguments (has {has})"
            raise EvaluationError(message, node, FUNCTION_ARGUMENTS)
        if self.depth >= _DEEPEST_FUNCTION:
            raise EvaluationError(f"{found.name}() calls itself, which no function may", node)
        self.budget.spend(_A_FUNCTION)
        entries = {}
        for declared, argument in zip(found.parameters, node.arguments, strict=True):
            value = value_of(argument, frame)
            about = f"argument '{declared.name}' of {found.name}()"
            wrong = self.misfit(about, value, declared.type)
            if wrong:
                raise EvaluationError(wrong, argument, FUNCTION_ARGUMENTS)
            key = declared.name.lower()
            entries[key] = Entry(declared.name, found.path, value, given=True)
        inside = Scope(
            self.document, self.context, entries, functions=self.functions, budget=self.budget,
            shown=self.shown, depth=self.depth + 1, definitions=self.definitions,
            owner=self.owner or self,
        )  # fmt: skip
        try:
            result = evaluated(found.value, Frame(inside, place=FUNCTIONS), found.path)
        except EvaluationError as error:
            raise EvaluationError(f"in {found.name}(): {error.message}", node, error.rule) from None
        wrong = self.misfit(f"the result of {found.name}()", result, found.output)
        if wrong:
            raise EvaluationError(wrong, node)
        return result

    def misfit(self, about: str, value: Value, declared: Mapping[str, Any]) -> str:
        """Report how a value does not fit a declaration of the template; nothing where it does."""
        found = (
            *open_misfits(about, value, declared, self.definitions),
            *misfits(about, as_json(value), declared, self.definitions),
        )
        return next((item.message for item in found if item.severity is Severity.ERROR), "")


def _changes(value: Value) -> bool:
    """Whether a default is another one at every deployment; then the parameter stays itself."""
    return isinstance(value, Residual) and any(
        isinstance(part, Call) and part.name.lower() in {"newguid", "utcnow"}
        for part in walk(value.expression)
    )
