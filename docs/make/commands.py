"""A page for each command, made from its help."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

from typer.main import get_command

from docs.make.markdown import code, document, plain, table
from generator.cli import COMMANDS, arguments_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SEE = {
    "init": "[The spec](spec/index.md)",
    "render": "[The spec](spec/index.md), [parameters, secrets and raw ARM](parameters.md), "
    "[delivery](delivery.md)",
    "publish": "[Publish an application](../how-to/publish.md), [packages](spec/packages.md)",
    "import": "[Take over an existing set](../tutorial/take-over.md), [raw ARM](parameters.md)",
    "check": "[Rules for specs](rules/index.md#specs)",
    "image": "[Images as code](images.md)",
    "upgrade": "[The spec](spec/index.md), [`version`](spec/version.md)",
    "application": "[Deliver a VM Application](../how-to/vm-application.md)",
    "validate": "[Checking templates](checking.md), [configuration](configuration.md), "
    "[rules](rules/index.md), [output formats](formats.md)",
    "rules": "[Rules](rules/index.md)",
    "explain": "[Rules](rules/index.md)",
    "expand": "[What a template deploys](expansion.md)",
    "bicep": "[Bicep](bicep.md)",
    "plan": "[Plans](plans.md), [effects of an update](effects.md)",
    "try": "[Try an instance before Azure does](../how-to/try.md)",
    "graph": "[Pictures and pages](pictures.md)",
    "drift": "[Plans](plans.md)",
    "schema": "[The spec](spec/index.md)",
    "sizes": "[Sizes, and what ends](../how-to/sizes.md)",
    "images": "[Sizes, and what ends](../how-to/sizes.md)",
    "retirements": "[Sizes, and what ends](../how-to/sizes.md)",
    "settings": "[Delivery](delivery.md)",
    "doctor": "",
}
"""The pages of docs/reference/ that say more."""


def command_pages() -> dict[str, str]:
    """Return the pages by their names below docs/."""
    pages = {f"reference/commands/{name}.md": _page(name) for name in COMMANDS}
    rows = [(f"[`scaleset {name}`]({name}.md)", plain(says)) for name, says in COMMANDS.items()]
    pages["reference/commands/index.md"] = document(
        "Commands",
        table(["Command", "What it does"], rows),
        "Every command has `--help`, and `--output json` where a program is to read what it reports. "
        "`scaleset --version` shows the version, `scaleset --install-completion` sets up the shell, "
        "which then completes rules, starters, specs and resource types, too. "
        "[Exit codes](../exit-codes.md) are the same for all.",
    )
    return pages


def _page(name: str) -> str:
    command: Any = get_command(import_module(arguments_of(name)).app)
    command.name = name
    context = command.context_class(command, info_name=f"scaleset {name}")
    usage = " ".join(command.get_usage(context).split()).removeprefix("Usage: ")
    see = SEE[name].replace("](", "](../")
    return document(
        f"scaleset {name}",
        f"```text\n{usage}\n```",
        *(plain(" ".join(part.split())) for part in command.help.split("\n\n")),
        _examples(command.epilog or ""),
        _table("Arguments", command, context, option=False),
        _table("Options", command, context, option=True),
        f"See also: {see}" if see else "",
    )


def _examples(epilog: str) -> str:
    lines = [line.strip() for line in epilog.splitlines() if line.startswith("  ")]
    return "\n".join(["```sh", *lines, "```"]) if lines else ""


def _table(title: str, command: Any, context: Any, *, option: bool) -> str:
    rows = list(_rows(command, context, option=option))
    return f"## {title}\n\n{table([title[:-1], 'Meaning'], rows)}" if rows else ""


def _rows(command: Any, context: Any, *, option: bool) -> Iterator[tuple[str, str]]:
    for parameter in command.params:
        if (parameter.param_type_name == "option") == option:
            names, says = parameter.get_help_record(context)
            yield code(names), plain(re.sub(r"  +", " ", says))
