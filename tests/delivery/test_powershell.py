"""Braces and strings of a PowerShell script that never end, without PowerShell."""

from __future__ import annotations

import pytest

from generator.delivery.powershell import powershell_fault

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
]


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
        "",
    ],
)
def test_what_ends_is_no_fault(script):
    assert powershell_fault(script) is None
