"""The command line: which commands there are. Each is loaded when it is named."""

from __future__ import annotations

from contextlib import contextmanager
from importlib import import_module
from itertools import takewhile
from keyword import iskeyword
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer._click.exceptions import ClickException
from typer.core import TyperGroup
from typer.main import get_command

from generator import __version__
from generator.wording.printable import safe_lines
from generator.wording.saying import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from typer._click import Command, Context

COMMANDS = {
    "init": "Write a commented spec to start from.",
    "render": "Render specs to validated templates.",
    "publish": "Upload the packages of specs.",
    "import": "Make a spec of a template.",
    "check": "Check specs; write nothing.",
    "upgrade": "Write the newest version into specs.",
    "image": "Bake delivery steps into an image.",
    "application": "Make a folder or a step a VM Application.",
    "validate": "Check templates, parameter files and specs.",
    "rules": "List the rules of validate.",
    "explain": "Explain a rule, or a fault of a spec.",
    "expand": "Show what Azure would deploy.",
    "bicep": "Print a template as Bicep.",
    "plan": "Say what an update does to running instances.",
    "try": "Try an instance on this machine before Azure does.",
    "graph": "Draw who reaches a scale set, and what it reaches.",
    "drift": "Say what differs between git and what runs.",
    "schema": "Print the JSON Schema of the spec or of a resource.",
    "sizes": "List sizes of machines and what they can do.",
    "images": "List marketplace images and what they run on.",
    "retirements": "List what Azure ends, by day.",
    "settings": "Write extension settings for an existing set.",
    "doctor": "Show versions, optional tools and the day of the data.",
}
"""What help and completion say of each command, in this order; commands/NAME/ has the rest."""

EPILOG = (
    "Exit codes: 0 clean, 1 findings (or stale output with --check), 2 could not run; "
    "plan --exit-code: 3 something changes."
)


_OFTEN_TRIED = {
    "--format": "the format is --output, or -o",
    "--dry-run": "'render --check' writes nothing, and 'plan' says what a deployment does",
    "--connection-string": "it stands in AZURE_STORAGE_CONNECTION_STRING",
    "--sas-token": "it stands in AZURE_STORAGE_SAS_TOKEN",
    "--account-key": "a connection string stands in AZURE_STORAGE_CONNECTION_STRING",
}
"""Options of other tools, and what is meant by them here."""


@contextmanager
def _safe_mistakes() -> Iterator[None]:
    """Make the message of a mistake in the options safe, which may name a file of a pattern."""
    try:
        yield
    except ClickException as error:
        error.message = safe_lines(error.message)
        raise


def arguments_of(name: str) -> str:
    """Return the module of a command's arguments; a word of Python has a mark behind it."""
    return f"generator.commands.{name}{'_' if iskeyword(name) else ''}.arguments"


class _Lazy(TyperGroup):
    """Lists commands by `COMMANDS`; only the one that is run, or completed, is loaded."""

    def make_context(self, *given: Any, **extra: Any) -> Context:
        with _safe_mistakes():
            return super().make_context(*given, **extra)

    def invoke(self, ctx: Context) -> Any:
        with _safe_mistakes():
            return super().invoke(ctx)

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        if args[:1] == ["version"]:
            _version(wanted=True)
        if args[:1] == ["help"]:
            if not args[1:]:
                say(ctx.get_help())
                raise typer.Exit
            args = [args[1], "--help"]
        for word in takewhile("--".__ne__, args[1:]):
            hint = _OFTEN_TRIED.get(word.partition("=")[0])
            if hint and (args[0], word) != ("publish", "--dry-run"):
                raise typer.BadParameter(f"there is no {word.partition('=')[0]}; {hint}")
        name, found, rest = super().resolve_command(ctx, args)
        if found is not None and name is not None:
            found = get_command(import_module(arguments_of(name)).app)
        return name, found, rest


app = typer.Typer(
    name="scaleset",
    cls=_Lazy,
    help="Generate and validate ARM templates for Azure virtual machine scale sets.",
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        say(f"scaleset {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option("--version", "-v", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Generate and validate ARM templates for Azure virtual machine scale sets."""


def _listed(name: str) -> Callable[[], None]:
    """Return what stands for a command until it is loaded."""

    def stand_in() -> None:
        """Never run: `_Lazy` loads the command."""

    stand_in.__name__ = name
    return stand_in


for _name, _says in COMMANDS.items():
    app.command(_name, short_help=_says)(_listed(_name))
