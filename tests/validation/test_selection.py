"""Which rules count: by the command line, a configuration found upwards, the file itself."""

from __future__ import annotations

import json

import pytest

from generator.diagnostics import InvalidInput
from generator.validation.batch import validate_files
from generator.validation.selection import configuration
from generator.validation.selection.options import ValidateOptions
from generator.validation.selection.selection import Selection, severities_of
from tests.support import arm

TEMPLATE = f"""\
{{
  {arm.HEAD_TEXT},

  "parameters": {{
    "one": {{"type": "string", "defaultValue": "x"}},@one
    @above
    "two": {{"type": "string", "defaultValue": "x"}}
  }},
  "variables": {{"v": 1}},@metadata
  "resources": []
}}
"""


@pytest.fixture
def found(tmp_path, monkeypatch):
    """Write a template (and a configuration), validate it, give rule, severity and line."""
    monkeypatch.chdir(tmp_path)
    configuration._of_folder.cache_clear()

    def run(one="", above="", metadata="", options=None, config=None, name="a.json"):
        for path, text in (config or {}).items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        text = TEMPLATE.replace("@one", one).replace("@above", above)
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.replace("@metadata", metadata))
        report = validate_files([name], options=options)
        return [(i.rule, i.severity.label, i.position.line) for i in report.findings]

    return run


PLAIN = [("TPL003", "warning", 5), ("TPL003", "warning", 7), ("TPL004", "warning", 9)]


def test_without_a_wish_all_rules_count(found):
    assert found() == PLAIN


@pytest.mark.parametrize("selector", ["TPL003", "tpl003", "unused-parameter", "TPL00"])
def test_a_rule_is_named_by_id_beginning_or_name(found, selector):
    left = found(options=ValidateOptions(selection=Selection(ignore=(selector,))))
    assert left == ([] if selector == "TPL00" else PLAIN[2:])
    chosen = found(options=ValidateOptions(selection=Selection(select=(selector,))))
    assert chosen == (PLAIN if selector == "TPL00" else PLAIN[:2])


def test_severities_change_and_the_last_wish_wins(found):
    severities = severities_of(["TPL=info", "TPL003=error", "unused-variable=off"])
    assert found(options=ValidateOptions(selection=Selection(severities=severities))) == [
        ("TPL003", "error", 5),
        ("TPL003", "error", 7),
    ]


def test_what_cannot_be_read_is_told_whatever_is_wished(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "azuredeploy.json").write_text("{")
    options = ValidateOptions(selection=Selection(select=("SEC",), ignore=("ALL",)))
    assert [i.rule for i in validate_files(["azuredeploy.json"], options=options).findings] == [
        "json-syntax"
    ]


YAML = "ignore: [TPL004]\nseverity: {unused-parameter: error}\n"
TOML = (
    '[tool.scaleset]\nignore = ["TPL004"]\n[tool.scaleset.severity]\nunused-parameter = "error"\n'
)


@pytest.mark.parametrize(
    ("file", "text"), [(".scaleset.yaml", YAML), ("pyproject.toml", TOML)], ids=["yaml", "toml"]
)
@pytest.mark.parametrize("name", ["a.json", "infra/prod/a.json"])
def test_a_configuration_is_found_upwards(found, file, text, name):
    expected = [("TPL003", "error", 5), ("TPL003", "error", 7)]
    assert found(config={file: text}, name=name) == expected
    assert found(config={file: text}, name=name, options=ValidateOptions(configured=False)) == PLAIN


def test_the_nearest_configuration_counts_alone(found):
    both = {".scaleset.yaml": "ignore: [ALL]\n", "infra/.scaleset.yaml": "ignore: [TPL003]\n"}
    assert found(config=both, name="infra/a.json") == PLAIN[2:]


def test_a_pyproject_that_says_nothing_is_passed_by(found):
    both = {".scaleset.yaml": "ignore: [TPL003]\n", "infra/pyproject.toml": "[project]\nname='x'\n"}
    assert found(config=both, name="infra/a.json") == PLAIN[2:]


def test_paths_have_rules_of_their_own(found):
    text = "per-file-ignores:\n  'legacy/**': [TPL003]\n  old.json: [TPL004]\n"
    config = {".scaleset.yaml": text}
    assert found(config=config, name="legacy/deep/a.json") == PLAIN[2:]
    assert found(config=config, name="old.json") == PLAIN[:2]
    assert found(config=config, name="a.json") == PLAIN


def test_the_command_line_lies_over_the_configuration(found):
    config = {".scaleset.yaml": "select: [SEC]\nignore: [TPL004]\nseverity: {TPL003: error}\n"}
    options = ValidateOptions(
        selection=Selection(select=("ALL",), severities=(("TPL003", "note"),))
    )
    assert found(config=config, options=options) == [("TPL003", "note", 5), ("TPL003", "note", 7)]


@pytest.mark.parametrize(
    ("file", "text", "line", "said"),
    [
        (".scaleset.yaml", "selekt: [A]\n", 1, "unknown key 'selekt'"),
        (".scaleset.yaml", "ignore: TPL003\n", 1, "'ignore' must be an array of strings"),
        (".scaleset.yaml", "ignore:\n  - TPL003\n  - TPX003\n", 3, "did you mean 'TPL003'?"),
        (".scaleset.yaml", "severity:\n  TPL003: fatal\n", 2, "must be one of note, warning, error, off"),
        (".scaleset.yaml", "- a\n", 1, "a configuration is a mapping"),
        ("scaleset.config.yaml", "[]\n", 1, "a configuration is a mapping"),
        ("pyproject.toml", "[tool.scaleset]\nignore = ['TPX003']\n", 2, "did you mean"),
        ("pyproject.toml", "[tool.scaleset]\nignore = [\n", 2, "this is no TOML"),
    ],
)  # fmt: skip
def test_a_configuration_with_a_mistake_is_told_at_its_place(found, file, text, line, said):
    with pytest.raises(InvalidInput) as error:
        found(config={file: text})
    (told,) = error.value.diagnostics
    assert said in told.message
    assert (told.path.endswith(file), told.position.line) == (True, line)


REASON = "// scaleset: ignore TPL003 -- callers pass it"


def test_a_comment_counts_for_its_line_or_the_next(found):
    assert found(one=f" {REASON}") == PLAIN[1:]
    assert found(above=REASON) == [PLAIN[0], PLAIN[2]]
    assert found(one=" /* scaleset: ignore unused-parameter -- callers pass it */") == PLAIN[1:]
    assert found(above=f"{REASON}\n    // another remark")[0] == PLAIN[0]


def test_metadata_count_for_the_object_around_them(found):
    whole = '\n  "metadata": {"scaleset": {"ignore": {"TPL003": "generated", "TPL004": "too"}}},'
    assert found(metadata=whole) == []


def test_a_suppression_needs_a_reason_and_a_use(found):
    assert found(one=" // scaleset: ignore TPL003") == [("SUP002", "warning", 5), *PLAIN[1:]]
    assert ("SUP001", "warning", 5) in found(one=" // scaleset: ignore TPL004 -- no idea")
    assert ("SUP002", "warning", 5) in found(one=" // scaleset: ignore TPX999 -- no idea")
    metadata = '\n  "metadata": {"scaleset": {"ignore": {"SEC007": "none here"}}},'
    assert ("SUP001", "warning", 10) in found(metadata=metadata)


def test_a_text_that_looks_like_a_suppression_is_none(found):
    assert found(metadata='\n  "outputs": {"o": {"type": "string", "value": "// scaleset: ignore TPL004 -- no"}},') == PLAIN  # fmt: skip


def test_the_command_takes_the_options(scaleset, tmp_path):
    text = TEMPLATE.replace("@one", "").replace("@above", "").replace("@metadata", "")
    (tmp_path / "a.json").write_text(text)
    assert scaleset("validate", "a.json", "--severity", "TPL004=error").code == 1
    ran = scaleset("validate", "a.json", "--ignore", "TPL003", "--ignore", "TPL004", "-o", "json")
    assert json.loads(ran.out)["diagnostics"] == []
    ran = scaleset("validate", "a.json", "--select", "TPX")
    assert ran.code == 2
    assert "no rule is known as 'TPX'" in ran.err
    ran = scaleset("validate", "a.json", "--severity", "TPL003")
    assert (ran.code, "must be RULE=LEVEL" in ran.err) == (2, True)
    (tmp_path / ".scaleset.yaml").write_text("ignore: [TPL]\n")
    assert scaleset("validate", "a.json").out == ""
    assert "TPL003" in scaleset("validate", "a.json", "--no-config").out
    (tmp_path / ".scaleset.yaml").write_text("ignore: TPL\n")
    ran = scaleset("validate", "a.json")
    assert (ran.code, ".scaleset.yaml:1:9: error configuration" in ran.err) == (2, True)


def test_rules_are_listed_and_explained(scaleset, tmp_path):
    (tmp_path / ".scaleset.yaml").write_text("ignore: [SEC007]\nseverity: {SEC002: warning}\n")
    ran = scaleset("rules", "SEC")
    rows = {line.split()[0]: line.split()[1:3] for line in ran.out.splitlines()[1:]}
    assert rows["SEC007"] == ["secret-in-public-settings", "off"]
    assert rows["SEC002"] == ["admin-password-literal", "warning"]
    values = {item["id"]: item for item in json.loads(scaleset("rules", "-o", "json").out)}
    assert values["SEC007"]["enabled"] is False
    assert values["SEC007"]["peers"] == ["arm-ttk", "Bicep linter", "PSRule"]
    assert len(values) > 90
    ran = scaleset("explain", "secret-in-public-settings")
    assert ran.code == 0
    assert ran.out.startswith("SEC007 secret-in-public-settings (off)")
    assert "Bad:" in ran.out
    assert "Source: https://" in ran.out
    assert scaleset("explain", "SEC0").code == 2
    assert "did you mean 'SEC007'?" in scaleset("explain", "SECC007").err


@pytest.mark.parametrize("name", ["scaleset.config.yaml", ".scaleset.yaml"])
def test_a_configuration_says_what_options_say(tmp_path, scaleset, name):
    (tmp_path / "a.json").write_text(
        arm.text(arm.template(parameters={"spare": {"type": "string"}}))
    )
    (tmp_path / name).write_text("fail-on: warning\nnotes: true\nas-of: 2026-01-01\n")
    ran = scaleset("validate", "a.json")
    assert ran.code == 1
    assert ("is called scaleset.config.yaml now" in ran.err) == (name == ".scaleset.yaml")
    assert scaleset("validate", "a.json", "--fail-on", "error").code == 0
    (tmp_path / name).write_text("fail-on: fatal\nnotes: 3\nas-of: soon\n")
    wrong = scaleset("validate", "a.json")
    assert wrong.code == 2
    assert [line.split(" configuration ")[1] for line in wrong.err.splitlines()] == [
        "'fail-on' must be one of error, warning, note, never",
        "'notes' must be true or false",
        "'as-of' must be a day, YYYY-MM-DD",
    ]


def looked_at(ran) -> list[str]:
    return sorted({line.partition(":")[0] for line in ran.out.splitlines() if " error " in line})


@pytest.fixture
def layers(tmp_path):
    """Make templates with an error each, in three folders."""
    unused = arm.template(parameters={"spare": {"type": "string"}})
    text = arm.text({**unused, "outputz": {}})
    for name in ("a.json", "old/b.json", "infra/old/c.json", "infra/d.test.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("old", ["a.json", "infra/d.test.json"]),
        ("old/", ["a.json", "infra/d.test.json"]),
        ("./infra/old", ["a.json", "infra/d.test.json", "old/b.json"]),
        ("**/old/*", ["a.json", "infra/d.test.json"]),
        ("*.test.json", ["a.json", "infra/old/c.json", "old/b.json"]),
        ("infra/*", ["a.json", "old/b.json"]),
        ("none", ["a.json", "infra/d.test.json", "infra/old/c.json", "old/b.json"]),
    ],
)
@pytest.mark.parametrize("profile", ["default", "arm-ttk"])
def test_what_is_excluded_is_passed_by(layers, scaleset, pattern, left, profile):
    words = ("validate", ".", "--profile", profile)
    if profile == "default":
        assert looked_at(scaleset(*words, "--exclude", pattern)) == left
    (layers / "scaleset.config.yaml").write_text(f"exclude: ['{pattern}']\n")
    everything = json.loads(scaleset(*words, "-o", "json").out)
    seen = {item["path"] for item in everything["diagnostics"]}
    assert sorted(seen) == left


def test_a_file_that_is_named_is_looked_at(layers, scaleset):
    ran = scaleset("validate", "old/b.json", "--exclude", "old")
    assert looked_at(ran) == ["old/b.json"]


def test_the_configuration_names_paths_from_its_folder(layers, scaleset):
    (layers / "scaleset.config.yaml").write_text("exclude: [old]\nbaseline: known/all.json\n")
    (layers / "known").mkdir()
    below = layers / "infra"
    missing = scaleset("validate", ".", cwd=below)
    assert (missing.code, "all.json" in missing.err) == (2, True)
    assert scaleset("validate", ".", "--write-baseline", layers / "known" / "all.json").code == 0
    assert looked_at(scaleset("validate", ".", "--no-config", cwd=below)) == [
        "d.test.json",
        "old/c.json",
    ]
    known = scaleset("validate", ".", cwd=below)
    assert (known.code, known.out) == (0, "")


def test_the_configuration_names_the_profile(layers, scaleset):
    (layers / "scaleset.config.yaml").write_text("profile: arm-ttk\n")
    assert "arm-ttk" in scaleset("validate", "a.json").err
    assert looked_at(scaleset("validate", "a.json", "--profile", "default")) == ["a.json"]
    ran = scaleset("validate", "a.json", "-p", "x=1")
    assert (ran.code, "the tests of arm-ttk read no values" in ran.err) == (2, True)


def test_mistakes_in_these_keys(layers, scaleset):
    (layers / "scaleset.config.yaml").write_text(
        "exclude: old\nbaseline: 3\nprofile: other\njobs: 2\nwrite-baseline: x\n"
    )
    ran = scaleset("validate", ".")
    assert ran.code == 2
    assert [line.split(" configuration ")[1] for line in ran.err.splitlines()] == [
        "'exclude' must be an array of strings",
        "'baseline' must be a path, from the folder of the configuration",
        "'profile' must be one of default, arm-ttk",
        "unknown key 'jobs' in a configuration: use the option --jobs",
        "unknown key 'write-baseline' in a configuration: use the option --write-baseline",
    ]
