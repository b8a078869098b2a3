"""The arguments of `scaleset sizes`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.commands.completion import beginning
from generator.commands.options import (
    ALONE,
    AsOfOption,
    NoConfigOption,
    SkusOption,
    TableForm,
    TableOption,
    examples,
)


def _names(incomplete: str) -> list[str]:
    from generator.azure.sizes import sizes as known

    return beginning([item.name for item in known()], incomplete)


app = typer.Typer(**ALONE)


@app.command(
    epilog=examples(
        "scaleset sizes 'D*ds_v6' --location westeurope",
        "scaleset sizes Standard_D2s_v5 -o json",
        "scaleset sizes --skus skus.json --compact sizes.json",
    ),
)
def sizes(
    pattern: Annotated[
        str | None,
        typer.Argument(
            metavar="[PATTERN]",
            help="A name, a part of it, or a pattern such as 'D*s_v5', with or without Standard_.",
            autocompletion=_names,
        ),
    ] = None,
    location: Annotated[
        str | None,
        typer.Option(
            "--location", "-l", metavar="REGION", help="Only what this region offers, with zones."
        ),
    ] = None,
    all_: Annotated[
        bool,
        typer.Option("--all", help="Also sizes that no region offers any more, or not yet."),
    ] = False,
    no_config: NoConfigOption = False,
    skus: SkusOption = None,
    compact: Annotated[
        Path | None,
        typer.Option(
            "--compact",
            metavar="FILE",
            help="Write what --skus names to this file, a hundredth as large, for --skus and for "
            "the key 'skus' of scaleset.config.yaml.",
        ),
    ] = None,
    as_of: AsOfOption = None,
    output: TableOption = TableForm.TABLE,
) -> None:
    """List sizes of machines: processors, memory, disks, generation, security, end.

    An empty cell is not known, 'no' is known. The facts ship with this version, of the day that is
    named; with --skus they are those of your subscription, and what it cannot have is left out.
    One name lists all that is known of a size.
    """
    from generator.commands.sizes import run as command

    if compact is not None:
        if skus is None:
            raise typer.BadParameter("--compact writes what --skus names; name a file with --skus")
        raise typer.Exit(command.compact(compact))
    request = command.SizesRequest(pattern, location, all_, as_of, output.value)
    raise typer.Exit(command.run(request))
