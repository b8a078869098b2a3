"""A baked step of Windows runs the command that the extension would run, where its files lie.

The files are put where Microsoft's page and reports say that the handler puts them, and the command
is given to cmd.exe of wine. PowerShell is not there: a batch file in its place notes its arguments.
"""

from __future__ import annotations

import re

import pytest

from generator.delivery.command_files import remarks
from generator.delivery.downloads import files_of
from generator.rendering.artifacts import IMAGE
from generator.rendering.options import RenderOptions
from generator.rendering.render import render
from tests.support.features import COMPUTE, WINDOWS
from tests.support.windows import needs_wine, parses, said_by_cmd
from tests.support.workspace import STARTERS

pytestmark = pytest.mark.skipif(needs_wine, reason="needs wine, whose cmd.exe runs the commands")
BLOB = "https://acct1.blob.core.windows.net/c"
RAW = "https://raw.githubusercontent.com/o/r/main"
SHELL = "@echo off\r\necho %*>args.txt\r\nif exist %4 exit /b 7\r\nexit /b 1\r\n"
"""In the place of PowerShell -ExecutionPolicy X -File NAME: 7 where the file is there."""


CASES = [
    (f"{BLOB}/s/a.bat", "s/a.bat", "a.bat", "s\\a.bat"),
    (f"{RAW}/s/a.bat", "a.bat", "s\\a.bat", ".\\a.bat"),
    (f"{BLOB}/s/a%20b.bat", "s/a b.bat", '"a b.bat" /q', '"s\\a b.bat"'),
]


def as_line(command: str) -> str:
    """Return the line of a batch file that gives a command to cmd as the handler does."""
    quoted, line = False, ""
    for sign in command:
        quoted ^= sign == '"'
        line += "%%" if sign == "%" else f"^{sign}" if sign in "&|<>^()" and not quoted else sign
    return f"cmd.exe /c {line}"


def codes(commands, folder):
    """Run commands one after the other, each in a folder; give their exit codes."""
    lines = []
    for where, command in commands:
        lines += [f"pushd {where}", as_line(command), "echo code %errorlevel%", "popd"]
    said = said_by_cmd([*lines, "exit 0"], folder)
    return [int(line.split()[1]) for line in said if line.startswith("code ")]


def laid(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())


def test_what_is_said_to_be_wrong_fails_and_what_to_write_runs(tmp_path):
    commands = []
    for number, (address, lies, wrong, write) in enumerate(CASES):
        (found,) = remarks(wrong, files_of([address], "windows"))
        assert found.message.endswith(f"write {write}")
        laid(tmp_path / f"n{number}", {lies: "@exit /b 5\r\n"})
        commands += [(f"n{number}", wrong), (f"n{number}", write)]
    found = codes(commands, tmp_path)
    assert (set(found[1::2]), 0 in found[::2], 5 in found[::2]) == ({5}, False, False)


def test_the_command_of_a_baked_step_is_the_one_of_the_extension(folder, tmp_path):
    spec = (STARTERS / "windows-iis" / "scaleset.yaml").read_text()
    starter = re.search(r"commandToExecute: (.*)", spec)[1]
    urls = {
        starter: "https://raw.githubusercontent.com/MicrosoftDocs/azure-cloud-services-files/temp/install-iis.ps1",
        'PowerShell -ExecutionPolicy Bypass -File "s\\a b.ps1" "100 & more" > "my log.txt"': f"{BLOB}/s/a%20b.ps1",
    }  # fmt: skip
    scripts, expected = [], []
    for command, url in urls.items():
        text = f"{WINDOWS}deliver:\n- customScript:\n    auth: none\n    fileUris: ['{url}']\n    commandToExecute: '{command}'\n"
        options = RenderOptions(product=IMAGE, gallery_image=f"{COMPUTE}/galleries/a/images/w")
        made = {item.name: item.text for item in render(folder.write(text), options).artifacts}
        scripts.append(made["image/scripts/01-customScript.ps1"])
        expected.append(command)
    assert all(parses(script) for script in scripts)
    given = [re.search(r"Arguments = '/c (.*)'\n", script)[1].replace("''", "'") for script in scripts]  # fmt: skip
    assert given == expected
    files = {name.replace("\\", "/"): "" for script in scripts for name in re.findall(r"-OutFile '(.*)'", script)}  # fmt: skip
    assert list(files) == ["install-iis.ps1", "s/a b.ps1"]
    laid(tmp_path, {**files, "PowerShell.bat": SHELL, "plain.bat": SHELL.replace("%4", "%3")})
    percent = "echo 1..3 % {x}> percent.txt"
    run = [percent, given[0].replace("PowerShell", "plain.bat"), given[1].replace("PowerShell", "PowerShell.bat")]  # fmt: skip
    assert codes([(".", item) for item in run], tmp_path) == [0, 7, 7]
    assert (tmp_path / "percent.txt").read_text().strip() == "1..3 % {x}"
    arguments = (tmp_path / "args.txt").read_text().strip()
    assert arguments == '-ExecutionPolicy Bypass -File "s\\a b.ps1" "100 & more"'
    assert (tmp_path / "my log.txt").is_file()
