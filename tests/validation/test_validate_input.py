"""What `validate` takes: files, folders, patterns, pipes, and whatever may be wrong with them."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import pytest

from generator.diagnostics import InvalidInput, Severity
from generator.validation import batch
from generator.validation.batch import validate_files
from tests.support import arm
from tests.support.budget import cpu_budget
from tests.support.workspace import ROOT

pytestmark = pytest.mark.slow

TEMPLATE = arm.template(
    parameters={"n": {"type": "int", "maxValue": 3}},
    outputs={"n": {"type": "int", "value": "[parameters('n')]"}},
)
GOOD = json.dumps(TEMPLATE)
BAD = json.dumps({**TEMPLATE, "resurces": []})


def parameters(value: object) -> str:
    return json.dumps(
        {
            "$schema": arm.PARAMETERS_SCHEMA,
            "contentVersion": "1.0.0.0",
            "parameters": {"n": {"value": value}},
        }
    )


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder, in which the test runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(*names: str, text: str = GOOD) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)


def said(*arguments: str) -> list[str]:
    return [f"{i.path} {i.severity.label} {i.message}" for i in validate_files(arguments).findings]


class TestBrokenFiles:
    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b"", "the file is empty"),
            (b"null", "those are objects (this is null)"),
            (b"[1]", "those are objects (this is an array)"),
            (b'"text"', 'those are objects (this is "text")'),
            (b"{}", "it names neither schema"),
            (GOOD[:-1].encode(), "the file ends too early"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a byte here is not UTF-8"),
            (b"{\0}", "no text"),
            (b"[" * 100_000, "nested deeper than 100 levels"),
            (b"x" * (65 * 2**20), "larger than 64 MB"),
        ],
        ids=lambda value: value[:9] if isinstance(value, bytes) else None,
    )
    def test_each_has_a_message_and_the_others_are_checked(self, here, data, message):
        (here / "x.json").write_bytes(data)
        write("y.json", text=BAD)
        report = validate_files(["x.json", "y.json"])
        assert [item.path for item in report.findings] == ["x.json", "y.json"]
        assert message in report.findings[0].message
        assert report.findings[0].severity is Severity.ERROR

    def test_a_template_of_50_mb_is_told_in_seconds(self, here):
        disk = {"type": "Microsoft.Compute/disks", "name": "d" * 5_000, "tags": {"t": "[" * 9_000}}
        write("big.json", text=json.dumps({**TEMPLATE, "resources": [disk] * 3_500}))
        assert (here / "big.json").stat().st_size > 48_000_000
        with cpu_budget(20):
            (line,) = said("big.json")
            assert "a template has at most 4 MB (has 4" in line
            assert line.endswith("nothing else was checked")

    def test_a_file_that_vanishes_is_said(self, here, monkeypatch):
        write("a.json", "b.json")
        find = batch.find_files

        def find_and_remove(*arguments, **options):
            files = find(*arguments, **options)
            (here / "a.json").unlink()
            return files

        monkeypatch.setattr(batch, "find_files", find_and_remove)
        report = validate_files(["a.json", "b.json"])
        assert [(i.path, i.message) for i in report.findings] == [("a.json", "no such file")]
        assert report.tally.templates == 1

    def test_in_a_folder_content_tells_what_is_meant_for_azure(self, here):
        write("a.json")
        write("package.json", text='{"name": "x"}')
        write("broken.json", text="{")
        write("list.json", text="[]")
        assert validate_files(["."]).findings == []
        assert validate_files(["."]).tally.passed_by == 3
        write("cut.json", text=GOOD[:-1])  # it names the schema
        write("azuredeploy.json", text="")  # its name is enough
        write("mainTemplate.json", text="null")
        assert [line.split()[0] for line in said(".")] == [
            "azuredeploy.json", "cut.json", "mainTemplate.json",
        ]  # fmt: skip

    def test_nothing_to_check_is_no_success(self, here):
        write("a.json", text="{}")
        for argument in (".", "*.json"):
            with pytest.raises(InvalidInput, match="no deployment template"):
                validate_files([argument])

    def test_no_bytes_raise_anything(self, here):
        chance = random.Random(3)
        source = BAD.encode()
        for _ in range(200):
            at = chance.randrange(len(source))
            data = source[:at] + chance.randbytes(chance.randrange(4)) + source[at + 2 :]
            (here / "x.json").write_bytes(data)
            assert validate_files(["x.json"]).findings


class TestPairs:
    @pytest.mark.parametrize(
        ("template", "file"),
        [
            ("azuredeploy.json", "azuredeploy.parameters.json"),
            ("azuredeploy.json", "azuredeploy.parameters.us.json"),
            ("azuredeploy.json", "azuredeploy.parameters.us.test.json"),
            ("azuredeploy.json", "azuredeploy.test.parameters.json"),
            ("azuredeploy.json", "azuredeploy.Parameters-test.json"),
            ("pre.main.json", "pre.main.parameters.json"),
            ("template.json", "parameters.json"),
            ("template.json", "parameters.test.json"),
        ],
    )
    @pytest.mark.parametrize("arguments", ["both", "folder", "the file alone", "turned round"])
    def test_a_parameter_file_is_compared_with_its_template(self, here, template, file, arguments):
        write(f"x/{template}")
        write(f"x/{file}", text=parameters(4))
        names = [f"x/{template}", f"x/{file}"]
        given = {
            "both": names,
            "folder": ["x"],
            "the file alone": names[1:],
            "turned round": names[::-1],
        }
        assert said(*given[arguments]) == [
            f"x/{file} error the value of 'n' must be at most 3 (is 4)"
        ]

    def test_the_nearest_name_wins_and_other_folders_do_not_count(self, here):
        write("a.json", "a.b.json", "c/d.json")
        write("a.b.parameters.json", text=parameters(1))
        write("d.parameters.json", text=parameters(4))
        assert said(".") == []
        write("a.b.json", text=GOOD.replace("3", "0"))
        assert len(said(".")) == 1

    def test_a_template_that_is_only_beside_is_not_reported(self, here):
        write("a.json", text=BAD)
        write("a.parameters.json", text=parameters(1))
        assert said("a.parameters.json") == []
        write("a.json", text="{")
        assert said("a.parameters.json") == []

    def test_content_tells_even_where_the_name_says_otherwise(self, here):
        write("a.parameters.json")
        assert validate_files(["a.parameters.json"]).tally.templates == 1


class TestTheCommand:
    def test_standard_input(self, here):
        ran = subprocess.run(
            [sys.executable, "-m", "generator", "validate", "-"],
            input=BAD, capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert ran.returncode == 1
        place, line, marks, _ = ran.stdout.split("\n", 3)
        assert place.startswith("<stdin>:1:")
        assert "did you mean 'resources'?" in place
        assert line[marks.index("^") : marks.rindex("^") + 1] == '"resurces"'

    @pytest.mark.parametrize(
        ("fail_on", "text", "code"),
        [
            ("error", BAD, 1),
            ("never", BAD, 0),
            ("error", GOOD.replace("[parameters('n')]", "[int(1)]"), 0),
            ("warning", GOOD.replace("[parameters('n')]", "[int(1)]"), 1),
            ("note", GOOD, 0),
        ],
    )
    def test_exit_codes(self, here, scaleset, fail_on, text, code):
        write("a.json", text=text)
        assert scaleset("validate", "a.json", "--fail-on", fail_on).code == code

    def test_what_could_not_be_read_is_code_2_whatever_else_there_is(self, here, scaleset):
        write("a.json", text=BAD)
        ran = scaleset("validate", "a.json", "gone.json", "--fail-on", "never")
        assert ran.code == 2
        assert "gone.json: error file no such file or folder" in ran.out
        assert "did you mean 'resources'?" in ran.out

    def test_quiet_says_nothing_of_clean_files(self, here, scaleset):
        write("a.json")
        ran = scaleset("validate", "a.json", "--quiet")
        assert (ran.code, ran.out, ran.err) == (0, "", "")
        assert scaleset("validate", "a.json").err == (
            "No findings.\nChecked 1 template with 0 resources and 0 parameter files.\n"
        )

    @pytest.mark.parametrize(
        ("color", "environment", "colored"),
        [
            ("auto", {}, False),
            ("always", {}, True),
            ("always", {"NO_COLOR": "1"}, True),
            ("auto", {"FORCE_COLOR": "1"}, True),
            ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
            ("never", {"FORCE_COLOR": "1"}, False),
        ],
    )
    def test_colors(self, here, scaleset, color, environment, colored):
        write("a.json", text=BAD)
        ran = scaleset("validate", "a.json", "--color", color, env=environment)
        assert ("\033[" in ran.out) is colored
        assert ("\033[" in ran.err) is colored

    @pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")
    def test_a_terminal_gets_colors(self, here):
        import pty

        for number in range(120):
            write(f"{number}.json", text=BAD)
        for extra, expected in (({}, True), ({"NO_COLOR": "1"}, False)):
            main, other = pty.openpty()
            command = [sys.executable, "-m", "generator", "validate", "."]
            environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", **extra}
            process = subprocess.Popen(command, stdout=other, stderr=other, env=environment)
            os.close(other)
            shown = b""
            try:
                while part := os.read(main, 65_536):
                    shown += part
            except OSError:  # the end of a terminal
                pass
            assert process.wait() == 1
            assert (b"\033[1;31merror" in shown) is expected
            os.close(main)

    def test_processes_give_the_same_report(self, here, scaleset):
        for number in range(30):
            write(f"{number}.json", text=BAD)
            write(f"{number}.parameters.json", text=parameters(number))
        alone, shared = (scaleset("validate", ".", "-j", jobs) for jobs in (1, 3))
        assert alone == shared
        assert alone.err.endswith("30 templates with 0 resources and 30 parameter files.\n")

    @pytest.mark.parametrize("output", ["json", "sarif", "junit", "github"])
    def test_a_pipe_that_closes_early_is_no_crash(self, here, output):
        write("a.json", text=json.dumps({**TEMPLATE, **{f"x{n}": 1 for n in range(2_000)}}))
        process = subprocess.Popen(
            [sys.executable, "-m", "generator", "validate", "a.json", "-o", output],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        process.stdout.read(10)
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
        process.stderr.close()
        process.wait()

    def test_100_000_findings(self, here, scaleset):
        members = {f"x{number}": 1 for number in range(100_000)}
        write("a.json", text=json.dumps({**TEMPLATE, **members}, indent=1))
        ran = scaleset("validate", "a.json", "--full")
        assert ran.code == 1
        assert "100,000  error    TPL002  template-schema\n" in ran.err
        assert ran.out.count(": error TPL002 ") == 100_000
        assert "+ 99,999 more TPL002 in this file, on lines " in scaleset("validate", "a.json").out


class TestBaseline:
    def test_only_what_is_new_is_reported(self, here, scaleset):
        write("x/a.json", text=BAD)
        wrote = scaleset("validate", "x", "--write-baseline", "known.json")
        assert (wrote.code, wrote.out) == (0, "")
        assert wrote.err == "Wrote 1 finding to known.json.\n"
        again = scaleset("validate", "x", "--baseline", "known.json")
        assert (again.code, again.out) == (0, "")
        assert "No findings (1 finding of the baseline left out)." in again.err
        write("x/a.json", text="\n\n" + json.dumps({**TEMPLATE, "vriables": {}, "resurces": []}))
        new = scaleset("validate", "x", "--baseline", "known.json")
        assert new.code == 1
        assert "variables" in new.out
        assert "resurces' is" not in new.out

    def test_it_is_the_same_from_wherever_the_command_runs(self, here, scaleset):
        write("x/a.json", text=BAD)
        scaleset("validate", "x", "--write-baseline", "known.json")
        text = (here / "known.json").read_text()
        assert list(json.loads(text)["findings"]) == ["x/a.json"]
        inside = scaleset("validate", "a.json", "--baseline", "../known.json", cwd=here / "x")
        assert inside.code == 0
        scaleset("validate", here / "x", "--write-baseline", "../known.json", cwd=here / "x")
        assert (here / "known.json").read_text() == text

    def test_one_more_of_the_same_is_new(self, here):
        from generator.reports.validation.baseline import without_known, write_baseline

        disk = {"type": "Microsoft.Compute/disks", "name": "d", "condition": False}
        write("a.json", text=json.dumps({**TEMPLATE, "resources": [disk]}))
        assert write_baseline(Path("known.json"), validate_files(["a.json"])) == 1
        write("a.json", text=json.dumps({**TEMPLATE, "resources": [disk, disk]}))
        report = without_known(Path("known.json"), validate_files(["a.json"]))
        assert (len(report.findings), report.known) == (1, 1)

    @pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"version": 9, "findings": {}}'])
    def test_what_is_no_baseline_is_said(self, here, scaleset, text):
        write("a.json")
        if text is not None:
            write("known.json", text=text)
        ran = scaleset("validate", "a.json", "--baseline", "known.json")
        assert ran.code == 2
        assert ran.err.startswith(("known.json: error file ", "known.json:1:1: error json-"))

    def test_what_cannot_be_read_is_never_known(self, here, scaleset):
        write("a.json", text=BAD)
        wrote = scaleset("validate", "a.json", "gone.json", "--write-baseline", "known.json")
        assert wrote.code == 2
        assert "gone.json" in wrote.err
        assert scaleset("validate", "gone.json", "--baseline", "known.json").code == 2


class TestLinkedTemplates:
    """What a template links to by a path is checked with it."""

    @staticmethod
    def write(folder, name, *resources):
        value = arm.template(*resources)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value), "utf-8")
        return path

    @staticmethod
    def link(path):
        return {
            "type": "Microsoft.Resources/deployments",
            "apiVersion": "2025-04-01",
            "name": "linked",
            "properties": {"mode": "Incremental", "templateLink": {"relativePath": path}},
        }

    FAULTY: ClassVar = {
        "type": "Microsoft.Network/publicIPAddresses",
        "apiVersion": "2024-05-01",
        "name": "p",
        "location": "l",
        "sku": {"name": "Standard"},
        "properties": {"publicIPAllocation": "Static"},
    }

    def test_they_are_found_and_checked_once(self, tmp_path):
        main = self.write(tmp_path, "main.json", self.link("parts/one.json"))
        self.write(tmp_path, "parts/one.json", self.link("two.json"))
        two = self.write(tmp_path, "parts/two.json", self.FAULTY)
        report = validate_files([main])
        assert report.tally.templates == 3
        (finding,) = [item for item in report.findings if item.severity is Severity.ERROR]
        assert (finding.path, finding.rule) == (two.as_posix(), "TPL014")
        assert validate_files([tmp_path]).tally.templates == 3

    def test_in_many_processes_too(self, tmp_path):
        for number in range(3):
            self.write(tmp_path, f"{number}.json", self.link("parts/one.json"))
        self.write(tmp_path, "parts/one.json", self.FAULTY)
        files = [tmp_path / f"{number}.json" for number in range(3)]
        assert validate_files(files, jobs=2) == validate_files(files)
        assert validate_files(files).tally.templates == 4

    def test_a_broken_one_is_told(self, tmp_path):
        main = self.write(tmp_path, "main.json", self.link("one.json"))
        (tmp_path / "one.json").write_text("{", "utf-8")
        said = {(item.rule, Path(item.path).name) for item in validate_files([main]).findings}
        assert said == {("TPL026", "main.json")}
