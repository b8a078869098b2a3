"""The arguments of `scaleset rules`."""

from __future__ import annotations

from typing import Annotated

import typer

from generator.commands.options import ALONE, OutputForm, OutputOption, examples

app = typer.Typer(**ALONE)


@app.command(
    epilog=examples(
        "scaleset rules SEC UPG",
    ),
)
def rules(
    selectors: Annotated[
        list[str] | None,
        typer.Argument(help="Ids, beginnings of ids (SEC) or names.", metavar="[RULE...]"),
    ] = None,
    output: OutputOption = OutputForm.TEXT,
) -> None:
    """List the rules of validate: id, name, severity, and the tools that have them too.

    The severity is that of the configuration of this folder, 'off' where it leaves a rule out.
    """
    from generator.commands.rules import run as command

    raise typer.Exit(command.list_rules(selectors or [], output.value))
