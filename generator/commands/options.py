"""The options and choices that commands share, each with its help, said once."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from generator.commands.completion import rules
from generator.files.reading import allow_outside
from generator.reports.formats import Format

if TYPE_CHECKING:
    from collections.abc import Callable

ALONE: dict[str, Any] = {
    "add_completion": False,
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
}
"""How the application of a single command is made; cli.py puts them together."""


class OutputForm(StrEnum):
    """How a command reports what it did."""

    TEXT = "text"
    JSON = "json"


class TableForm(StrEnum):
    """How a command lists facts."""

    TABLE = "table"
    JSON = "json"


class RenderForm(StrEnum):
    """How `render` reports."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


class Color(StrEnum):
    """When a report has colors."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class PlanFailOn(StrEnum):
    """What a plan may do to running instances before the exit code is 1."""

    REFUSE = "refuse"
    OUTAGE = "outage"
    REPLACE = "replace"
    REIMAGE = "reimage"
    RESTART = "restart"
    RERUN = "rerun"
    UNKNOWN = "unknown"


class DriftForm(StrEnum):
    """How `drift` reports."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


class DriftFailOn(StrEnum):
    """What makes the exit code of `drift` 1."""

    DRIFT = "drift"
    NEVER = "never"


class Shell(StrEnum):
    """The shell that commands are quoted for."""

    BASH = "bash"
    POWERSHELL = "powershell"


class Mode(StrEnum):
    """The mode of a deployment."""

    INCREMENTAL = "incremental"
    COMPLETE = "complete"


class SchemaForm(StrEnum):
    """How resources are shown."""

    JSON = "json"
    TABLE = "table"


class Profile(StrEnum):
    """Whose checks are run."""

    DEFAULT = "default"
    ARM_TTK = "arm-ttk"


class FailOn(StrEnum):
    """The least severity that makes the exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    NEVER = "never"

    @classmethod
    def read(cls, word: str) -> FailOn:
        """Return the level that a word names; `info` is an older one for `note`."""
        try:
            return cls.NOTE if word.lower() == "info" else cls(word.lower())
        except ValueError:
            raise typer.BadParameter(f"'{word}' is not one of {', '.join(cls)}") from None


def read_day(text: str) -> date:
    """Return the day that an option names."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"'{text}' is no day; write YYYY-MM-DD") from None


def examples(*lines: str) -> str:
    """Return the end of a help text: command lines, each in a line of its own."""
    return "\n".join(["\b", "Examples:" if lines[1:] else "Example:", *(f"  {x}" for x in lines)])


def integer(least: int) -> Callable[[str | int], int]:
    """Return what reads an integer that is not below `least`."""

    def read(text: str | int) -> int:
        if str(text).isdecimal() and int(text) >= least:
            return int(text)
        raise typer.BadParameter(f"'{text}' must be an integer, {least} or more")

    return read


def _lets_outside(allowed: bool) -> bool:
    """Open the door of the reader, or close it."""
    allow_outside(allowed)
    return allowed


def _own_sizes(context: typer.Context, path: Path | None) -> Path | None:
    """Let the sizes of a file hold, or of one that the configuration of this folder names."""
    from generator.azure.given import give_sizes

    file = path or _configured_sizes(context)
    if file is None:
        give_sizes(None)
        return None
    from generator.azure.sku_answer import read_answer
    from generator.diagnostics import InvalidInput

    try:
        give_sizes(read_answer(file))
    except InvalidInput as error:
        if path is None:
            raise
        wrong = error.diagnostics[0]
        raise typer.BadParameter(f"{wrong.path}: {wrong.message}") from None
    return path


def _configured_sizes(context: typer.Context) -> Path | None:
    if context.params.get("no_config"):
        return None
    from generator.diagnostics import InvalidInput
    from generator.validation.selection.configuration import configuration_for

    try:
        found = configuration_for(Path("here"))
    except InvalidInput:
        return None  # the command tells it
    return found.skus if found else None


AsOfOption = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        parser=read_day,
        metavar="YYYY-MM-DD",
        help="Day that facts are read at: ages of API versions, ends of signatures, what Azure "
        "retires until then (-o table lists that). "
        "Default: the day of the data, so that a version says the same on every day.",
        show_default=False,
    ),
]
JobsOption = Annotated[
    int,
    typer.Option(
        "--jobs",
        "-j",
        parser=integer(0),
        metavar="N",
        help="Processes to use; 0 means one per core.",
    ),
]
ParametersOption = Annotated[
    list[str] | None,
    typer.Option(
        "--parameters",
        "-p",
        metavar="FILE|NAME=VALUE",
        help="A parameter file, NAME=VALUE, NAME=@FILE or a JSON object; "
        "may be repeated, later ones win.",
    ),
]
OutputOption = Annotated[
    OutputForm, typer.Option("--output", "-o", help="Report as text or as JSON on standard output.")
]
TableOption = Annotated[
    TableForm, typer.Option("--output", "-o", help="A table, or json for programs.")
]
OutsideOption = Annotated[
    bool,
    typer.Option(
        "--allow-outside",
        callback=_lets_outside,
        help="Read files outside of the repository, or of the folder that is looked at; "
        "files of a spec also outside of its own folder.",
    ),
]
DeadlineOption = Annotated[
    float,
    typer.Option(
        "--deadline",
        min=0.0,
        metavar="SECONDS",
        help="How long bash, shellcheck and cloud-init may take together, for each spec.",
    ),
]
SkusOption = Annotated[
    Path | None,
    typer.Option(
        "--skus",
        metavar="FILE",
        callback=_own_sizes,
        help="Sizes as your subscription has them, in place of those that ship: what "
        "'az vm list-skus --all -o json' printed.",
    ),
]
StdoutOption = Annotated[
    bool, typer.Option("--stdout", help="Print the template instead of writing files.")
]
OutputDirOption = Annotated[
    Path | None,
    typer.Option("--output-dir", "-d", file_okay=False, help="Write here, not beside the spec."),
]
CheckOption = Annotated[
    bool, typer.Option("--check", help="Write nothing; fail with a diff where files are stale.")
]
GroupOption = Annotated[
    str, typer.Option("--resource-group", "-g", help="Resource group for the printed command.")
]
EnvironmentOption = Annotated[
    str,
    typer.Option(
        "--env",
        metavar="NAME",
        help="Only this of the environments that the spec has (see 'environments').",
        show_default=False,
    ),
]
SelectOption = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        metavar="RULE",
        autocompletion=rules,
        help="Only this rule counts: an id, its beginning (SEC), a name or ALL; may be repeated.",
    ),
]
ExcludeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude",
        metavar="PATTERN",
        help="Skip what fits in folders and patterns: legacy, '*.test.json', 'infra/old/*'; "
        "may be repeated. Files that are named are checked.",
    ),
]
IfAnyOption = Annotated[
    bool,
    typer.Option(
        "--if-any",
        help="Exit with 0 where folders and patterns hold nothing to look at; else that is 2.",
    ),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Report findings only.")]
ColorOption = Annotated[
    Color, typer.Option("--color", help="Colors: auto is on a terminal, without NO_COLOR.")
]
FailOnOption = Annotated[
    FailOn | None,
    typer.Option(
        "--fail-on",
        parser=FailOn.read,
        metavar="|".join(FailOn),
        autocompletion=lambda: list(FailOn),
        help="Minimum severity that fails the run. Default: error.",
        show_default=False,
    ),
]
BaselineOption = Annotated[
    Path | None,
    typer.Option("--baseline", metavar="FILE", help="Report only what is not in this file."),
]
WriteBaselineOption = Annotated[
    Path | None,
    typer.Option(
        "--write-baseline", metavar="FILE", help="Write what is found to this file; no report."
    ),
]
IgnoreOption = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore",
        metavar="RULE",
        autocompletion=rules,
        help="Leave this rule out; may be repeated.",
    ),
]
SeverityOption = Annotated[
    list[str] | None,
    typer.Option(
        "--severity",
        metavar="RULE=LEVEL",
        help="Give a rule another severity: error, warning, note or off; may be repeated.",
    ),
]
NoConfigOption = Annotated[
    bool,
    typer.Option(
        "--no-config",
        help="Read no scaleset.config.yaml and no [tool.scaleset] in pyproject.toml.",
    ),
]
NotesOption = Annotated[
    bool,
    typer.Option(
        "--notes", help="Show notes in the text; else they are counted. Other formats have all."
    ),
]
FullOption = Annotated[
    bool,
    typer.Option(
        "--full", help="Show each finding in the text, also of a rule with over 5 in a file."
    ),
]
FormatOption = Annotated[
    Format, typer.Option("--output", "-o", help="Format of the report on standard output.")
]
TemplatesOption = Annotated[
    Path | None,
    typer.Option(
        "--templates",
        file_okay=False,
        exists=True,
        help="Folder of your own fragments, laid over the built-in ones and rendered in a sandbox: "
        "resources/*.json.j2 and delivery/*.json.j2.",
    ),
]
