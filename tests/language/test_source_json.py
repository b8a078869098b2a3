"""Reading JSON: what is taken, what is said of broken text, and where things stand."""

from __future__ import annotations

import codecs
import json
import random

import pytest

from generator.diagnostics import InvalidInput, Position, Severity
from generator.language.documents.json_finder import Finder
from generator.language.documents.json_scanner import scan
from generator.language.documents.source import Document, decode, read_document, read_json
from tests.support.workspace import CORPUS, ROOT


def complaint(text):
    with pytest.raises(InvalidInput) as caught:
        read_json(text, "a.json")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.rule == "json-syntax"
    assert diagnostic.severity is Severity.ERROR
    assert diagnostic.path == "a.json"
    return diagnostic


def quoted(document, path, *, key=False):
    """Return the text that a position of a document covers."""
    place = document.position(path, key=key)
    lines = document.text.replace("\r\n", " \n").replace("\r", "\n").split("\n")
    if place.line == place.end_line:
        return lines[place.line - 1][place.column - 1 : place.end_column - 1]
    first, *between, last = lines[place.line - 1 : place.end_line]
    return "\n".join([first[place.column - 1 :], *between, last[: place.end_column - 1]])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1} // end', {"a": 1}),
        ('/* one\ntwo */ [1, /* "x */ 2]', [1, 2]),
        ('["http://x", "/* no comment */", "a,]",]', ["http://x", "/* no comment */", "a,]"]),
        ('{"a": [1, 2,\n], // why\n}', {"a": [1, 2]}),
        ("[1, /* last */]", [1]),
        ('["one\ntwo\tthree"]', ["one\ntwo\tthree"]),
        ("[1,\xa02]", [1, 2]),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ("[123456789012345678901234567890]", [123456789012345678901234567890]),
        (r'["\ud83d\ude00", "\ud800", "\\ud800"]', ["\U0001f600", "\ufffd", r"\ud800"]),
        ("1.5e3", 1500.0),
    ],
)
def test_takes_what_azure_takes(text, value):
    assert read_json(text, "a.json").value == value


@pytest.mark.parametrize(
    ("text", "line", "column", "cause"),
    [
        ("", 1, 1, "empty"),
        (" // nothing\n", 1, 1, "empty"),
        ('{"a": 1 "b": 2}', 1, 8, "comma is missing"),
        ('{\n  "a": "x"\n  "b": 2\n}', 2, 11, "comma is missing"),
        ("[1 2]", 1, 3, "comma is missing"),
        ("[1,,2]", 1, 4, "value is missing"),
        ("[,]", 1, 2, "value is missing"),
        ('{"a": }', 1, 7, "value is missing"),
        ('{"a":1,,"b":2}', 1, 8, "comma too many"),
        ('{"a" 1}', 1, 5, "colon is missing"),
        ('{"a" = 1}', 1, 6, "not ="),
        ('{"a"}', 1, 2, "no value"),
        ('{"a": [1, 2}', 1, 12, "] is missing before this }, for the [ of line 1, column 7"),
        ('{"a": {"b": 1]', 1, 14, "} is missing before this ], for the { of line 1, column 7"),
        ('{"a": {"b": 1', 1, 14, "{ of line 1, column 7 is not closed"),
        ("{}}", 1, 3, "too many"),
        ('{"a": 1}\n{"b": 2}', 2, 1, "document ends in line 1, column 8"),
        ("{'a': 1}", 1, 2, "not in single"),
        ("{a: 1}", 1, 2, "names are in double quotes"),
        ('{"a": x}', 1, 7, "double quotes"),
        ("{“a”: 1}", 1, 2, "typographic"),
        ('{"a": "x', 1, 7, "never closed"),
        ('{"a": "x,\n "b": 1}', 1, 7, "not closed on its line"),
        ('{"a": "[concat("x")]"}', 1, 16, 'write \\"'),
        ('["a", "\\x"]', 1, 8, "\\x is no escape"),
        ('["\\u12"]', 1, 3, "four hexadecimal"),
        ("[NaN]", 1, 2, "no NaN"),
        ("[-Infinity]", 1, 2, "no Infinity"),
        ("[0x1F]", 1, 2, "hexadecimal"),
        ("[True]", 1, 2, "write true"),
        ("[None]", 1, 2, "write null"),
        ("[012]", 1, 2, "start with 0"),
        ("[1e999]", 1, 2, "too large"),
        ("[" + "9" * 5000 + "]", 1, 2, "too large"),
        ("# note\n{}", 1, 1, "start with //"),
        ("{} /* open", 1, 4, "never closed"),
        ('["x"]\u200b', 1, 6, "remove"),
        ("[1,\ufeff2]", 1, 4, "U+FEFF"),
    ],
)
def test_broken_json_names_place_and_cause(text, line, column, cause):
    found = complaint(text)
    assert (found.position.line, found.position.column) == (line, column)
    assert cause in found.message


def test_a_missing_brace_is_found_by_the_indentation():
    found = complaint('{\n  "a": {\n    "b": {\n      "c": 1\n  },\n  "d": 2\n}\n')
    assert "{ of line 3, column 10" in found.message
    assert "before line 5" in found.message


def test_what_lost_its_quotes_is_not_repeated():
    for text in ('{"password": hunter2}', '{"password": "x", hunter2}', '{"p": "x" hunter2}'):
        assert "hunter2" not in complaint(text).message


@pytest.mark.parametrize("count", [1_000, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ("[", "")])
def test_deep_nesting_is_answered(count, opening, closing):
    assert "deeper than 100 levels" in complaint(opening * count + "1" + closing * count).message


def test_a_hundred_levels_are_read():
    assert read_json("[" * 100 + "]" * 100, "a.json").value is not None
    assert complaint("[" * 101 + "]" * 101).position.column == 101


def test_a_long_name_and_a_large_file_are_read():
    name = "k" * 1_000_000
    assert read_json(f'{{"{name}": 1}}', "a.json").position((name,)).column == 1_000_006
    large = json.dumps([{"name": f"n{index}", "tags": [1, "x" * 60]} for index in range(40_000)])
    document = read_json(large, "a.json")
    assert quoted(document, (39_999, "name")) == '"n39999"'


def test_positions_of_values_and_names():
    text = '{\r\n  "é😀": [1, {"b": "x"}], // note\r\n  "c": {}\r\n}'
    document = read_json(text, "a.json")
    assert document.position(("é😀", 1, "b")) == Position(2, 19, 2, 22)
    assert quoted(document, ("é😀", 1, "b"), key=True) == '"b"'
    assert quoted(document, ("é😀",), key=True) == '"é😀"'
    assert quoted(document, ("é😀", 0)) == "1"
    assert document.position(()) == Position(1, 1, 4, 2)


def test_what_is_missing_stands_at_its_nearest_ancestor():
    document = read_json('{"a": {"b": [10]}}', "a.json")
    assert quoted(document, ("a", "c", "d")) == '{"b": [10]}'
    assert quoted(document, ("a", "c", "d"), key=True) == '"a"'
    assert quoted(document, ("a", "b", 7)) == "[10]"
    assert quoted(document, ("x",), key=True) == document.text


def test_a_diagnostic_carries_place_and_pointer():
    found = read_json('{"a/b": [1]}', "a.json").diagnostic(
        "rule", Severity.WARNING, "text", ("a/b", 0), url="https://example.com"
    )
    assert (found.path, found.pointer, found.url) == ("a.json", "/a~1b/0", "https://example.com")
    assert found.position == Position(1, 10, 1, 11)


def test_a_document_made_by_hand_has_positions_too():
    assert Document("a", "", {"a": 1}, "json").position(("a",)) == Position()


def test_duplicates_and_trailing_commas_are_reported():
    report = []
    read_json('{\n"a": 1,\n"b": {"c": 1, "\\u0063": 2},\n"a": [1,],\n}', "a.json", report=report)
    found = {(item.rule, item.severity, item.position.line, item.position.column): item.message
             for item in report}  # fmt: skip
    assert set(found) == {
        ("json-duplicate-key", Severity.WARNING, 3, 15),
        ("json-duplicate-key", Severity.WARNING, 4, 1),
        ("json-trailing-comma", Severity.INFO, 4, 8),
        ("json-trailing-comma", Severity.INFO, 4, 10),
    }
    assert "line 2" in found["json-duplicate-key", Severity.WARNING, 4, 1]


def test_all_duplicates_are_raised_where_they_are_errors():
    with pytest.raises(InvalidInput) as caught:
        read_json('{"a": 1, "a": 2, "b": [{"c": 1, "c": 1}],}', "f", duplicates=Severity.ERROR)
    assert [item.position.column for item in caught.value.diagnostics] == [10, 33]


def test_strict_raises_trailing_commas():
    with pytest.raises(InvalidInput) as caught:
        read_json("[1,]", "f", strict=True)
    assert [item.rule for item in caught.value.diagnostics] == ["json-trailing-comma"]


def test_a_clean_text_reports_nothing():
    report = []
    read_json('{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]} // note', "f", strict=True, report=report)
    assert report == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_decodes_what_windows_tools_save(encoding):
    text = '{"ü": "😀"}\r\n'
    data = text.encode(encoding)
    assert decode("\ufeff".encode(encoding) + data, "f") == text
    if not encoding.startswith("utf-32"):
        assert decode(data, "f") == text


@pytest.mark.parametrize(
    ("data", "line", "column", "cause"),
    [
        (b'{\r\n"a": "M\xfcnchen"}', 2, 8, "'ü' in Windows-1252"),
        (b"ab\n\x81", 2, 1, "0x81"),
        (codecs.BOM_UTF16_LE + b"{\x00}", 1, 2, "UTF-16"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8{\x00", 1, 1, "UTF-16"),
        (b"\x7fELF\x02\x01\x00", 1, 7, "no text"),
    ],
)
def test_bytes_that_are_no_text(data, line, column, cause):
    with pytest.raises(InvalidInput) as caught:
        decode(data, "f")
    (found,) = caught.value.diagnostics
    assert (found.position.line, found.position.column) == (line, column)
    assert cause in found.message


def test_files_that_cannot_be_read(tmp_path):
    for path, cause in ((tmp_path / "none.json", "no such file"), (tmp_path, "folder"),
                        (tmp_path / "a\0b.json", "cannot be read")):  # fmt: skip
        with pytest.raises(InvalidInput) as caught:
            read_document(path, shown_as="shown")
        (found,) = caught.value.diagnostics
        assert found.path == "shown"
        assert cause in found.message


def test_the_ending_tells_the_language(tmp_path):
    for name, language in (("a.json", "json"), ("a.YML", "yaml"), ("a.yaml", "yaml"),
                           ("a.txt", "json")):  # fmt: skip
        path = tmp_path / name
        path.write_bytes(b'\xef\xbb\xbf{"a": [1]}')
        document = read_document(path)
        assert (document.language, document.value) == (language, {"a": [1]})
        assert document.path == path.as_posix()
        assert document.position(("a",)).column == 7


def leaves(value, path=()):
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for step, item in items:
        if isinstance(item, (dict, list)):
            yield from leaves(item, (*path, step))
        else:
            yield (*path, step), item


def quickstarts():
    return sorted((CORPUS / "quickstarts").rglob("*.json"))


def test_every_quickstart_is_read_and_located():
    paths = quickstarts()
    for path in paths[::9]:
        document = read_document(path)
        for where, value in leaves(document.value):
            assert json.loads(quoted(document, where), strict=False) == value
    for path in paths:
        assert read_document(path).value


_BITS = ('"', "'", "{", "}", "[", "]", ",", ":", "//", "/*", "*/", "\\", "\\u", "\\ud800", "\n",
         "\0", "\ufeff", "\xa0", "NaN", "1e999", "-", "0", ".", '"a":1,',
         "#", "\U0001f600")  # fmt: skip


def mutated(text, chance):
    for _ in range(chance.choice((1, 1, 2, 5))):
        at, length = chance.randrange(len(text) + 1), chance.choice((0, 0, 1, 1, 2, 20))
        text = text[:at] + chance.choice(("", chance.choice(_BITS))) + text[at + length :]
    return text[: chance.randrange(len(text) + 1)] if chance.random() < 0.1 else text


@pytest.mark.corpus
def test_damaged_files_are_read_or_explained():
    """Whatever happens to a file, it is read with right places or gets one sentence."""
    chance = random.Random(20)
    texts = [decode(path.read_bytes(), "f") for path in quickstarts()[::20]]
    texts = [text for text in texts if len(text) < 5000]
    good = 0
    for _ in range(1200):
        text = mutated(chance.choice(texts), chance)
        try:
            document = read_json(text, "f", report=[])
        except InvalidInput as error:
            (found,) = error.diagnostics
            assert found.message != "this is not JSON"  # the scanner knows every cause
            continue
        good += 1
        for where, value in leaves(document.value):
            if "\ufffd" not in str(value):
                assert json.loads(quoted(document, where), strict=False) == value
    assert 200 < good < 1000  # so that both ways are tried


def paths_of(place, path=()):
    yield path, (place.start, place.end, place.key_start, place.key_end)
    for step, below in (place.children or {}).items():
        yield from paths_of(below, (*path, step))


@pytest.mark.parametrize(
    "text",
    [
        *(p.read_text("utf-8") for p in sorted((ROOT / "output").glob("*/azuredeploy.json"))),
        '{"a": 1, "a": [2, {"b": null}]}',
        ' [1, "x\\u00e9\\"y", {"k\\n": true}, [], {}] ',
        '"text"',
        '{"a": "line\nbreak", "\\ud800": 1}',
    ],
)
def test_single_places_are_those_of_a_scan(text):
    places = dict(paths_of(scan(text).root))
    finder = Finder(text)
    for path, expected in places.items():
        place, whole = finder.find(path)
        assert whole
        assert (place.start, place.end, place.key_start, place.key_end) == expected
        assert finder.find((*path, "nowhere")) == (place, False)


@pytest.mark.parametrize(
    "text", ['{"a": /* b */ {"c": 1}}', '{"a": [1, 2,]}', '{"a": {"b": 1,}} // c']
)
def test_what_is_not_plain_json_is_scanned(text):
    document = read_json(text, "a.json")
    expected = dict(paths_of(scan(text).root))
    for path, (start, end, *_) in expected.items():
        assert document.span(path) == (start, end)
