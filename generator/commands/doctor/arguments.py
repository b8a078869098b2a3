"""The arguments of `scaleset doctor`."""

from __future__ import annotations

import typer

from generator.commands.options import ALONE, OutputForm, OutputOption, examples

app = typer.Typer(**ALONE)


@app.command(
    epilog=examples(
        "scaleset doctor -o json",
    )
)
def doctor(output: OutputOption = OutputForm.TEXT) -> None:
    """Report which versions run here, which optional tools are found, and of which day the data is.

    The exit code is 1 where something is missing that scaleset cannot do without.
    """
    from generator.commands.doctor import run as command

    raise typer.Exit(command.run(output.value))
