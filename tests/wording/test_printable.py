"""What came from input steers neither a terminal nor a build, and stays readable."""

from __future__ import annotations

import json

import pytest

from generator.wording.printable import json_safe, printable, safe_lines


@pytest.mark.parametrize(
    "text",
    [
        "plain text, 100 % [of it]", "日本語の 名前　です", "Ünïcödé, é and e\u0301", "a :: b", "# [x]",
        "## heading [x]", "C:\\x", "x::y",
    ],
)  # fmt: skip
def test_ordinary_text_is_shown_as_it_is(text):
    assert printable(text) == text
    assert safe_lines(text) == text
    assert json_safe(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("##vso[task.prependpath]/x", r"#\x23vso[task.prependpath]/x"),
        ("a ##[stop-commands]t", r"a #\x23[stop-commands]t"),
        ("###[error]", r"##\x23[error]"),
        ("##teamcity[x]", r"#\x23teamcity[x]"),
        ("a\x1b[31mb\x07", r"a\x1b[31mb\x07"),
        ("\u202eevil\u2066", r"\u202eevil\u2066"),
        ("a\u200bb\ufeffc\u3164", r"a\u200bb\ufeffc\u3164"),
        ("one\ntwo\r\u2028\x85", r"one\ntwo\r\u2028\x85"),
        ("\udcff.json", r"\udcff.json"),
    ],
)
def test_what_steers_is_written_with_an_escape(text, shown):
    assert printable(text) == shown


@pytest.mark.parametrize("before", ["", " ", "\t", " \t "])
def test_no_line_begins_as_a_command_of_github(before):
    said = safe_lines(f"first\n{before}::error::x\n::set-output name=a::b")
    assert said == f"first\n{before}\\x3a:error::x\n\\x3a:set-output name=a::b"


def test_only_our_colors_stay():
    text = "\033[1m::x\033[0m \033]0;title\a \033[2J"
    assert safe_lines(text, color=True) == "\033[1m::x\033[0m \\x1b]0;title\\x07 \\x1b[2J"
    assert "\033" not in safe_lines(text)


def test_json_means_the_same():
    value = {"##vso[x]": ["\u202e\x7f\x85", "##[a]", "\ud800", "\U000e0041", "\\##[x", "日本"]}
    text = json.dumps(value, ensure_ascii=False)
    assert json.loads(json_safe(text)) == value
    assert json_safe(text) == (
        r'{"#\u0023vso[x]": ["\u202e\u007f\u0085", "#\u0023[a]", "\ud800", "\udb40\udc41", '
        r'"\\#\u0023[x", "日本"]}'
    )
