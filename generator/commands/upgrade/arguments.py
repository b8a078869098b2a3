"""The arguments of `scaleset upgrade`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.commands.completion import specs as specs_below
from generator.commands.options import ALONE, ExcludeOption, OutputForm, OutsideOption, examples

app = typer.Typer(**ALONE)


@app.command(
    epilog=examples(
        "scaleset upgrade shop --check",
        "scaleset upgrade .",
    ),
)
def upgrade(
    specs: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Specs, or folders that hold some. Default: this folder.",
            metavar="[SPEC|FOLDER...]",
            autocompletion=specs_below,
            show_default=False,
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Write nothing; exit with 1 where a spec is not of the newest version."
        ),
    ] = False,
    exclude: ExcludeOption = None,
    allow_outside: OutsideOption = False,
    output: Annotated[
        OutputForm, typer.Option("--output", "-o", help="Text for people, or json.")
    ] = OutputForm.TEXT,
) -> None:
    """Write the newest version of the defaults into specs, and say what that changes.

    A spec renders by the defaults of its version (the key 'version', 1 where it has none), also
    with a newer scaleset: a new release changes nothing until this command is run. It lists each
    default that is another one, with the reason, and each property of the template. Keys that have
    another name now are renamed; the rest of the file stays as it is, comments too. Exit codes: 0,
    1 where a spec has errors or by --check, 2 could not run.
    """
    from generator.commands.specs import find_specs
    from generator.commands.upgrade import run as command
    from generator.validation.selection.options import ValidateOptions

    excludes = ValidateOptions(exclude=tuple(exclude or ())).excludes
    found = find_specs(specs or [Path()], excludes=excludes)
    reach = "anywhere" if allow_outside else "below"
    raise typer.Exit(command.run(found, reach, check=check, output=output.value))
