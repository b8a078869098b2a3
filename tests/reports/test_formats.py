"""How findings are written down: text with its source, JSON, SARIF, JUnit, GitHub commands."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

from generator.diagnostics import Diagnostic, Position, Severity
from generator.lazy import replace
from generator.reports.pen import Pen
from generator.reports.validation import github, json_report, junit, markdown, sarif, text
from generator.reports.validation.fingerprint import fingerprints
from generator.reports.validation.source_lines import lines_of
from generator.validation.batch import validate_files
from generator.validation.catalog import catalog
from generator.validation.report import Report, Tally
from tests.support import arm

HEAD = arm.HEAD_TEXT
TEMPLATE = f"""{{
  {HEAD},
  "parameters": {{
    "spare": {{"type": "string"}}
  }},
  "resurces": [],
  "resources": [{{"type": "Microsoft.MobileNetwork/simGroups", "name": "d"}}]
}}
"""


@pytest.fixture
def report(tmp_path, monkeypatch):
    """A report of three findings, one of them a warning."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a b.json").write_text(TEMPLATE)
    return validate_files(["a b.json"])


def finding(line: int, start: int, end: int, message: str = "wrong", **more: object) -> Diagnostic:
    place = Position(line, start, line, end)
    return Diagnostic("VMS001", Severity.ERROR, message, "t.json", place, **more)


def shown(source: str, item: Diagnostic, width: int = 60, color: bool = False) -> list[str]:
    report = Report([item], given={item.path: source.encode()})
    return "".join(text.write(report, Pen(width, color))).splitlines()


class TestText:
    def test_a_finding_has_its_place_its_line_and_a_page(self, report):
        written = "".join(text.write(report, Pen()))
        assert (
            "a b.json:4:5: warning TPL003 parameter 'spare' is never used; remove it\n"
            '    4 |     "spare": {"type": "string"}\n'
            "      |     ^^^^^^^\n"
            "      = https://learn.microsoft.com/" in written
        )
        assert "\033" not in written

    @pytest.mark.parametrize(
        ("source", "start", "end", "line", "marks"),
        [
            ('\t"a": 1,', 7, 8, '    "a": 1,', "         ^"),  # a tab is four columns
            ('"名前": 1', 7, 8, '"名前": 1', " " * 8 + "^"),  # two columns each
            ('"名前": 1', 1, 5, '"名前": 1', "^" * 6),
            ('"e\u0301": 1', 7, 8, '"e\u0301": 1', " " * 5 + "^"),  # an accent joined to its letter
            ('"\x1b[31m": 1', 10, 11, '"\ufffd[31m": 1', " " * 9 + "^"),  # steers no terminal
            ('"\u202e": 1', 6, 7, '"\ufffd": 1', " " * 5 + "^"),  # nor the direction of writing
            ('"a": 1', 40, 41, '"a": 1', None),  # a place behind the line
            ("", 1, 1, "", "^"),
        ],
    )
    def test_the_marks_stand_below_what_is_meant(self, source, start, end, line, marks):
        _, first, second, *_ = shown(source, finding(1, start, end))
        assert first.removeprefix("    1 |").removeprefix(" ") == line
        if marks is not None:
            assert second.removeprefix("      | ") == marks

    @pytest.mark.parametrize("size", [50, 300, 5_000, 1_000_000])
    def test_of_a_long_line_the_part_around_the_finding_is_shown(self, size):
        source = '{"x": "' + "é" * size + '", "bad": 1, "y": "' + "z" * size + '"}'
        start = source.index('"bad"') + 1
        _, line, marks, *_ = shown(source, finding(1, start, start + 5), width=60)
        assert max(len(line), len(marks)) <= 60
        assert line[marks.index("^") : marks.rindex("^") + 1] == '"bad"'

    def test_of_a_range_over_lines_the_first_is_marked(self):
        item = replace(finding(2, 3, 1), position=Position(2, 3, 4, 4))
        _, line, marks, *_ = shown('{\n  "a": {\n    "b": 1\n  }}', item)
        assert (line, marks) == ('    2 |   "a": {', "      |   ^^^^^^")

    def test_what_a_name_says_cannot_break_the_line_of_a_finding(self):
        item = finding(1, 1, 2, "'a\n::error::\x1b[2J' is wrong")
        assert shown("{}", item)[0].endswith(r"'a\n::error::\x1b[2J' is wrong")

    def test_a_source_that_is_gone_or_shorter_than_it_was_is_left_out(self):
        assert len(shown("{}", finding(9, 1, 2))) == 2
        gone = "".join(text.write(Report([finding(1, 1, 2)]), Pen()))
        assert gone == "t.json:1:1: error VMS001 wrong\n\n"

    def test_colors_come_only_when_asked_for(self):
        plain = shown('{"a": 1}', finding(1, 2, 5))
        colored = shown('{"a": 1}', finding(1, 2, 5), color=True)
        assert "\033[1;31merror\033[0m" in colored[0]
        assert [re.sub(r"\033\[[\d;]*m", "", line) for line in colored] == plain


@pytest.mark.parametrize(
    ("rule", "path", "line"),
    [
        ("VMS001", "t.json", '"adminPassword": "Pa55word",'),
        ("VMS001", "t.json", '"a": 1, "sasToken": {"value": "Pa55word"}}'),
        ("TPL003", "t.json", '"p": {"type": "securestring", "defaultValue": "Pa55word"}'),
        ("TPL003", "t.json", '"dbPassword": {"type": "x", "defaultValue": "Pa55word"}'),
        ("SEC004", "t.json", '"defaultValue": "Pa55word"'),
        ("PAR005", "t.json", '"value": "Pa55word"'),
        ("PAR005", "t.json", '"value": ["x", "Pa55word"]'),
        ("json-syntax", "t.json", '"password": "Pa55word'),
        ("VMS001", "t.json", '"u": "https://a/b?sv=1&sig=Pa55word"'),
        ("VMS001", "t.json", '"c": "DefaultEndpointsProtocol=https;AccountKey=Pa55word;x=1"'),
        ("SPEC", "s.yaml", "admin: {user: x, password: Pa55word}"),
        ("SPEC", "s.yaml", "password: 'Pa55word'"),
    ],
)
def test_no_line_shows_a_secret(rule, path, line):
    item = replace(finding(1, 1, len(line) + 1), rule=rule, path=path)
    lines = shown(line, item)
    assert "Pa55" not in "".join(lines)
    assert "***" in lines[1]
    assert line[:4] == lines[1].removeprefix("    1 | ")[:4]


@pytest.mark.parametrize(
    ("rule", "path", "line"),
    [
        ("VMS001", "t.json", '"adminPassword": "[parameters(\'p\')]",'),
        ("SEC004", "t.json", '"defaultValue": "[newGuid()]"'),
        ("VMS001", "t.json", '"reference": {"keyVault": {"id": "x"}, "secretName": "db"}'),
        ("PAR005", "t.json", '"value": "wrong"'),
        ("VMS001", "t.json", '"publisher": "Canonical"'),
        ("SPEC", "s.yaml", "admin: {password: {secret: [x]}}"),
    ],
)
def test_a_line_without_a_secret_is_shown_as_it_is(rule, path, line):
    item = replace(finding(1, 1, 4, "the value is wrong"), rule=rule, path=path)
    assert shown(line, item, width=90)[1] == f"    1 | {line}"


def test_the_summary_counts(report):
    written = "".join(text.summary(report, Pen()))
    assert written == (
        "Found 2 errors, 1 warning in 1 file.\n"
        "Checked 1 template with 1 resource and 0 parameter files.\n"
        "No schema for 1 resource, only the envelope was checked: microsoft.mobilenetwork/simgroups.\n"
    )
    many = Report([finding(1, 1, 2)] * 12, Tally(2, 1, 3, 9), known=4)
    assert "".join(text.summary(many, Pen())) == (
        "     12  error    VMS001  computer-name-prefix\n"
        "Found 12 errors in 1 file (4 findings of the baseline left out).\n"
        "Checked 2 templates with 9 resources and 1 parameter file; 3 other JSON files skipped.\n"
    )
    assert "".join(text.summary(Report([]), Pen())).startswith("No findings.\n")


def test_json_is_an_object_with_diagnostics_and_a_summary(report):
    value = json.loads("".join(json_report.write(report, Pen())))
    assert list(value) == ["diagnostics", "summary"]
    assert value["diagnostics"][0] == {
        "rule": "TPL003",
        "severity": "warning",
        "message": "parameter 'spare' is never used; remove it",
        "path": "a b.json",
        "pointer": "/parameters/spare",
        "line": 4,
        "column": 5,
        "endLine": 4,
        "endColumn": 12,
        "url": "https://learn.microsoft.com/azure/azure-resource-manager/templates/test-cases#declared-parameters-must-be-used",
    }
    assert value["summary"] == {
        "errors": 2,
        "warnings": 1,
        "notes": 0,
        "inBaseline": 0,
        "files": 1,
        "specs": 0,
        "templates": 1,
        "parameterFiles": 0,
        "passedBy": 0,
        "resources": 1,
        "withoutSchema": {"microsoft.mobilenetwork/simgroups": 1},
    }
    assert json.loads("".join(json_report.write(Report([]), Pen())))["diagnostics"] == []


def test_sarif_names_the_documentation_where_it_is_published(monkeypatch):
    def driver():
        return json.loads("".join(sarif.write(Report([]), Pen())))["runs"][0]["tool"]["driver"]

    assert "informationUri" not in driver()
    monkeypatch.setattr("generator.paths.PUBLISHED", "https://docs.example.org/")
    assert driver()["informationUri"] == "https://docs.example.org/"


TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1, "maxLength": 20_000}}}  # fmt: skip
LEVEL = {"enum": ["error", "warning", "note", "none"]}
POSITIVE = {"type": "integer", "minimum": 1}
CODE_SCANNING = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "minItems": 1, "items": {
            "required": ["tool", "results"],
            "properties": {
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "tool": {"required": ["driver"], "properties": {"driver": {
                    "required": ["name", "rules"],
                    "properties": {"rules": {"items": {
                        "required": ["id", "shortDescription", "fullDescription", "help"],
                        "properties": {
                            "id": {"type": "string"}, "name": {"type": "string", "maxLength": 255},
                            "shortDescription": {**TEXT, "properties": {"text": {"maxLength": 1024}}},
                            "fullDescription": {**TEXT, "properties": {"text": {"maxLength": 1024}}},
                            "help": TEXT, "helpUri": {"pattern": "^https://"},
                            "defaultConfiguration": {"properties": {"level": LEVEL}},
                            "properties": {"properties": {
                                "tags": {"type": "array", "maxItems": 20, "uniqueItems": True},
                                "precision": {"enum": ["very-high", "high", "medium", "low"]}}},
                        },
                    }}},
                }}},
                "results": {"type": "array", "items": {
                    "required": ["ruleId", "level", "message", "locations", "partialFingerprints"],
                    "properties": {
                        "level": LEVEL, "message": TEXT, "ruleIndex": {"type": "integer", "minimum": 0},
                        "partialFingerprints": {"additionalProperties": {"type": "string"}, "minProperties": 1},
                        "locations": {"minItems": 1, "maxItems": 10, "items": {
                            "required": ["physicalLocation"],
                            "properties": {"physicalLocation": {
                                "required": ["artifactLocation", "region"],
                                "properties": {
                                    "artifactLocation": {
                                        "required": ["uri"],
                                        "properties": {"uri": {"pattern": r"^[!#-;=?-\[\]_a-z~%]+$"}}},
                                    "region": {
                                        "required": ["startLine"],
                                        "properties": dict.fromkeys(
                                            ("startLine", "startColumn", "endLine", "endColumn"), POSITIVE)},
                                }}}}},
                    },
                }},
            },
        }},
    },
}  # fmt: skip
"""What GitHub's page "SARIF support for code scanning" requires, with the limits it names."""


class TestSarif:
    def test_it_has_what_code_scanning_requires(self, report):
        value = json.loads("".join(sarif.write(report, Pen())))
        Draft202012Validator(CODE_SCANNING).validate(value)
        (run,) = value["runs"]
        rules = run["tool"]["driver"]["rules"]
        assert [rule["id"] for rule in rules] == sorted(catalog())
        assert len(run["results"]) == 3
        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
            place = result["locations"][0]["physicalLocation"]
            assert place["artifactLocation"] == {"uri": "a%20b.json", "uriBaseId": "%SRCROOT%"}
        region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
        assert region == {"startLine": 4, "startColumn": 5, "endLine": 4, "endColumn": 12}

    def test_the_help_of_a_rule_shows_its_examples(self, report):
        value = json.loads("".join(sarif.write(report, Pen())))
        rules = {rule["id"]: rule for rule in value["runs"][0]["tool"]["driver"]["rules"]}
        help_ = rules["VMS013"]["help"]["markdown"]
        blocks = re.findall(r"```json\n(.*?)\n```", help_, re.DOTALL)
        assert [json.loads(block)["virtualMachineProfile"]["osProfile"] for block in blocks] == [
            {"adminUsername": name, "adminPassword": "[parameters('password')]"}
            for name in ("root", "azureops")
        ]
        assert rules["VMS013"]["name"] == "AdminName"

    def test_a_file_elsewhere_has_a_whole_address_and_a_pipe_a_name(self, tmp_path, monkeypatch):
        (tmp_path / "below").mkdir()
        monkeypatch.chdir(tmp_path / "below")
        items = [replace(finding(1, 1, 2), path=path) for path in ("../t.json", "<stdin>")]
        value = json.loads("".join(sarif.write(Report(items), Pen())))
        Draft202012Validator(CODE_SCANNING).validate(value)
        places = [
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            for result in value["runs"][0]["results"]
        ]
        assert places[0].startswith("file:///")
        assert places[1] == "%3Cstdin%3E"


def marks(source: str) -> dict[str, str]:
    """Return the fingerprint of each finding of a template, by message."""
    from generator.validation.document import validate_text

    found = validate_text(source, "t.json")
    return {
        item.message: mark
        for item, mark in fingerprints(found, lines_of({"t.json": source.encode()}))
    }


class TestFingerprints:
    def test_they_survive_moved_lines(self):
        disk = '{"type": "Microsoft.MobileNetwork/simGroups", "name": "d"}'
        other = (
            '{"type": "Microsoft.MobileNetwork/simGroups", "apiVersion": "2024-04-01", "name": "i"}'
        )
        before = marks(f'{{{HEAD}, "resources": [{disk}]}}')
        after = marks(f'{{\n\n{HEAD},\n  "resources": [{other},\n\n    {disk}\n]}}')
        assert len(before) == 1
        assert list(before.values()) == list(after.values())

    def test_they_survive_another_layout(self):
        source = f'{{{HEAD}, "resources": [{{"name": "d", "type": "Microsoft.MobileNetwork/simGroups"}}]}}'
        pretty = json.dumps(json.loads(source), indent=4)
        assert marks(source) == marks(pretty)

    def test_they_change_with_the_thing_itself(self):
        source = f'{{{HEAD}, "resources": [{{"name": "d", "type": "Microsoft.MobileNetwork/simGroups"}}]}}'
        assert not set(marks(source).values()) & set(marks(source.replace('"d"', '"e"')).values())

    def test_equal_findings_of_a_file_are_numbered(self):
        twice = [finding(1, 1, 2), finding(1, 1, 2), replace(finding(1, 1, 2), path="u.json")]
        found = [mark for _, mark in fingerprints(twice, lambda _: ["{}"])]
        assert [mark[-2:] for mark in found] == [":1", ":2", ":1"]


class TestJUnit:
    def test_it_is_xml_with_a_suite_for_each_file(self, report):
        root = ET.fromstring("".join(junit.write(report, Pen())))
        assert (root.get("tests"), root.get("failures")) == ("3", "2")
        (suite,) = root
        assert (suite.get("name"), suite.get("failures")) == ("a b.json", "2")
        assert [case.get("classname") for case in suite] == ["a b.json"] * 3
        assert [case[0].tag for case in suite] == ["system-out", "failure", "failure"]
        assert suite[1][0].get("message").endswith("did you mean 'resources'?")

    def test_what_fails_is_what_makes_the_run_fail(self, report):
        strict = ET.fromstring("".join(junit.write(replace(report, fail_on=Severity.INFO), Pen())))
        never = ET.fromstring("".join(junit.write(replace(report, fail_on=None), Pen())))
        assert (strict.get("failures"), never.get("failures")) == ("3", "0")

    def test_no_text_breaks_it(self):
        item = finding(1, 1, 2, '<a> & "b" \']]>\x00\x1b\ud800\n\ufffe')
        written = "".join(junit.write(Report([item]), Pen()))
        root = ET.fromstring(written.encode())
        assert root[0][0][0].get("message").startswith('<a> & "b" \']]>\ufffd')

    def test_a_clean_run_is_one_test_that_passes(self):
        root = ET.fromstring("".join(junit.write(Report([]), Pen())))
        assert (root.get("tests"), root.get("failures"), len(root)) == ("1", "0", 1)


def test_github_commands(report):
    first, *rest = "".join(github.write(report, Pen())).splitlines()
    assert first == (
        "::warning file=a b.json,line=4,endLine=4,col=5,endColumn=11,title=TPL003::parameter "
        "'spare' is never used; remove it%0Ahttps://learn.microsoft.com/azure/"
        "azure-resource-manager/templates/test-cases#declared-parameters-must-be-used"
    )
    assert len(rest) == 2
    item = replace(
        finding(1, 1, 2, "100 %: a,b\r\n::error::x"), path="a,b:c%.json", severity=Severity.INFO
    )
    over_lines = replace(item, position=Position(1, 2, 3, 4))
    assert "".join(github.write(Report([item]), Pen())) == (
        "::notice file=a%2Cb%3Ac%25.json,line=1,endLine=1,col=1,endColumn=1,title=VMS001"
        "::100 %25: a,b%0D%0A::error::x\n"
    )
    assert ",line=1,endLine=3,title=" in "".join(github.write(Report([over_lines]), Pen()))


def test_markdown_has_a_table_with_the_worst_first(report):
    lines = "".join(markdown.write(report, Pen())).splitlines()
    assert lines[0] == "### Templates: 2 errors, 1 warning"
    assert lines[2] == "Checked 1 template with 1 resource and 0 parameter files."
    assert [line.split(" | ")[:2] for line in lines[6:]] == [
        ["| error", "`` a b.json:6:3 ``"],
        ["| error", "`` a b.json:7:17 ``"],
        ["| warning", "`` a b.json:4:5 ``"],
    ]


def test_markdown_counts_what_it_leaves_out():
    note = replace(finding(1, 1, 2), severity=Severity.INFO)
    written = "".join(markdown.write(Report([note] * 3 + [finding(1, 1, 2)] * 250), Pen()))
    assert written.splitlines()[0] == "### Templates: 250 errors, 3 notes"
    assert written.count("| error |") == 200
    assert written.endswith("\n\nNot listed: 50 more findings and 3 notes.\n")
    shown = "".join(markdown.write(Report([note], fail_on=Severity.INFO), Pen()))
    assert "| note |" in shown
    assert "Not listed" not in shown
    assert "".join(markdown.write(Report([], known=2), Pen())).endswith(
        "2 findings of the baseline left out.\n"
    )


def test_what_a_template_says_is_no_markdown():
    item = replace(finding(1, 1, 2, "a|b <img src=x>\n# [x](y) `z`"), path="a|`b`.json")
    written = "".join(markdown.write(Report([item]), Pen())).splitlines()
    assert written[-1] == (
        "| error | `` a\\|'b'.json:1:1 `` | VMS001 | "
        "a\\|b &lt;img src=x>\\\\n# \\[x\\](y) \\`z\\` |"
    )


def test_that_there_is_nothing_to_check_is_said():
    empty = Report([], empty=True)
    sentence = "othing to check: there is no deployment template and no parameter file here"
    assert "".join(github.write(empty, Pen())) == f"::notice title=scaleset::n{sentence}\n"
    assert "".join(text.summary(empty, Pen())) == f"N{sentence}.\n"
    assert "".join(markdown.write(empty, Pen())).endswith(f"\n\nN{sentence}.\n")


def test_every_rule_has_a_summary_and_a_page():
    for entry in catalog().values():
        assert entry.summary.endswith("."), entry.id
        ours = entry.id in {"file", "not-text"} or entry.id.startswith(("SUP", "SPC"))
        assert entry.url.startswith("https://") or ours, entry.id
