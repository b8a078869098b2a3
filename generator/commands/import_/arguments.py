"""The arguments of `scaleset import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.commands.options import (
    ALONE,
    OutputForm,
    OutputOption,
    ParametersOption,
    QuietOption,
    examples,
)

app = typer.Typer(**ALONE)


@app.command(
    "import",
    epilog=examples(
        "scaleset import azuredeploy.json -d shop",
        "az group export -g rg | scaleset import - --name shop",
        "az vmss show -g rg -n shop -o json | scaleset import -",
    ),
)
def import_(
    template: Annotated[
        Path,
        typer.Argument(
            help="A template, its folder, or what az vmss show prints; - is standard input.",
            metavar="TEMPLATE",
        ),
    ],
    parameters: ParametersOption = None,
    name: Annotated[
        str | None,
        typer.Option("--name", "-n", help="The scale set to take, where there are several."),
    ] = None,
    output_dir: Annotated[
        Path | None,
        typer.Option(
            "--output-dir",
            "-d",
            file_okay=False,
            help="Write here. Default: a folder with the name of the set.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")] = False,
    quiet: QuietOption = False,
    output: OutputOption = OutputForm.TEXT,
) -> None:
    """Make a spec of a scale set in a template, or of one that runs, with the files in it.

    Scripts and cloud-init become files beside it, secrets become secure parameters, and what a
    spec has no key for stands in 'raw'. The spec is rendered and compared with the template: what
    a deployment of it would still change is said.

    Exit code 1: something differs, or the spec renders with errors, which the template has too.
    """
    from generator.commands.import_ import run as command

    request = command.ImportRequest(parameters or [], name, output_dir, force, quiet, output.value)
    raise typer.Exit(command.run(template, request))
