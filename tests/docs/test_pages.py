"""What of docs/ is made from the code is what the code says; every link leads somewhere."""

from __future__ import annotations

import re
import shutil

import pytest

from docs.make import __main__ as command
from docs.make.commands import SEE
from docs.make.markdown import plain, table
from docs.make.pages import DOCS, gone, made
from docs.make.rules import SUBJECTS
from docs.make.spec_keys import SHORTEST
from generator import paths
from generator.cli import COMMANDS, EPILOG
from generator.diagnostics import Diagnostic, Position, Severity
from generator.rollout.traps.kinds import KINDS
from generator.spec.schema import spec_schema
from generator.validation.catalog import catalog, page_of
from generator.validation.selection.configuration import KEYS, configuration_for
from tests.support.command import run_here
from tests.support.workspace import ROOT

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`+[^`]+`+")
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])


def prose(path):
    """Return the text of a page without its code."""
    return CODE.sub("`code`", FENCE.sub("", path.read_text("utf-8")))


def anchors(path):
    """Return what GitHub and Sphinx call the headings of a page."""
    lines = FENCE.sub("", path.read_text("utf-8")).splitlines()
    titles = [line.lstrip("#").strip().lower() for line in lines if line.startswith("#")]
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in titles}


def test_no_page_is_stale(capsys):
    assert command.main(["--check"]) == 0, capsys.readouterr().out


def test_a_change_of_the_code_makes_a_page_stale(tmp_path, capsys):
    docs = shutil.copytree(DOCS, tmp_path / "docs", ignore=shutil.ignore_patterns("make"))
    page = docs / "reference" / "rules" / "SEC007.md"
    was = page.read_text("utf-8")
    page.write_text(was.replace("secrets", "sweets"), "utf-8")
    (page.parent / "OLD001.md").write_text(was, "utf-8")
    assert command.main(["--check"], docs) == 1
    assert capsys.readouterr().out.splitlines() == [
        "docs/reference/rules/SEC007.md: stale",
        "docs/reference/rules/OLD001.md: made no more",
        "run python -m docs.make",
    ]
    assert command.main([], docs) == 0
    assert page.read_text("utf-8") == was
    assert gone(made(docs), docs) == []


def test_each_rule_trap_key_and_command_has_a_page():
    reference = DOCS / "reference"
    assert {p.stem for p in (reference / "rules").glob("*.md")} == {*catalog(), *KINDS, "index"}
    assert {p.stem for p in (reference / "commands").glob("*.md")} == {*COMMANDS, "index"}
    keys = spec_schema()["properties"]
    assert {p.stem for p in (reference / "spec").glob("*.md")} == {*keys, "index"}
    assert SEE.keys() == COMMANDS.keys()


def test_what_to_type_names_each_command():
    page = (DOCS / "reference" / "index.md").read_text("utf-8")
    named = set(re.findall(r"`scaleset (\w+)", page.partition("## What to type")[2]))
    assert named & COMMANDS.keys() == COMMANDS.keys()


def test_a_rule_that_is_no_faults_of_reading_has_a_subject():
    letters = {rule.rstrip("0123456789") for rule in catalog() if rule[-1].isdigit()}
    assert letters - SUBJECTS.keys() == set()


def test_exit_codes_are_those_of_the_help():
    page = (DOCS / "reference" / "exit-codes.md").read_text("utf-8")
    assert re.findall(r"^\| (\d) \|", page, re.MULTILINE) == re.findall(r"\b(\d) ", EPILOG)


def test_the_example_of_a_configuration_is_one(tmp_path):
    page = (DOCS / "reference" / "configuration.md").read_text("utf-8")
    (block,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "scaleset.config.yaml").write_text(re.sub("^  ", "", block, flags=re.MULTILINE))
    found = configuration_for(tmp_path / "azuredeploy.json")
    assert found.exclude == ("legacy", "*.test.json")
    keys = re.findall(r"^ *([a-z-]+):", block, re.MULTILINE)
    assert set(keys) - KEYS.keys() <= {"unused-parameter"}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_page_and_a_heading(path):
    dead = []
    for found in LINK.findall(prose(path)):
        target, _, heading = (found[0] or found[1]).partition("#")
        if target.startswith("https:"):
            continue
        other = (path.parent / target).resolve() if target else path
        if not other.is_file() or (heading and heading not in anchors(other)):
            dead.append(f"{target}#{heading}")
    assert dead == []


def test_every_page_is_reached_from_the_first():
    reached, waiting = set(), [DOCS / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        links = [found[0].partition("#")[0] for found in LINK.findall(prose(page))]
        waiting += [
            (page.parent / link).resolve()
            for link in links
            if link and not link.startswith("https:")
        ]
    assert {p for p in PAGES if p.is_relative_to(DOCS)} - reached == set()


def test_nothing_that_a_text_holds_is_taken_for_markup():
    assert plain("a <b> [c] *d* e_f `<g>_h`") == r"a \<b> \[c\] \*d\* e\_f `<g>_h`"
    assert table(["a"], [["`x|y`"]]).splitlines()[-1] == r"| `x\|y` |"


def test_a_finding_names_the_page_of_its_rule_where_that_is_published(monkeypatch, scaleset):
    entry = catalog()["EXT007"]
    assert entry.help_uri == entry.url
    assert paths.page("reference/rules/EXT007") == "docs/reference/rules/EXT007.md"
    assert (ROOT / paths.page("reference/rules/EXT007")).is_file()
    monkeypatch.setattr(paths, "PUBLISHED", "https://docs.example.org/scaleset/")
    address = "https://docs.example.org/scaleset/reference/rules/EXT007.html"
    assert entry.help_uri == address
    found = Diagnostic("EXT007", Severity.WARNING, "", "a.json", Position(1, 1, 1, 1))
    assert page_of(found) == address
    assert f"\nPage: {address}\n" in scaleset("explain", "EXT007").out


def test_explain_names_the_page(scaleset):
    for rule in ("EXT007", "SPC009", "CHG003"):
        assert f"\nPage: docs/reference/rules/{rule}.md\n" in scaleset("explain", rule).out


def test_the_shortest_spec_is_one(tmp_path):
    (tmp_path / "install.sh").write_text("#!/bin/sh\ntrue\n")
    (tmp_path / "scaleset.yaml").write_text(SHORTEST)
    assert run_here(["check", "."], tmp_path).code == 0
