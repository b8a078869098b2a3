"""Commands of the Windows handler, which cmd.exe runs: what unpacks a script, or sets variables.

The whole of it is one argument of powershell.exe in double quotes, so it holds none, and no percent
sign: cmd.exe changes nothing of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.delivery.custom_data import FILE, FOLDER
from generator.delivery.environment import assignments, powershell_text
from generator.spec.references import Expression, joined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Text = str | Expression

_BEGIN = (
    "powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -Command "
    "\"$ErrorActionPreference='Stop';"
)
_CMD = (
    ";$i=New-Object Diagnostics.ProcessStartInfo 'cmd.exe',('/c '+$c);$i.UseShellExecute=$false;"
    '$p=[Diagnostics.Process]::Start($i);$p.WaitForExit();exit $p.ExitCode"'
)
_START = "$p=Join-Path (Get-Location) '"
_RUN = (
    'powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File $p;exit $LASTEXITCODE"'
)
_UNZIP = (
    "$g=New-Object IO.Compression.GZipStream("
    "(New-Object IO.MemoryStream(,$b)),[IO.Compression.CompressionMode]::Decompress);"
    "$f=[IO.File]::Create($p);$g.CopyTo($f);$f.Close();"
)
_PLAIN = (
    ".ps1';$b=[Convert]::FromBase64String('",
    "');[IO.File]::WriteAllBytes($p,[byte[]](0xEF,0xBB,0xBF)+$b);",
)
_GZIPPED = (".ps1';$b=[Convert]::FromBase64String('", "');" + _UNZIP)
_CHECKED = (
    f"$c=Join-Path $env:SystemDrive '{FOLDER}\\{FILE}';"
    "if((Get-FileHash $c -Algorithm SHA256).Hash -ne '"
)
_ELSE = "'){throw 'The custom data of this instance is older than the model: reimage it.'};"
_OTHER = "'){throw 'The package that was downloaded is not the one of the model.'};"
_FROM_CUSTOM_DATA = (f".ps1';{_CHECKED}", f"{_ELSE}$b=[IO.File]::ReadAllBytes($c);{_UNZIP}")


_WAYS = {
    "plain": _PLAIN, "gzip": _GZIPPED, "custom data": _FROM_CUSTOM_DATA, "there": (".ps1';", ""),
}  # fmt: skip

_ZIP = "$z=Join-Path (Get-Location) '"
_EXPAND = (
    "Expand-Archive $z . -Force;"
    "Get-ChildItem -Recurse -File|ForEach-Object{$_.LastWriteTime=Get-Date};"
)
_ZIPPED = {
    "inline": (".zip';[IO.File]::WriteAllBytes($z,[Convert]::FromBase64String('", "'));"),
    "custom data": (f".zip';{_CHECKED}", f"{_ELSE}Copy-Item $c $z;"),
    "package": (".zip';if((Get-FileHash $z -Algorithm SHA256).Hash -ne '", _OTHER),
}


def expanding(name: str, way: str, content: str) -> str:
    """Return the statements that put the files of a zip into the folder in which they run.

    `way` is "inline", where `content` is the zip in base64, or its hash: in "custom data", or in a
    "package" that was downloaded. The files get the time of that moment.
    """
    middle, end = _ZIPPED[way]
    return "".join((_ZIP, name, middle, content, end, _EXPAND))


def script_command(
    name: str, way: str, content: Text, environment: Mapping[str, Any], before: Sequence[str] = ()
) -> Text:
    """Return the command that runs a script, which it holds, or whose hash it holds.

    `way` is "plain" or "gzip", where `content` is the script in base64, or "custom data"; or it is
    "there" already. Statements `before` come first.
    """
    middle, end = _WAYS[way]
    sets = assignments(environment)
    return joined(_BEGIN, *before, _START, name, middle, content, end, *sets, _RUN)


def command_with(environment: Mapping[str, Any], command: Text, before: Sequence[str] = ()) -> Text:
    """Return the command that sets variables and gives another one to cmd.exe."""
    sets = assignments(environment)
    return joined(_BEGIN, *before, *sets, "$c=", *powershell_text(command), _CMD)
