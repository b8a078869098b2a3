"""What reads hostile input: each takes a text, and raises only what tells a user what is wrong."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from generator.bicep.layout import program_text
from generator.bicep.template import convert
from generator.cloud_init.check import check_part
from generator.diagnostics import InvalidInput
from generator.language.documents.kind import TEMPLATE, kind_of
from generator.language.documents.source import Document, read_json, read_yaml
from generator.language.expansion.expand import expand
from generator.language.expansion.names import Entry
from generator.language.expansion.scope import Scope
from generator.language.expressions.context import Context, level_of
from generator.language.expressions.evaluate import evaluate
from generator.language.expressions.frame import Budget, EvaluationError, Frame, TooExpensive
from generator.language.expressions.tree import ExpressionError, to_text
from generator.language.expressions.values import to_expression
from generator.rendering.options import RenderOptions
from generator.rendering.render import render
from generator.reports.pen import Pen
from generator.reports.plan.text import write_plan
from generator.rollout.plan import plan
from generator.rollout.records import PlanOptions
from generator.rollout.side import Side
from generator.validation.document import validate_document
from tests.fuzz import inputs

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

VARIABLES = {"a": ["x", 1, None], "b": {"a": {"b": 1}, "A": 2}, "x y": "text"}


class Target(NamedTuple):
    """What makes an input, and what reads it."""

    made: Callable[[Random], str]
    read: Callable[[str], None]


def _reader(text: str) -> None:
    with suppress(InvalidInput):
        document = read_json(text, "t.json", report=[])
        document.position(("resources", 0))
    with suppress(InvalidInput):
        read_yaml(text, "t.yaml").position(("a",))


def _expressions(text: str) -> None:
    variables = {name: Entry(name, ("variables", name), value) for name, value in VARIABLES.items()}
    parameters = {
        "p": Entry("p", (), "x", given=True),
        "secret": Entry("secret", ("parameters",), "s", secure=True),
    }
    scope = Scope(_EMPTY, Context(), parameters, variables, budget=Budget(left=20_000))
    with suppress(ExpressionError, EvaluationError, TooExpensive):
        to_text(to_expression(evaluate(text, Frame(scope))))


_EMPTY = read_json("{}", "t.json")


def _template(text: str) -> Document | None:
    try:
        document = read_json(text, "t.json", report=[])
    except InvalidInput:
        return None
    return document if kind_of(document.value) == TEMPLATE else None


def _validate(text: str) -> None:
    with suppress(InvalidInput):
        validate_document(read_json(text, "t.json"))


def _expand(text: str) -> None:
    document = _template(text)
    if document is not None:
        expand(document, {}, Context(level=level_of(document.value.get("$schema")))).as_json()


def _bicep(text: str) -> None:
    document = _template(text)
    if document is not None:
        with suppress(InvalidInput):
            made = convert(document)
            for program in (made.program, *made.modules.values()):
                program_text(program)


def _plan(text: str) -> None:
    document = _template(text)
    if document is not None:
        sides = [
            Side(
                "t.json",
                expand(item, {}, Context()),
                lambda _, at: ("t.json", document.position(at)),
            )
            for item in (_sound(), document)
        ]
        for old, new in (sides, sides[::-1]):
            "".join(write_plan(plan(old, new, PlanOptions()), Pen(color=False)))


@cache
def _sound() -> Document:
    path = inputs.ROOT / "output" / "full" / "azuredeploy.json"
    return read_json(path.read_text("utf-8"), "old.json")


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzz-"))


def _spec(text: str) -> None:
    path = _folder() / "spec.yaml"
    path.write_text(text, "utf-8", "surrogatepass")
    render(path, RenderOptions(bicep=False))


def _cloud_init(text: str) -> None:
    check_part(text, "user-data.yaml")


TARGETS = {
    "reader": Target(inputs.text, _reader),
    "expressions": Target(inputs.expression, _expressions),
    "validate": Target(inputs.template, _validate),
    "expand": Target(inputs.template, _expand),
    "bicep": Target(inputs.template, _bicep),
    "plan": Target(inputs.template, _plan),
    "spec": Target(inputs.spec, _spec),
    "cloud-init": Target(inputs.user_data, _cloud_init),
}
