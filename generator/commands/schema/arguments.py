"""The arguments of `scaleset schema`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.commands.completion import beginning
from generator.commands.options import ALONE, OutputForm, OutputOption, examples


def _resource_types(incomplete: str) -> list[str]:
    from generator.resources.schema import covered_types

    return beginning([item.type for item in covered_types(incomplete.lower())], incomplete)


app = typer.Typer(**ALONE)


@app.command(
    epilog=examples(
        "scaleset schema Microsoft.Compute/virtualMachineScaleSets 2024-07-01",
    ),
)
def schema(
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="[TYPE]",
            help="Resource type, for instance Microsoft.Compute/virtualMachineScaleSets.",
            autocompletion=_resource_types,
        ),
    ] = None,
    api_version: Annotated[
        str | None, typer.Argument(metavar="[API-VERSION]", help="The newest if left out.")
    ] = None,
    output_file: Annotated[
        Path | None,
        typer.Option("--file", "-f", "--output-file", help="Write here, not to standard output."),
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="List types and API versions that have a schema.")
    ] = False,
    output: OutputOption = OutputForm.TEXT,
) -> None:
    """Print a JSON Schema: of the spec, for editors that complete and explain keys, or of TYPE.

    The schema of a resource type is a standard one (2020-12), closed and without expressions: it
    fits what `scaleset expand` prints.
    """
    from generator.commands.schema import run as command

    if list_:
        raise typer.Exit(command.list_types(kind, output.value))
    raise typer.Exit(command.run(kind, api_version, output_file))
