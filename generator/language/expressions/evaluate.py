"""Evaluation of a whole expression from its text."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING

from generator.language.expressions import forms
from generator.language.expressions.evaluation import FORMS, value_of
from generator.language.expressions.json_writing import shortest
from generator.language.expressions.parser import DEEPEST, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.expressions.frame import Frame
    from generator.language.expressions.values import Value

_SHALLOW = 100
_FRAMES_A_CALL = 8
parsed = lru_cache(maxsize=65_536)(parse)
FORMS.update(forms.FORMS)


def evaluate(text: str, frame: Frame) -> Value:
    """Return the value of an expression that stands in its brackets.

    Raises ExpressionError where it follows no grammar, EvaluationError where the deployment fails
    on it, TooExpensive where it costs too much.
    """
    expression = parsed(text)
    depth = text.count("(") + text.count("[") if len(text) > _SHALLOW else 0
    if depth > _SHALLOW:
        with _room_for(depth):
            result = value_of(expression, frame)
    else:
        result = value_of(expression, frame)
    if isinstance(result, float) and not isfinite(result):
        return shortest(result)  # JSON has no such number; a deployment is sent the text
    return result


@contextmanager
def _room_for(depth: int) -> Iterator[None]:
    """Let calls be evaluated that stand in each other so deep; each takes some of Python's own."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(before + _FRAMES_A_CALL * min(depth, DEEPEST))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
