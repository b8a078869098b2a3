"""Braces and strings of a PowerShell script that never end, without PowerShell."""

from __future__ import annotations

import base64

import pytest

from generator.delivery.powershell import powershell_fault
from generator.delivery.powershell_commands import inline_fault
from tests.support.workspace import MINIMAL

BROKEN = [
    ("if ($a) {\n", 1, 9, "this { is never closed"),
    ("f (1\n", 1, 3, "this ( is never closed"),
    ("Write-Host 'a\n", 1, 12, "the string that starts here never ends"),
    ('Write-Host "a `"\n', 1, 12, "the string that starts here never ends"),
    ("$x = @{a = 1}}\n", 1, 14, "a } too many: nothing is open here"),
    ("if ($a) {\n  f (1}\n", 2, 7, "} does not close the ( of line 2"),
    ("Get-X <# and on\n", 1, 7, "the comment that starts here never ends"),
    ("$h = @'\ntext '@\n", 1, 6, "the here-string that starts here never ends"),
    ('"a $(Get-X {) b"\n', 1, 13, ") does not close the { of line 1"),
    ("if $a -eq 1 {\n}\n", 1, 1, "if wants its condition in parentheses"),
    ("if ($a) {\n} elseif $b { }\n", 2, 3, "elseif wants its condition in parentheses"),
    ("  while [int]$a { }\n", 1, 3, "while wants its condition in parentheses"),
    ("if [ -f x ]; then\n", 1, 1, "if wants its condition in parentheses"),
    ("if ($a) { } else if ($b) { }\n", 1, 13, "else wants a block behind it: write elseif"),
    ("try {\n  Get-X\n}\nGet-Y\n", 1, 1, "this try has neither catch nor finally"),
    ("f { try { 1 } # done\n}\n", 1, 5, "this try has neither catch nor finally"),
    ("foreach ($a $b) { }\n", 1, 1, "foreach wants 'in' between the variable and what it goes through"),
    ("$a = @(1, 2,\n)\n", 1, 12, "nothing follows this comma: leave it out"),
    ("param($a,$b, )\n", 1, 12, "nothing follows this comma: leave it out"),
    ("if ($a) {\n  $x =\n}\n", 2, 3, "nothing follows this =: write a value, $null or ''"),
    ("$x = ", 1, 1, "nothing follows this =: write a value, $null or ''"),
    ("Get-X && Get-Y\n", 1, 7, "Windows PowerShell 5.1, which runs this, has no &&: write two statements"),
    ("Get-X || exit 1\n", 1, 7, "Windows PowerShell 5.1, which runs this, has no ||: write two statements"),
    ('Write-Host "to $server: ok"\n', 1, 16, "$server: is read as a scope or a drive: write ${server}:"),
    ('"$a:$b"\n', 1, 2, "$a: is read as a scope or a drive: write ${a}:"),
    ('$t = @"\nof $name: x\n"@\n', 2, 4, "$name: is read as a scope or a drive: write ${name}:"),
]  # fmt: skip


@pytest.mark.parametrize(("script", "line", "column", "said"), BROKEN)
def test_what_never_ends_is_found_at_its_place(script, line, column, said):
    place, message = powershell_fault(script)
    assert (place.line, place.column, message) == (line, column, said)


@pytest.mark.parametrize(
    "script",
    [
        "# don't { \nGet-X\n",
        "Get-X <# ( ' #> -Name b\n",
        'Write-Host "a $(Get-X "b{" @{c = 1}) d"\n',
        "$h = @'\nit's {\n'@\n",
        '$h = @"\nit\'s "$(1 + 1)" {\n"@\n',
        "Write-Host 'it''s' \"a\"\"b{\"\n",
        'echo `{ `" ]\n',
        "cmd --% /c echo {\n",
        "${a{b}\n",
        "Write-Host \u201cit's\u201d\n",
        "try { 1 }\n# why\n<# so #>\ncatch { }\ntry { 1 } finally { 2 }\n",
        "$h = @{ if = 1; try = { 2 }; while = 3 }\n",
        "if($a){1}elseif($b){2}else{3}\nif (\n$a) { }\nwhile ($a) { }\n",
        "Get-X | foreach { $_ }\nforeach ($a in $b) { }\nforeach ($a in\n$b) { }\n",
        "cmd /c \"a && b || c\"\ncmd --% /c a && b\n# a && b\n$x = 'a || b'\n",
        '"$env:PATH $($a): ${a}: `$a: $script:x [A]::B $a::b $?: 1:2 $"\n',
        "'$a: b'\n$x = @'\n$a: b\n'@\n",
        "Foo a=\n$x = `\n  1\n$a -eq $b\n$x[0] = 1, 2\n[int[,]]$m = $null\n",
        "switch ($a) { 'b' { 1 } }\ndo { 1 } while ($a)\n",
        "",
    ],
)
def test_what_ends_is_no_fault(script):
    assert powershell_fault(script) is None


INLINE = {
    'powershell -Command "if ($a) { exit 1 }"': None,
    'powershell.exe -NoProfile -c "& { Write-Host \\"a b\\" }"': None,
    'powershell -Command "Get-X | Select-Object -First 1"': None,
    'powershell -Command "if ($a) { exit 1"': "PowerShell cannot read its command, line 1, column 9: this { is never closed",
    'cmd /c powershell -ExecutionPolicy Bypass -Command "a && b"': "PowerShell cannot read its command, line 1, column 3: Windows PowerShell 5.1, which runs this, has no &&: write two statements",
    'powershell -Command "%RUN% {"': None,
    'powershell -Command "a" && powershell -Command "{"': None,
    'powershell -File "a {.ps1"': None,
    'pwsh -Command "a && b"': None,
    f'powershell -enc {base64.b64encode("if ($a) { 1 }".encode("utf-16-le")).decode()}': None,
    f'powershell -EncodedCommand {base64.b64encode("if ($a) {".encode("utf-16-le")).decode()}': "PowerShell cannot read its command, line 1, column 9: this { is never closed",
    "powershell -EncodedCommand aGk": "what follows -EncodedCommand is not base64 of UTF-16, so PowerShell refuses it",
}  # fmt: skip


@pytest.mark.parametrize("command", INLINE)
def test_what_a_command_line_gives_to_powershell_is_read(command):
    assert inline_fault(command) == INLINE[command]


def test_a_command_that_powershell_cannot_read_is_an_error_in_spec_and_template(folder):
    windows = MINIMAL.replace("os: linux", "os: windows").partition(", sshKey")[0] + "}\n"
    command = 'powershell -Command "if ($a) {"'
    step = f"deliver:\n  - customScript:\n      commandToExecute: '{command}'\n"
    (said,) = folder.mistakes(windows + step)
    expected = INLINE['powershell -Command "if ($a) { exit 1"']
    assert said == f"7:25 {expected}"
