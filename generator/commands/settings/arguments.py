"""The arguments of `scaleset settings`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.commands.completion import specs
from generator.commands.options import (
    ALONE,
    GroupOption,
    OutputForm,
    OutputOption,
    OutsideOption,
    SkusOption,
    examples,
)
from generator.wording.commands import GROUP

app = typer.Typer(**ALONE)


@app.command(
    epilog=examples(
        "scaleset settings shop --resource-group rg",
    ),
)
def settings(
    spec: Annotated[
        Path, typer.Argument(help="The spec, or its folder.", metavar="SPEC", autocompletion=specs)
    ],
    output_dir: Annotated[
        Path | None,
        typer.Option(
            "--output-dir", "-d", file_okay=False, help="Write here, not beside the spec."
        ),
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option(
            "--parameters",
            "-p",
            "--parameter",
            metavar="FILE|NAME=VALUE",
            help="A parameter file, or a value; may be repeated, later ones win.",
        ),
    ] = None,
    resource_group: GroupOption = GROUP,
    allow_outside: OutsideOption = False,
    skus: SkusOption = None,
    output: OutputOption = OutputForm.TEXT,
) -> None:
    """Write settings.json and protected-settings.json for a scale set that exists already.

    Prints the commands that take them: 'az vmss extension set' and Add-AzVmssExtension.
    """
    from generator.commands.settings import run as command

    raise typer.Exit(
        command.run(
            spec,
            command.SettingsRequest(
                output_dir, parameter or [], resource_group, allow_outside, output.value
            ),
        )
    )
