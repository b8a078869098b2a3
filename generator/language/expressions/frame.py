"""The evaluation context of an expression: names, loops, budget and errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from generator.kinds import EVALUATION
from generator.language.expressions.places import BEFORE, RESOURCES, ExpressionPlace
from generator.lazy import dataclass, field, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from generator.diagnostics import Path
    from generator.language.documents.source import Document
    from generator.language.expressions.context import Context
    from generator.language.expressions.tree import Call, Expression
    from generator.language.expressions.values import Value

MOST_STEPS = 3_000_000
"""What an expansion may cost; some seconds. A step takes about a microsecond: half a call, an
element that a function is given or gives, or some 50 characters of a text. Real templates, with 800
copies of a resource, stay below a tenth of it, 10,000 resources in 4 MB below a third."""

UNSHOWN = "this fails with what secure parameters hold, which is not shown"

CHARACTERS_A_STEP = 50


class EvaluationError(Exception):
    """An expression that fails the deployment: why, and the range of its text that does."""

    def __init__(
        self, message: str, node: Expression | None = None, rule: str = EVALUATION
    ) -> None:
        """Keep what is wrong and where."""
        self.message = message
        self.within = (node.start, node.end) if node is not None else None
        self.rule = rule
        self.document: Document | None = None
        self.path: Path = ()
        self.text = ""
        super().__init__(message)

    def located(self, document: Document, path: Path, text: str = "") -> EvaluationError:
        """Return the error with the place of its expression and its text, unless it has a place."""
        if self.document is None:
            self.document, self.path, self.text = document, path, text
        return self


class TooExpensive(Exception):
    """The expansion costs more than it may."""


@dataclass(slots=True)
class Budget:
    """How many steps are left, and what they were spent on.

    `reached` are the expressions that were evaluated: the path of their document, and their own.
    """

    left: int = MOST_STEPS
    reached: set[tuple[str, Path]] = field(default_factory=set)

    def spend(self, steps: int) -> None:
        """Take some steps; raises TooExpensive where none are left."""
        self.left -= steps
        if self.left < 0:
            raise TooExpensive


class Surroundings(Protocol):
    """What an expression asks of the template that it stands in."""

    @property
    def document(self) -> Document:
        """The file of the template."""

    @property
    def context(self) -> Context:
        """Where the template is deployed."""

    @property
    def budget(self) -> Budget:
        """What evaluating may still cost."""

    @property
    def known(self) -> dict[str, Value]:
        """The values of expressions outside of loops that were evaluated, by their text."""

    @property
    def parameters(self) -> Mapping[str, Any]:
        """What is declared of parameters, by their names in lower case."""

    @property
    def variables(self) -> Mapping[str, Any]:
        """What is declared of variables, by their names in lower case."""

    @property
    def symbolic(self) -> bool:
        """Whether the template is of languageVersion 2.0."""

    @property
    def referenced(self) -> Callable[[Call, list[Value]], Value] | None:
        """What tells of deployed resources, where something does."""

    def parameter(self, name: str, node: Call) -> Value:
        """Return the value of a parameter, or an expression where it is secure or not known."""

    def variable(self, name: str, node: Call) -> Value:
        """Return the value of a variable."""

    def call_own(self, node: Call, frame: Frame) -> Value:
        """Return the result of a function that the template declares."""

    def revealed(self) -> Surroundings:
        """Return what sees the values of secure parameters."""


@dataclass(slots=True)
class Frame:
    """What an expression sees where it stands: the names of its template, the loops around it.

    A loop has its index, or an expression where its count is not known; '' is the loop of the
    resource or output, which copyIndex() means without a name. `unrolling` tells that it stands
    in a property loop.
    """

    scope: Surroundings
    loops: Mapping[str, Value] = field(default_factory=dict)
    lambdas: Mapping[str, Value] = field(default_factory=dict)
    place: ExpressionPlace = RESOURCES
    unrolling: bool = False
    _before: Frame | None = field(default=None, init=False, compare=False, repr=False)

    def with_loop(self, name: str, index: Value) -> Frame:
        """Return the frame inside of the copy loop of a resource or an output."""
        loops = {**self.loops, name.lower(): index, "": index}
        return Frame(self.scope, loops, self.lambdas, self.place, self.unrolling)

    def with_property_loop(self, name: str, index: Value) -> Frame:
        """Return the frame inside of a copy loop of values, which is known by its name only."""
        loops = {**self.loops, name.lower(): index}
        return Frame(self.scope, loops, self.lambdas, self.place, unrolling=True)

    def with_lambda(self, names: list[str], values: tuple[Value, ...]) -> Frame:
        """Return the frame inside of a lambda; values that it has no name for are left out."""
        lambdas = {**self.lambdas, **dict(zip(names, values, strict=False))}
        return Frame(self.scope, self.loops, lambdas, self.place, self.unrolling)

    def before(self) -> Frame:
        """Return the frame of what Azure must know before it deploys anything."""
        if not self.place.asks:
            return self
        if self._before is None:  # made once: every member of a resource asks for it
            made = Frame(self.scope, self.loops, self.lambdas, BEFORE, self.unrolling)
            self._before = made
        return self._before

    def revealed(self) -> Frame:
        """Return the frame that sees the values of secure parameters, for decisions only."""
        scope = self.scope.revealed()
        return self if scope is self.scope else replace(self, scope=scope)
