"""The arguments of `scaleset init`."""

from __future__ import annotations

from typing import Annotated

import typer

from generator.commands.completion import starters
from generator.commands.options import ALONE, OutputForm, OutputOption, examples

app = typer.Typer(**ALONE)


@app.command(
    epilog=examples(
        "scaleset init shop --starter cloud-init",
    ),
)
def init(
    name: Annotated[
        str, typer.Argument(help="Name of the scale set, and of the folder that is made for it.")
    ] = ".",
    starter: Annotated[
        str,
        typer.Option(
            "--starter", "-s", autocompletion=starters, help="What to start from; see --list."
        ),
    ] = "linux-script",
    listing: Annotated[bool, typer.Option("--list", help="List the starters.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")] = False,
    with_schema: Annotated[
        bool,
        typer.Option(
            "--with-schema",
            help="Write scaleset.schema.json too, and name it in the spec: editors complete and "
            "explain keys by it. 'scaleset render' keeps it up to date.",
        ),
    ] = False,
    output: OutputOption = OutputForm.TEXT,
) -> None:
    """Write a commented spec to start from, with the files that it names.

    Without NAME the files are written into the current folder.
    """
    from generator.commands.init import run as command

    if listing:
        raise typer.Exit(command.list_starters(output.value))
    raise typer.Exit(command.write_starter(name, starter, force, with_schema, output.value))
