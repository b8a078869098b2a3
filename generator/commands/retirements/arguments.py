"""The arguments of `scaleset retirements`."""

from __future__ import annotations

from typing import Annotated

import typer

from generator.azure.retirements import KINDS
from generator.commands.options import ALONE, AsOfOption, TableForm, TableOption, examples

app = typer.Typer(**ALONE)


@app.command(
    epilog=examples(
        "scaleset retirements --as-of 2028-06-01",
        "scaleset retirements --kind size -o json",
    ),
)
def retirements(
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            metavar="|".join(KINDS),
            autocompletion=lambda: list(KINDS),
            help="Only of this kind; may be repeated.",
        ),
    ] = None,
    as_of: AsOfOption = None,
    output: TableOption = TableForm.TABLE,
) -> None:
    """List what Azure ends: sizes, images, extensions, features, SKUs, by day.

    With --as-of only what ends until that day. What has no day that is confirmed comes last, and
    without one. 'scaleset validate FOLDER --as-of DAY -o table' lists where your templates use it.
    """
    from generator.commands.retirements import run as command

    wrong = [name for name in kind or () if name not in KINDS]
    if wrong:
        raise typer.BadParameter(f"'{wrong[0]}' is not one of {', '.join(KINDS)}")
    raise typer.Exit(command.run(kind or list(KINDS), as_of, output.value))
