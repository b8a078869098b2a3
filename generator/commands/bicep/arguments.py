"""The arguments of `scaleset bicep`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.commands.options import (
    ALONE,
    OutputForm,
    OutputOption,
    OutsideOption,
    QuietOption,
    examples,
)

app = typer.Typer(**ALONE)


@app.command(
    epilog=examples(
        "scaleset bicep azuredeploy.json -p azuredeploy.parameters.json",
        "scaleset bicep azuredeploy.json --stdout",
    ),
)
def bicep(
    template: Annotated[
        Path, typer.Argument(help="The template, or its folder.", metavar="TEMPLATE")
    ],
    outfile: Annotated[
        Path | None,
        typer.Option(
            "--file", "-f", "--outfile", dir_okay=False, help="Write here, not beside the template."
        ),
    ] = None,
    params: Annotated[
        list[Path] | None,
        typer.Option(
            "--parameters",
            "-p",
            "--params",
            dir_okay=False,
            metavar="FILE",
            help="A parameter file, to become a .bicepparam; may be repeated.",
        ),
    ] = None,
    stdout: Annotated[
        bool, typer.Option("--stdout", help="Print the Bicep instead of writing files.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite files that say something else.")
    ] = False,
    allow_outside: OutsideOption = False,
    quiet: QuietOption = False,
    output: OutputOption = OutputForm.TEXT,
) -> None:
    """Print an ARM template as the Bicep that one would write by hand.

    Resources get symbols, and what refers to them does so by symbol; loops, conditions, comments,
    types and functions stay what they are. Templates within become modules, in modules/ beside the
    file. What Bicep cannot express is reported with its line, and marked TODO in the file.
    """
    from generator.commands.bicep import run as command

    request = command.BicepRequest(outfile, params or [], stdout, force, quiet, output.value)
    raise typer.Exit(command.run(template, request))
