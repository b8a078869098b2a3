"""What is printed is laid out as the formatter of Bicep would leave it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import api
from generator.bicep import statements
from generator.bicep import syntax as s
from generator.bicep.layout import program_text
from tests.support.corpus_templates import needs_corpus
from tests.support.recompiled import DATA, named_templates, own_cases
from tests.support.workspace import CORPUS

WORDS = ["a", "name", "instanceCount", "networkSecurityGroupRules", "privateEndpointConnections"]
NAMES = st.sampled_from(WORDS).map(s.Symbol)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"]) | st.sampled_from("'$\\\n{"),
    max_size=30,
)
LITERALS = st.one_of(
    TEXTS.map(lambda text: s.String((text,) if text else ())),
    st.integers(-(2**31), 2**31).map(s.Integer),
    st.sampled_from(["true", "false", "null"]).map(s.Word),
)
NOTES = st.lists(st.sampled_from(["a note", "and a longer one"]), max_size=1).map(tuple)
KEYS = st.sampled_from([*WORDS, "my-key", "a b"])


def call(children):
    return st.builds(
        s.FunctionCall,
        st.sampled_from(["f", "resourceId", "reallyLongFunctionName"]),
        st.lists(children, max_size=4).map(tuple),
        st.none() | NAMES,
    )


def object_of(children):
    members = st.builds(s.Member, KEYS, children, NOTES)
    return st.builds(s.Object, st.lists(members, max_size=3).map(tuple), NOTES)


def array_of(children):
    items = st.builds(s.Item, children, NOTES)
    return st.builds(s.Array, st.lists(items, max_size=3).map(tuple), NOTES)


def compound(children):
    simple = NAMES | LITERALS
    return st.one_of(
        call(children),
        call(children),
        object_of(children),
        array_of(children),
        st.builds(s.Ternary, children, children, children),
        st.builds(s.Binary, st.sampled_from(["+", "==", "??", "&&", "*"]), children, children),
        st.builds(s.Unary, st.just("!"), children),
        st.builds(s.Get, NAMES | call(simple), st.sampled_from(WORDS), st.booleans()),
        st.builds(s.At, NAMES, children, st.booleans()),
        st.builds(lambda text, inner: s.String((text, inner)), st.just("x-"), call(NAMES)),
        st.builds(
            lambda of, names, body: s.FunctionCall("map", (of, s.Lambda(names, body))),
            children,
            st.sampled_from([("x",), ("x", "i")]),
            children,
        ),
    )


VALUES = st.recursive(NAMES | LITERALS, compound, max_leaves=25)
LOOPS = st.builds(s.For, st.just("item"), VALUES, VALUES, st.sampled_from(["", "i"]))


def compound_type(children):
    decorators = st.lists(
        st.builds(
            statements.Decorator,
            st.just("description"),
            st.tuples(TEXTS.map(lambda t: s.String((t,) if t else ()))),
        ),
        max_size=1,
    ).map(tuple)
    properties = st.builds(statements.TypeProperty, KEYS, children, decorators)
    plain_items = st.lists(st.builds(statements.TypeItem, children), min_size=1, max_size=3)
    noted_items = st.lists(
        st.builds(statements.TypeItem, children, decorators), min_size=2, max_size=3
    )
    return st.one_of(
        st.builds(statements.ArrayType, children),
        st.lists(children, min_size=2, max_size=4).map(
            lambda listed: statements.Union(tuple(listed))
        ),
        st.lists(properties, max_size=3).map(lambda listed: statements.ObjectType(tuple(listed))),
        (plain_items | noted_items).map(lambda listed: statements.TupleType(tuple(listed))),
    )


TYPES = st.recursive(
    st.sampled_from(["string", "int", "someQuiteLongNameOfAType"]).map(s.Symbol) | LITERALS,
    compound_type,
    max_leaves=12,
)
SYMBOLS = st.sampled_from(["one", "two", "aSymbolThatIsSomewhatLongerThanOthers"])
DECLARATIONS = st.one_of(
    st.builds(statements.Var, SYMBOLS, VALUES | LOOPS),
    st.builds(statements.Param, SYMBOLS, TYPES, st.none() | VALUES),
    st.builds(statements.Output, SYMBOLS, TYPES, VALUES | LOOPS),
    st.builds(statements.TypeDeclaration, SYMBOLS, TYPES),
    st.builds(
        statements.Func,
        SYMBOLS,
        st.lists(st.tuples(SYMBOLS, TYPES), max_size=4).map(tuple),
        TYPES,
        VALUES,
    ),
    st.builds(
        statements.Resource,
        SYMBOLS,
        st.just("Microsoft.Network/virtualNetworks@2024-05-01"),
        object_of(VALUES)
        | st.builds(s.If, VALUES, object_of(VALUES))
        | st.builds(s.For, st.just("item"), VALUES, object_of(VALUES)),
    ),
)
DECORATORS = st.lists(
    st.builds(
        statements.Decorator,
        st.sampled_from(["allowed", "metadata", "description"]),
        st.lists(VALUES, max_size=2).map(tuple),
    ),
    max_size=2,
).map(tuple)
PROGRAMS = st.lists(
    st.builds(statements.Statement, DECLARATIONS, DECORATORS, NOTES), max_size=6
).map(lambda listed: statements.Program(tuple(listed)))


def formatted(compiler, text, folder):
    path = folder / "main.bicep"
    path.write_text(text, encoding="utf-8", newline="")
    return compiler.format(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(PROGRAMS)
def test_the_formatter_changes_nothing_in_any_program(compiler, tmp_path, program):
    text = program_text(program)
    assert formatted(compiler, text, tmp_path) == text


@pytest.mark.parametrize("name", [path.stem for path in own_cases()])
def test_the_formatter_changes_nothing_in_a_case(compiler, tmp_path, name):
    for file, text in api.to_bicep(DATA / "bicep" / f"{name}.json").files.items():
        assert formatted(compiler, text, tmp_path) == text, file


@needs_corpus
@pytest.mark.parametrize("name", named_templates())
def test_the_formatter_changes_nothing_in_a_real_template(compiler, tmp_path, name):
    for file, text in api.to_bicep(CORPUS / name).files.items():
        if file.endswith(".bicep"):
            assert formatted(compiler, text, tmp_path) == text, file
