"""The package of a DSC step: a zip with the script in its root, and a folder for each module.

Sources: https://learn.microsoft.com/azure/virtual-machines/extensions/dsc-overview (the script in
the root, what it depends on in folders of modules),
https://learn.microsoft.com/powershell/dsc/configurations/import-dscresource.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.diagnostics import InvalidInput
from generator.files.gathering import GatheredFile, fixed_part
from generator.language.documents.source import decode
from generator.lazy import dataclass, regex
from generator.spec.local_files import named_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.delivery.archives import Files
    from generator.spec.local_files import LocalFiles

BUILT_IN = {"psdesiredstateconfiguration"}
"""The modules of DSC resources that Windows PowerShell 5.1 has itself."""
_CODE = regex(
    r"""
    <\#.*?(?:\#>|\Z)
    |(?:^|(?<=[\s{}();|&,=]))\#[^\n]*
    |@(?P<here>['"])[ \t]*\n.*?(?:^(?P=here)@|\Z)
    |'[^']*(?:'|\Z)
    |"(?:`.|[^"`])*(?:"|\Z)
    |(?<![\w$.-])configuration\s+(?P<name>[\w-]+|'[^'\n]*'|"[^"\n]*")(?=\s*[{\#<])
    |(?<![\w$.-])Import-DscResource\b(?P<import>(?:@\{[^}]{0,500}\}|[`,][ \t]*\n|[^\n;\#])*)
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_MODULES = regex(
    r"[-\u2013\u2014](?:ModuleName|Module)\b\s*:?(.*?)(?=\s[-\u2013\u2014][A-Z]|\}\s*\Z|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_SPECIFIED = regex(r"ModuleName\s*=\s*(['\"]?)([\w.-]+)\1", re.IGNORECASE)
_NAME = regex(r"['\"]?([A-Za-z_][\w.-]*)['\"]?")


@dataclass(frozen=True, slots=True)
class Script:
    """What a script of DSC has in it, each with its line: configurations, modules it imports."""

    configurations: dict[str, int]
    modules: dict[str, int]


def read_script(text: str) -> Script:
    """Return what a script has in it; names that only a run knows are left out."""
    found = Script({}, {})
    line, at = 1, 0
    for part in _CODE.finditer(text):
        line, at = line + text.count("\n", at, part.start()), part.start()
        if part["name"]:
            found.configurations.setdefault(part["name"].strip("'\""), line)
        for name in _imported(part["import"] or ""):
            found.modules.setdefault(name, line)
    return found


def _imported(arguments: str) -> Iterator[str]:
    for given in _MODULES.finditer(arguments):
        if "@{" in given[1]:
            yield from (found[2] for found in _SPECIFIED.finditer(given[1]))
            continue
        for word in given[1].replace("`", " ").split(","):
            name = _NAME.fullmatch(word.strip(" \t\n\r@()"))
            if name:
                yield name[1]


def dsc_files(step: dict[str, Any], files: LocalFiles) -> list[tuple[str, GatheredFile]]:
    """Return what the package of a step has in it, each with the name that it has beside the spec.

    What is named stands in the root, but of the folder of the script, or before a glob, what is in
    it.
    """
    names = named_by(step["files"])
    gathered = files.gathered.get(names, ())
    known = {item.name.lower() for item in gathered}
    found = []
    for item in gathered:
        above = next(_above(names, item.name, step["script"], known), "")
        inside = item.name[len(above) + 1 :] if above else item.name
        found.append((item.name, GatheredFile(inside, item.content)))
    return sorted(found, key=lambda pair: pair[1].name.encode())


def _above(names: tuple[str, ...], name: str, script: Any, known: set[str]) -> Iterator[str]:
    """Yield the folder that is left away of a file, by each of `names` that it is gathered by."""
    for named in names:
        plain, fixed = fixed_part(named)
        if name == plain or name.startswith(f"{plain}/"):
            is_root = name != plain and f"{plain}/{script}".lower() in known
            yield plain if is_root else plain.rpartition("/")[0]
        elif fixed != plain and (not fixed or name.startswith(f"{fixed}/")):
            yield fixed


def packed_for_dsc(step: dict[str, Any], files: LocalFiles) -> Files:
    """Return the files of the package of a step."""
    return tuple(item for _, item in dsc_files(step, files))


def script_in(name: str, files: Files) -> GatheredFile | None:
    """Return the script of a step, where it is in the root of the package."""
    return next((item for item in files if item.name.lower() == name.lower()), None)


def script_of(item: GatheredFile) -> Script:
    """Return what a script that is packed has in it."""
    try:
        text = decode(item.data, item.name)
    except InvalidInput:
        text = ""
    return read_script(text.replace("\r\n", "\n"))
