"""The arguments of `scaleset explain`."""

from __future__ import annotations

from typing import Annotated

import typer

from generator.commands.completion import rules
from generator.commands.options import ALONE, OutputForm, OutputOption, examples

app = typer.Typer(**ALONE)


@app.command(
    epilog=examples(
        "scaleset explain SEC007",
    ),
)
def explain(
    rule: Annotated[
        str,
        typer.Argument(
            help="Id or name of the rule, or the code that Azure answers to an update.",
            metavar="RULE",
            autocompletion=rules,
        ),
    ],
    output: OutputOption = OutputForm.TEXT,
) -> None:
    """Explain a rule: why it is there, a bad and a good example, and the page it rests on."""
    from generator.commands.rules import run as command

    raise typer.Exit(command.explain(rule, output.value))
