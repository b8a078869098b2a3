"""The commands that take the files: of the Azure CLI in bash, and of PowerShell, 5.1 too.

Windows PowerShell 5.1 reads JSON as objects, which Add-AzVmssExtension does not take, and a file
without a mark as ANSI; it also breaks the quotes of JSON in an argument of az, so no JSON stands
in one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lazy import dataclass
from generator.rendering.extension_settings import ENCODED, IDENTITY_VARIABLE
from generator.wording.commands import for_bash, for_powershell, path_for_bash

if TYPE_CHECKING:
    from pathlib import Path

    from generator.rendering.extension_settings import ExtensionSettings


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one extension: the public settings, and the protected ones if there are any."""

    public: Path
    protected: Path | None


@dataclass(frozen=True, slots=True)
class ExistingSet:
    """The scale set that the commands are for; whether its upgrade mode is Manual."""

    name: str
    group: str
    manual: bool


def azure_cli(item: ExtensionSettings, files: Files, target: ExistingSet) -> str:
    """Return the command of the Azure CLI, for bash."""
    handler = (item.publisher, item.type, item.version)
    publisher, kind, version = map(for_bash, handler)
    lines = [
        "az vmss extension set",
        f"--resource-group {for_bash(target.group)} --vmss-name {for_bash(target.name)}",
        f"--publisher {publisher} --name {kind} --version {version}",
        f"--extension-instance-name {for_bash(item.name)}",
        f"--settings {for_bash('@' + files.public.as_posix())}",
    ]
    if files.protected is not None:
        path = files.protected.as_posix()
        filled = f'"$({_filled(item.variables, files.protected)})"'
        taken = filled if item.variables else for_bash("@" + path)
        lines.append(f"--protected-settings {taken}")
    options = [("--force-update", item.again), ("--no-wait", target.manual)]
    if said := " ".join(option for option, wanted in options if wanted):
        lines.append(said)
    return " \\\n  ".join(lines)


_JSON_TEXT = r"""sed 's/[\\"]/\\&/g' | awk '{printf "%s%s", s, $0; s = "\\n"}'"""


_BASE64 = r"base64 | tr -d '\n'"


def asked_as(variable: str) -> str:
    """Return the name of the variable that a person sets for one of a file."""
    return variable.removeprefix(ENCODED)


def _filled(variables: list[str], path: Path) -> str:
    """Return what writes a file with its variables put in, as JSON writes texts."""
    secrets = [name for name in variables if name != IDENTITY_VARIABLE]
    ways = {name: _BASE64 if name.startswith(ENCODED) else _JSON_TEXT for name in secrets}
    given = [
        f'{name}=$(printf %s "${asked_as(name)}" | {way})' for name, way in sorted(ways.items())
    ]
    names = for_bash(" ".join(f"${{{name}}}" for name in variables))
    return " ".join([*given, f"envsubst {names} < {path_for_bash(path)}"])


_READ = """\
function Read-Settings($value) {
  if ($value -is [array]) { return , @(foreach ($item in $value) { Read-Settings $item }) }
  if ($value -is [Management.Automation.PSCustomObject]) {
    $table = @{}
    foreach ($item in $value.PSObject.Properties) { $table[$item.Name] = Read-Settings $item.Value }
    return $table
  }
"""
_END = """\
  $value
}
"""


def powershell(item: ExtensionSettings, files: Files, target: ExistingSet) -> str:
    """Return the commands of PowerShell."""
    handler = (item.publisher, item.type, item.version)
    publisher, kind, version = map(for_powershell, handler)
    add = [
        "Add-AzVmssExtension -VirtualMachineScaleSet $vmss",
        f"-Name {for_powershell(item.name)} -Publisher {publisher} -Type {kind}",
        f"-TypeHandlerVersion {version} -AutoUpgradeMinorVersion $true",
        f"-Setting {_table(files.public)}",
    ]
    if files.protected is not None:
        add.append(f"-ProtectedSetting {_table(files.protected)}")
    if item.again:
        add.append("-ForceUpdateTag ([guid]::NewGuid())")
    where = (
        f"-ResourceGroupName {for_powershell(target.group)} "
        f"-VMScaleSetName {for_powershell(target.name)}"
    )
    reads = _READ + "".join(map(_fill, item.variables)) + _END
    return reads + "\n".join(
        [
            f"$vmss = Get-AzVmss {where}",
            " `\n  ".join(add),
            f"Update-AzVmss {where} -VirtualMachineScaleSet $vmss",
        ]
    )


def _fill(variable: str) -> str:
    value = f"$env:{asked_as(variable)}"
    if variable.startswith(ENCODED):
        value = f"[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes({value}))"
    replaced = f"$value.Replace('${{{variable}}}', {value})"
    return f"  if ($value -is [string]) {{ $value = {replaced} }}\n"


def _table(path: Path) -> str:
    file = for_powershell(path.as_posix())
    return f"(Read-Settings (Get-Content -Raw -Encoding UTF8 {file} | ConvertFrom-Json))"
