"""The arguments of `scaleset images`."""

from __future__ import annotations

from typing import Annotated

import typer

from generator.commands.options import ALONE, AsOfOption, TableForm, TableOption, examples

app = typer.Typer(**ALONE)


@app.command(
    epilog=examples(
        "scaleset images 'Canonical:*'",
        "scaleset images Canonical:ubuntu-24_04-lts:server -o json",
    ),
)
def images(
    pattern: Annotated[
        str | None,
        typer.Argument(
            metavar="[PATTERN]",
            help="publisher:offer:sku, a part of it, or a pattern such as '*windows*2022*'.",
        ),
    ] = None,
    as_of: AsOfOption = None,
    output: TableOption = TableForm.TABLE,
) -> None:
    """List marketplace images: architecture, generation, Trusted Launch, end of support.

    Offer and sku of a row are regular expressions, as one row is for many images. A whole
    publisher:offer:sku lists the row that it is of. An empty cell is not known.
    """
    from generator.commands.images import run as command

    raise typer.Exit(command.run(pattern, as_of, output.value))
