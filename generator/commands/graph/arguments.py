"""The arguments of `scaleset graph`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.commands.options import (
    ALONE,
    NoConfigOption,
    OutsideOption,
    ParametersOption,
    QuietOption,
    examples,
)
from generator.reports.formats import PictureFormat

app = typer.Typer(**ALONE)


@app.command(
    epilog=examples(
        "scaleset graph shop -o mermaid",
        "scaleset graph azuredeploy.json -p azuredeploy.parameters.json -o svg > azuredeploy.svg",
    ),
)
def graph(
    source: Annotated[
        Path,
        typer.Argument(
            help="A template, a spec, a folder of one, or - for standard input.", metavar="SOURCE"
        ),
    ],
    parameters: ParametersOption = None,
    allow_outside: OutsideOption = False,
    no_config: NoConfigOption = False,
    quiet: QuietOption = False,
    output: Annotated[
        PictureFormat,
        typer.Option("--output", "-o", help="Mermaid for Markdown, SVG for a page, or JSON."),
    ] = PictureFormat.MERMAID,
) -> None:
    """Draw the scale sets of a template: who reaches them, where they go, what they may read.

    Each way in has its rule, its ports and what the security groups do to it; each probe what it
    asks. The box of a set lists what a new instance does in its order; steps of one number run in
    any order. What validate finds is marked where it is.
    """
    from generator.commands.graph import run as command

    request = command.GraphRequest(
        parameters or [], "anywhere" if allow_outside else "below", not no_config, quiet
    )
    raise typer.Exit(command.run(source, request, output.value))
