"""What `validate` shows of a repository with much to say: errors do not drown."""

from __future__ import annotations

import json

import pytest

from tests.support import arm

OLD = {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2019-11-01", "location": "[parameters('location')]", "sku": {"name": "Standard"}, "properties": {}}  # fmt: skip
STRING = {"type": "string"}


def template(unused: int, **more: object) -> str:
    """Return a template with parameters that nothing uses, and two old API versions."""
    value = arm.template(
        parameters={f"unused{n}": STRING for n in range(unused)} | {"location": STRING},
        resources=[{**OLD, "name": f"ip{n}"} for n in range(2)],
        **more,
    )
    return json.dumps(value, indent=1)


@pytest.fixture
def repository(tmp_path):
    """Make 30 templates: each with warnings and notes, two with an error."""
    for number in range(30):
        more = {"outputz": {}} if number in {3, 17} else {}
        (tmp_path / f"t{number:02}.json").write_text(template(7, **more))
    return tmp_path


def rules(text: str, level: str) -> list[str]:
    return [line.split()[2] for line in text.splitlines() if f": {level} " in line]


def test_errors_are_the_last_that_is_said(repository, scaleset):
    ran = scaleset("validate", ".")
    assert ran.code == 1
    last = [line for line in (ran.out + ran.err).splitlines()[-20:] if ": error " in line]
    assert [line.partition(":")[0] for line in last[-2:]] == ["t03.json", "t17.json"]
    levels = [line.split()[1] for line in ran.out.splitlines() if line[:1] == "t"]
    assert levels == ["warning"] * 30 + ["error"] * 2


def test_a_rule_that_says_much_of_a_file_is_shown_once(repository, scaleset):
    ran = scaleset("validate", "t00.json")
    assert rules(ran.out, "warning") == ["TPL003"]
    assert "+ 6 more TPL003 in this file, on lines 8, 11, 14, 17, 20, 23; --full" in ran.out
    full = scaleset("validate", "t00.json", "--full")
    assert rules(full.out, "warning") == ["TPL003"] * 7
    assert "--full" not in full.out


def test_five_are_not_many(tmp_path, scaleset):
    (tmp_path / "a.json").write_text(template(5))
    assert rules(scaleset("validate", "a.json").out, "warning") == ["TPL003"] * 5


def test_notes_are_counted_and_shown_when_asked_for(repository, scaleset):
    ran = scaleset("validate", "t00.json")
    assert rules(ran.out, "note") == []
    assert "Found 7 warnings, 2 notes in 1 file; --notes shows notes.\n" in ran.err
    shown = scaleset("validate", "t00.json", "--notes")
    assert rules(shown.out, "note") == ["API002"]
    assert "note API002 2 API versions are old, on lines 33, 43; --full shows each" in shown.out
    assert "--notes" not in shown.err
    both = scaleset("validate", "t00.json", "--notes", "--full")
    assert rules(both.out, "note") == ["API002"] * 2


@pytest.mark.parametrize("word", ["note", "info"])
def test_what_fails_the_run_is_shown(repository, scaleset, word):
    ran = scaleset("validate", "t00.json", "--fail-on", word)
    assert (ran.code, rules(ran.out, "note")) == (1, ["API002"])


def test_formats_for_programs_have_everything(repository, scaleset):
    found = json.loads(scaleset("validate", "t00.json", "-o", "json").out)
    assert [item["severity"] for item in found["diagnostics"]] == ["warning"] * 7 + ["note"] * 2
    assert {"errors": 0, "warnings": 7, "notes": 2}.items() <= found["summary"].items()


@pytest.mark.parametrize("word", ["note", "info", "INFO"])
def test_a_level_has_an_older_word_that_is_read(repository, scaleset, word):
    ran = scaleset("validate", "t00.json", "--severity", f"TPL003={word}")
    assert "Found 9 notes in 1 file" in ran.err
    (repository / ".scaleset.yaml").write_text(f"severity: {{TPL003: {word}}}")
    assert "Found 9 notes in 1 file" in scaleset("validate", "t00.json").err


def test_a_configuration_that_leaves_something_out_is_named(tmp_path, scaleset):
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "main.json").write_text(json.dumps(arm.template()))
    settings = "ignore: [API002]\nseverity: {UPG007: 'off'}\nexclude: [legacy]\n"
    (tmp_path / "scaleset.config.yaml").write_text(
        settings + "per-file-ignores: {'a/*': [SEC001]}\n"
    )
    said = "scaleset.config.yaml ignores API002, SEC001 in a/*; sets UPG007 to off; skips legacy."
    assert scaleset("validate", "infra").err.splitlines()[-1] == said
    assert said not in scaleset("validate", "infra", "--no-config").err
    assert scaleset("validate", "infra", "--quiet").err == ""
    (tmp_path / "scaleset.config.yaml").write_text("notes: true\n")
    assert "scaleset.config.yaml" not in scaleset("validate", "infra").err
