"""Data classes and patterns that are made on first use behave as those of the standard library."""

from __future__ import annotations

import dataclasses
import pickle
import re

import pytest

from generator import lazy
from generator.diagnostics import Diagnostic, Position, Severity

SOURCE = """
@dataclass(slots=True, frozen=True)
class Frozen:
    a: int
    b: str = "x"
    c: list[int] = field(default_factory=list)
    d: int = field(default=3, compare=False, repr=False)

@dataclass(slots=True)
class Open:
    a: int = 1
    b: dict[str, int] = field(default_factory=dict, init=False)

    def __post_init__(self):
        self.b["a"] = self.a

@dataclass(slots=True, unsafe_hash=True)
class Child(Open):
    e: tuple[int, ...] = ()

@dataclass(slots=True, frozen=True, order=True)
class Ordered:
    line: int = 1
    column: int = 1

@dataclass(slots=True, frozen=True)
class One:
    only: int

@dataclass(slots=True)
class Own:
    a: int
    def __eq__(self, other):
        return True
    __hash__ = None
    def __repr__(self):
        return "own"
"""


def classes(module):
    """Return the classes of the source, made by a module."""
    names = {"dataclass": module.dataclass, "field": module.field, "__name__": __name__}
    exec(f"from __future__ import annotations\n{SOURCE}", names)
    return names


THEIRS = classes(dataclasses)
USES = [
    "Frozen(1)", "Frozen(1, 'y', [2])", "Frozen(a=1, d=4)", "Frozen()", "Frozen(1, 2, 3, 4, 5)",
    "Frozen(1, z=2)", "Frozen(1) == Frozen(1, d=9)", "Frozen(1) == Frozen(2)", "Frozen(1) == 1",
    "Frozen(1).c is Frozen(1).c", "setattr(Frozen(1), 'a', 2)", "delattr(Frozen(1), 'a')",
    "setattr(Open(), 'a', 5)", "setattr(Open(), 'z', 5)", "hash(Open())",
    "Open()", "Open(2)", "Open(2).b", "Open(1, 2)", "Child(1, (2,))", "Child(1) == Open(1)",
    "Child(1, e=(2,)).e", "Child.__slots__", "Child.__match_args__", "Frozen.__slots__",
    "Ordered(1, 2) < Ordered(1, 3)", "Ordered(2) < Ordered(1, 3)", "Ordered(1) < 1",
    "min(Ordered(2), Ordered(1, 5))", "sorted([Ordered(3), Ordered(1)])", "One(1) == One(1)",
    "{One(1), One(1)}", "{Ordered(1, 2): 1}[Ordered(1, 2)]", "Own(1)", "Own(1) == 5", "hash(Own(1))",
    "Frozen.__name__, Frozen.__qualname__", "Frozen(1).__class__.__module__",
]  # fmt: skip


def outcome(names, text):
    try:
        return repr(eval(text, names))
    except (TypeError, AttributeError) as error:
        return "TypeError" if isinstance(error, TypeError) else "AttributeError"


@pytest.mark.parametrize("used", [False, True], ids=["few instances", "many instances"])
@pytest.mark.parametrize("text", USES)
def test_a_class_behaves_as_one_of_the_standard_library(text, used):
    ours = classes(lazy)
    if used:
        for _ in range(lazy._FEW + 1):
            [kind(1) for name, kind in ours.items() if name[0].isupper()]
    assert outcome(ours, text) == outcome(THEIRS, text)


def test_copies_fields_and_pickles():
    found = Diagnostic("A001", Severity.ERROR, "said", "a.json", Position(1, 2, 1, 3))
    other = lazy.replace(found, message="other")
    assert (other.message, other.position) == ("other", found.position)
    assert [item.name for item in lazy.fields(Position)] == [
        "line",
        "column",
        "end_line",
        "end_column",
    ]
    assert lazy.is_dataclass(found)
    assert not lazy.is_dataclass(3)
    assert pickle.loads(pickle.dumps(found)) == found


def test_a_class_has_no_init_of_its_own_before_it_has_many_instances():
    made = classes(lazy)["Open"]
    stub = made.__init__
    assert [made().__init__.__func__ is stub for _ in range(lazy._FEW + 2)] == [
        *[True] * lazy._FEW,
        *[False] * 2,
    ]


def test_a_pattern_is_compiled_when_it_is_asked(monkeypatch):
    compiled = []
    real = re.compile
    monkeypatch.setattr(re, "compile", lambda *given: compiled.append(given) or real(*given))
    found = lazy.regex(r"(a)(b)?", re.IGNORECASE)
    assert compiled == []
    assert found.fullmatch("A")[1] == "A"
    assert found.sub("x", "ab, A") == "x, x"
    assert (found.pattern, found.groups) == ("(a)(b)?", 2)
    assert {text for text, _ in compiled} == {"(a)(b)?"}
