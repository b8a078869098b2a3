"""`scaleset settings`: extension settings as files, and the commands that take them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.reporting import say_json, show_findings
from generator.commands.settings.snippets import ExistingSet, Files, asked_as, azure_cli, powershell
from generator.commands.specs import SPECS, named_file, no_spec
from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.files.writing import write_together
from generator.language.documents.kind import PARAMETERS, kind_of
from generator.language.documents.source import read_document
from generator.lazy import dataclass
from generator.rendering.artifacts import json_text
from generator.rendering.extension_settings import (
    IDENTITY_VARIABLE,
    ExtensionSettings,
    extension_settings,
)
from generator.rendering.options import RenderOptions
from generator.rendering.render import read_spec
from generator.spec.defaults import literal
from generator.wording.commands import SCALE_SET, for_bash
from generator.wording.printable import printable
from generator.wording.saying import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.spec.spec import Spec


@dataclass(frozen=True, slots=True)
class SettingsRequest:
    """What the user asked for."""

    output_dir: Path | None
    parameters: list[str]
    resource_group: str
    allow_outside: bool
    output: str


def run(spec_path: Path, request: SettingsRequest) -> int:
    """Write the settings of every extension of a spec; print commands; give the exit code."""
    spec_path = named_file(spec_path, SPECS)
    if mistakes := list(no_spec(spec_path)):
        raise InvalidInput(mistakes)
    of_files, named = _given(request.parameters)
    try:
        options = RenderOptions(reach="anywhere" if request.allow_outside else "below")
        spec = read_spec(spec_path, options)
        known = {name.lower() for name in spec.parameters}
        # The template has parameters that the spec does not name.
        given = {name: text for name, text in of_files.items() if name.lower() in known}
        found = extension_settings(spec, given | named)
    except InvalidInput as error:
        show_findings(error.diagnostics)
        return 1
    show_findings([*spec.warnings, *_unused_secrets(spec, of_files | named)])
    if not found:
        say(
            f"scaleset: {printable(spec_path.as_posix())}: no delivery step is an extension",
            error=True,
        )
        return 2
    folder = request.output_dir or spec_path.parent
    texts: dict[Path, str] = {}
    written = [(item, _files(item, folder, len(found) == 1, texts)) for item in found]
    write_together(texts, [folder])
    _report(spec, written, request)
    return 0


def _given(texts: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return values of parameters by name: of files, and of NAME=VALUE, which win where later.

    Raises InvalidInput where a text is neither.
    """
    of_files: dict[str, str] = {}
    named: dict[str, str] = {}
    for number, text in enumerate(texts, 1):
        name, equals, value = text.partition("=")
        file = Path(text.removeprefix("@"))
        if file.is_symlink() or file.is_file():
            values = _values_of(file)
            of_files |= values
            named = {name: value for name, value in named.items() if name not in values}
        elif equals:
            named[name] = value
        else:
            message = f"text {number} is no parameter file and not NAME=VALUE"
            raise InvalidInput([Diagnostic("file", Severity.ERROR, message, "--parameters")])
    return of_files, named


def _unused_secrets(spec: Spec, values: dict[str, str]) -> Iterator[Diagnostic]:
    """Yield that values of secrets, which no file may hold, were given in vain."""
    given = {name.lower() for name in values}
    for name, parameter in spec.parameters.items():
        if parameter.secure and name.lower() in given:
            message = (
                f"the value of '{name}' is a secret and was not written: the files have a "
                "placeholder, which the environment fills"
            )
            yield Diagnostic("parameters", Severity.WARNING, message, "--parameters")


def _values_of(file: Path) -> dict[str, str]:
    """Return the values of a parameter file as texts; references to secrets have none.

    Raises InvalidInput where it is no parameter file.
    """
    document = read_document(file)
    if kind_of(document.value) != PARAMETERS:
        message = "this is no parameter file"
        raise InvalidInput([document.diagnostic("file", Severity.ERROR, message)])
    found = {}
    for name, entry in (document.value.get("parameters") or {}).items():
        value = entry.get("value") if isinstance(entry, dict) else None
        if isinstance(value, (str, int)):
            found[name] = str(value)
    return found


def _files(item: ExtensionSettings, folder: Path, alone: bool, texts: dict[Path, str]) -> Files:
    """Return the paths for the settings of an extension; what they will hold goes to `texts`."""
    prefix = "" if alone else f"{item.name}."
    public = folder / f"{prefix}settings.json"
    texts[public] = json_text(item.settings)
    protected = folder / f"{prefix}protected-settings.json" if item.protected else None
    if protected is not None:
        texts[protected] = json_text(item.protected)
    return Files(public, protected)


def _report(
    spec: Spec, written: list[tuple[ExtensionSettings, Files]], request: SettingsRequest
) -> None:
    name = str(literal(spec.value["name"]) or SCALE_SET)
    target = ExistingSet(name, request.resource_group, spec.value["upgrade"]["mode"] == "manual")
    rows = [
        {
            "extension": item.name,
            "files": [path.as_posix() for path in (files.public, files.protected) if path],
            "azureCli": azure_cli(item, files, target),
            "powerShell": powershell(item, files, target),
            "variables": sorted(set(map(asked_as, item.variables))),
        }
        for item, files in written
    ]
    if request.output == "json":
        say_json(rows)
        return
    for row in rows:
        for path in row["files"]:
            say(f"wrote {printable(path)}")
    for row in rows:
        for variable in row["variables"]:
            say(f"\nSet {variable} in the environment first{_origin(variable, name)}")
        say(f"\nAzure CLI, in bash:\n{row['azureCli']}\n\nPowerShell:\n{row['powerShell']}")
    say(
        "\nWith the upgrade mode Manual, running instances take it only after:\n"
        f"az vmss update-instances --resource-group {for_bash(request.resource_group)} "
        f"--name {for_bash(name)} --instance-ids '*'"
    )


def _origin(variable: str, name: str) -> str:
    if variable != IDENTITY_VARIABLE:
        return ": the file has a placeholder for the secret, whose value is not written."
    return f": az identity show --name {for_bash(name + '-id')} --query clientId --output tsv"
