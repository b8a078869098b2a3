"""The command line: arguments in, exit code out. Every pipeline is imported where it is used."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from generator import __version__
from generator.commands.options import (
    CheckOption,
    Color,
    ColorOption,
    FailOn,
    Format,
    GroupOption,
    Mode,
    Output,
    OutputDirOption,
    OutputOption,
    OutsideOption,
    ParametersOption,
    PlanFailOn,
    PlanFormat,
    Profile,
    QuietOption,
    SelectOption,
    Shape,
    StdoutOption,
    TemplatesOption,
)

EPILOG = "Exit codes: 0 clean, 1 findings (or stale output with --check), 2 could not run."

app = typer.Typer(
    name="scaleset",
    help="Generate and validate ARM templates for Azure virtual machine scale sets.",
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"scaleset {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Generate and validate ARM templates for Azure virtual machine scale sets."""


@app.command(
    short_help="Write a commented spec to start from.",
    epilog="Example: scaleset init shop --starter cloud-init",
)
def init(
    name: Annotated[
        str, typer.Argument(help="Name of the scale set, and of the folder that is made for it.")
    ] = ".",
    starter: Annotated[
        str, typer.Option("--starter", "-s", help="What to start from; see --list.")
    ] = "linux-script",
    listing: Annotated[bool, typer.Option("--list", help="List the starters.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")] = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Write a commented spec to start from, with the files that it names.

    Without NAME the files are written into the current folder.
    """
    from generator.commands import init as command

    if listing:
        raise typer.Exit(command.list_starters(output.value))
    raise typer.Exit(command.write_starter(name, starter, force, output.value))


@app.command(
    short_help="Render specs to validated templates.",
    epilog="Examples: scaleset render shop   scaleset render . --check",
)
def render(
    specs: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Specs, or folders that are searched for scaleset.yaml. Default: this folder.",
            metavar="[SPEC...]",
            show_default=False,
        ),
    ] = None,
    stdout: StdoutOption = False,
    output_dir: OutputDirOption = None,
    check: CheckOption = False,
    explain_defaults: Annotated[
        bool,
        typer.Option(
            "--explain-defaults",
            help="Write nothing; list what the spec does not say, what was chosen and why.",
        ),
    ] = False,
    swap: Annotated[
        bool,
        typer.Option(
            "--swap",
            help="Render azuredeploy.swap.json, which leads the traffic to the other colour "
            "(blueGreen) and changes nothing else.",
        ),
    ] = False,
    bicep: Annotated[
        bool, typer.Option("--bicep/--no-bicep", help="Write main.bicep and main.bicepparam too.")
    ] = True,
    templates: TemplatesOption = None,
    allow_outside: OutsideOption = False,
    resource_group: GroupOption = "<resource-group>",
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, help="Processes to use; 0 means one per core.")
    ] = 1,
    quiet: QuietOption = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Render specs to azuredeploy.json and azuredeploy.parameters.json, validated.

    The same stands in main.bicep and main.bicepparam, with modules/ where there are any. Prints
    what was written and the 'az deployment group create' that deploys it.
    """
    from generator.commands import render as command
    from generator.rendering.artifacts import DEPLOYMENT, SWAP
    from generator.rendering.options import RenderOptions

    product = SWAP if swap else DEPLOYMENT
    options = RenderOptions(
        templates, "anywhere" if allow_outside else "below", product, bicep=bicep and not stdout
    )
    request = command.Request(
        specs or [Path()], options, output_dir, resource_group, jobs, quiet, output.value
    )
    chosen = [
        name
        for name, on in (("stdout", stdout), ("check", check), ("explain", explain_defaults))
        if on
    ]
    if len(chosen) > 1:
        raise typer.BadParameter("use one of --stdout, --check and --explain-defaults")
    raise typer.Exit(command.run(request, chosen[0] if chosen else "write"))


@app.command(
    short_help="Bake delivery steps into an image.",
    epilog="Example: scaleset image shop --gallery-image "
    "/subscriptions/.../galleries/apps/images/shop",
)
def image(
    gallery_image: Annotated[
        str,
        typer.Option(
            "--gallery-image",
            metavar="ID",
            help="Resource id of the image definition in a Compute Gallery that gets the version.",
        ),
    ],
    spec: Annotated[
        Path, typer.Argument(help="The spec, or the folder of scaleset.yaml.", metavar="[SPEC]")
    ] = Path(),
    identity: Annotated[
        str | None,
        typer.Option(
            "--identity",
            metavar="ID",
            help="User-assigned identity of Image Builder; without it az asks for it.",
        ),
    ] = None,
    stdout: StdoutOption = False,
    output_dir: OutputDirOption = None,
    check: CheckOption = False,
    allow_outside: OutsideOption = False,
    resource_group: GroupOption = "<resource-group>",
    quiet: QuietOption = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Bake delivery steps of a spec into an image of a Compute Gallery.

    Writes into the folder 'image': a template of Azure Image Builder, a Packer template that does
    the same, the scripts, and the spec of the scale set that uses the image. Steps that an image
    cannot hold stay in that spec, and are told with the reason.
    """
    from generator.commands import render as command
    from generator.rendering.artifacts import IMAGE
    from generator.rendering.image.product import GALLERY_IMAGE
    from generator.rendering.options import RenderOptions

    if not GALLERY_IMAGE.match(gallery_image):
        raise typer.BadParameter(
            "--gallery-image must be the id of an image definition, without a version: "
            "/subscriptions/.../providers/Microsoft.Compute/galleries/{gallery}/images/{image}"
        )
    if stdout and check:
        raise typer.BadParameter("use one of --stdout and --check")
    reach = "anywhere" if allow_outside else "below"
    options = RenderOptions(None, reach, IMAGE, gallery_image, identity)
    named = spec / "scaleset.yaml" if (spec / "scaleset.yaml").is_file() else spec
    request = command.Request([named], options, output_dir, resource_group, 1, quiet, output.value)
    action = "stdout" if stdout else "check" if check else "write"
    raise typer.Exit(command.run(request, action))


@app.command(
    short_help="Check templates and parameter files.",
    epilog="Examples: scaleset validate infra   scaleset validate 'infra/**/*.json' -o sarif   "
    "generate | scaleset validate -",
)
def validate(
    files: Annotated[
        list[str],
        typer.Argument(
            help="Templates, parameter files, folders, patterns like 'infra/**/*.json', "
            "or - for standard input.",
            metavar="FILE...",
        ),
    ],
    parameters: ParametersOption = None,
    profile: Annotated[
        Profile,
        typer.Option("--profile", help="Our rules, or the tests of arm-ttk with its verdict."),
    ] = Profile.DEFAULT,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of",
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="Day to which the age of API versions is counted. Default: that of our table of "
            "them, for arm-ttk today.",
            show_default=False,
        ),
    ] = None,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="Least severity that makes the exit code 1.")
    ] = FailOn.ERROR,
    baseline: Annotated[
        Path | None,
        typer.Option("--baseline", metavar="FILE", help="Report only what is not in this file."),
    ] = None,
    write_baseline: Annotated[
        Path | None,
        typer.Option(
            "--write-baseline", metavar="FILE", help="Write what is found to this file; no report."
        ),
    ] = None,
    select: SelectOption = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", metavar="RULE", help="Leave this rule out; may be repeated."),
    ] = None,
    severity: Annotated[
        list[str] | None,
        typer.Option(
            "--severity",
            metavar="RULE=LEVEL",
            help="Give a rule another severity: error, warning, info or off; may be repeated.",
        ),
    ] = None,
    no_config: Annotated[
        bool,
        typer.Option(
            "--no-config", help="Read no .scaleset.yaml and no [tool.scaleset] in pyproject.toml."
        ),
    ] = False,
    user_rules: Annotated[
        bool,
        typer.Option(
            "--user-rules",
            help="Run rules of your own, too: folders that the configuration names, and packages "
            "with the entry point scaleset.rules. They are code: only in folders that you trust.",
        ),
    ] = False,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, help="Processes to use; 0 means one per core.")
    ] = 1,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    output: Annotated[
        Format, typer.Option("--output", "-o", help="Format of the report on standard output.")
    ] = Format.TEXT,
) -> None:
    """Check templates and parameter files: every resource by the schema of its API version.

    Scale sets are looked at closely, by rules. What a JSON file is, is told by its content. A
    parameter file is compared with the template beside it: x.parameters.json and
    x.parameters.test.json belong to x.json. With -p the templates are checked as they are deployed
    with these values; of several templates each takes its own.
    """
    from generator.commands import validate as command
    from generator.validation.choice.choice import Choice, levels_of
    from generator.validation.choice.wishes import Wishes

    try:
        levels = levels_of(severity or [])
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    choice = Choice(tuple(select or ()), tuple(ignore or ()), levels)
    wrong = command.unknown_rules(choice)
    if wrong and not user_rules and profile is Profile.DEFAULT:
        raise typer.BadParameter(wrong)
    if baseline and write_baseline:
        raise typer.BadParameter("use one of --baseline and --write-baseline")
    if parameters and profile is Profile.ARM_TTK:
        raise typer.BadParameter("the tests of arm-ttk read no values; leave --parameters out")
    day = as_of.date() if as_of else None
    request = command.Request(
        files,
        fail_on.value,
        baseline,
        write_baseline,
        jobs,
        color.value,
        quiet,
        output.value,
        Wishes(tuple(parameters or ()), choice, not no_config, user_rules, day),
        profile.value,
    )
    raise typer.Exit(command.run(request))


@app.command(short_help="List the rules of validate.", epilog="Example: scaleset rules SEC UPG")
def rules(
    selectors: Annotated[
        list[str] | None,
        typer.Argument(help="Ids, beginnings of ids (SEC) or names.", metavar="[RULE...]"),
    ] = None,
    output: OutputOption = Output.TEXT,
) -> None:
    """List the rules of validate: id, name, severity, and the tools that have them too.

    The severity is that of the configuration of this folder, 'off' where it leaves a rule out.
    """
    from generator.commands import rules as command

    raise typer.Exit(command.list_rules(selectors or [], output.value))


@app.command(short_help="Explain a rule.", epilog="Example: scaleset explain SEC007")
def explain(
    rule: Annotated[str, typer.Argument(help="Id or name of the rule.", metavar="RULE")],
    output: OutputOption = Output.TEXT,
) -> None:
    """Explain a rule: why it is there, a bad and a good example, and the page it rests on."""
    from generator.commands import rules as command

    raise typer.Exit(command.explain(rule, output.value))


@app.command(
    short_help="Show what Azure would deploy.",
    context_settings={"allow_extra_args": True},
    epilog="Examples: scaleset expand azuredeploy.json -p azuredeploy.parameters.json -p count=3   "
    "scaleset expand main.json -g my-rg -l westeurope -o table",
)
def expand(
    context: typer.Context,
    template: Annotated[
        Path, typer.Argument(help="The template.", metavar="TEMPLATE", dir_okay=False)
    ],
    parameters: ParametersOption = None,
    resource_group: Annotated[
        str | None,
        typer.Option("--resource-group", "-g", help="Resource group. Stand-in: example-rg."),
    ] = None,
    location: Annotated[
        str | None,
        typer.Option(
            "--location", "-l", help="Location of the group or deployment. Stand-in: eastus."
        ),
    ] = None,
    subscription: Annotated[
        str | None, typer.Option("--subscription", help="Subscription id. Stand-in: all zeros.")
    ] = None,
    tenant: Annotated[
        str | None, typer.Option("--tenant", help="Tenant id. Stand-in: all zeros.")
    ] = None,
    management_group: Annotated[
        str | None,
        typer.Option("--management-group-id", "-m", help="Management group. Stand-in: example-mg."),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", "-n", help="Deployment name. Default: that of the template file."),
    ] = None,
    allow_missing: Annotated[
        bool,
        typer.Option(
            "--allow-missing", help="Leave parameters without a value as expressions; no error."
        ),
    ] = False,
    quiet: QuietOption = False,
    output: Annotated[
        Shape, typer.Option("--output", "-o", help="The resources as JSON, or as a table.")
    ] = Shape.JSON,
) -> None:
    """Show what Azure would deploy: one entry for each resource, its loops and names resolved.

    Copy loops are unrolled, conditions decided, nested deployments followed, children listed by
    their full names. What only the deployment can know, such as reference(), stays an expression;
    so do secure parameters, whose values are never printed.
    """
    from generator.commands import expand as command

    given = {
        "resource_group": resource_group,
        "location": location,
        "subscription": subscription,
        "tenant": tenant,
        "management_group": management_group,
        "deployment": name,
    }
    place = {key: value for key, value in given.items() if value is not None}
    if context.args:  # not shown: what follows a blank may be a part of a secret
        raise typer.BadParameter(
            f"{len(context.args)} more than the template: quote values that have blanks, and write "
            "-p before each parameter"
        )
    request = command.Request(parameters or [], place, allow_missing, quiet, output.value)
    raise typer.Exit(command.run(template, request))


@app.command(
    short_help="Print a template as Bicep.",
    epilog="Examples: scaleset bicep azuredeploy.json --params azuredeploy.parameters.json   "
    "scaleset bicep azuredeploy.json --stdout",
)
def bicep(
    template: Annotated[
        Path, typer.Argument(help="The template.", metavar="TEMPLATE", dir_okay=False)
    ],
    outfile: Annotated[
        Path | None,
        typer.Option(
            "--outfile", "-o", dir_okay=False, help="Write here, not beside the template."
        ),
    ] = None,
    params: Annotated[
        Path | None,
        typer.Option("--params", dir_okay=False, help="A parameter file, to become a .bicepparam."),
    ] = None,
    stdout: Annotated[
        bool, typer.Option("--stdout", help="Print the Bicep instead of writing files.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite files that say something else.")
    ] = False,
    quiet: QuietOption = False,
    output: Annotated[
        Output, typer.Option("--output", help="Report as text or as JSON on standard output.")
    ] = Output.TEXT,
) -> None:
    """Print an ARM template as the Bicep that one would write by hand.

    Resources get symbols, and what refers to them does so by symbol; loops, conditions, comments,
    types and functions stay what they are. Templates within become modules, in modules/ beside the
    file. What has no form in Bicep is told with its line, and marked TODO in the file.
    """
    from generator.commands import bicep as command

    request = command.Request(outfile, params, stdout, force, quiet, output.value)
    raise typer.Exit(command.run(template, request))


@app.command(
    short_help="Say what an update does to running instances.",
    epilog="Examples: scaleset plan old.json new.json -p azuredeploy.parameters.json   "
    "scaleset plan --git main azuredeploy.json   scaleset plan shop --scale-out 3",
)
def plan(
    old: Annotated[
        Path,
        typer.Argument(
            metavar="OLD",
            help="What is deployed: a template, a spec, a folder of one, or - for standard input "
            "(az group export prints a template).",
        ),
    ],
    new: Annotated[
        Path | None,
        typer.Argument(
            metavar="[NEW]",
            help="What is to be deployed. Not with --git, and not needed for --scale-out.",
            show_default=False,
        ),
    ] = None,
    git: Annotated[
        str | None,
        typer.Option(
            "--git",
            metavar="REVISION",
            help="Compare the file as it was in this revision of git with the file as it is now; "
            "A..B compares two revisions.",
        ),
    ] = None,
    parameters: ParametersOption = None,
    old_parameters: Annotated[
        list[str] | None,
        typer.Option(
            "--old-parameters",
            metavar="FILE|NAME=VALUE",
            help="Values of the old template, where they are not those of -p; may be repeated.",
        ),
    ] = None,
    scale_out: Annotated[
        int | None,
        typer.Option(
            "--scale-out",
            min=1,
            metavar="N",
            help="Say what N more instances will run, in which order, and what can go wrong.",
        ),
    ] = None,
    mode: Annotated[
        Mode,
        typer.Option("--mode", help="Mode of the deployment: complete deletes what is left out."),
    ] = Mode.INCREMENTAL,
    resource_group: GroupOption = "<resource-group>",
    location: Annotated[
        str | None,
        typer.Option("--location", "-l", help="Location of the group. Stand-in: eastus."),
    ] = None,
    allow_outside: OutsideOption = False,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of",
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="Day that the end of signatures is compared with. Default: today.",
            show_default=False,
        ),
    ] = None,
    fail_on: Annotated[
        list[PlanFailOn] | None,
        typer.Option(
            "--fail-on",
            help="Exit with 1 where the deployment does this or worse to running instances; "
            "'unknown' is on its own; may be repeated. Default: never.",
            show_default=False,
        ),
    ] = None,
    color: ColorOption = Color.AUTO,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Of notes on the templates show errors only.")
    ] = False,
    output: Annotated[
        PlanFormat,
        typer.Option("--output", "-o", help="Text, JSON, or Markdown for a pull request."),
    ] = PlanFormat.TEXT,
) -> None:
    """Say before a deployment what it does to the instances that run; offline, from two templates.

    Both are expanded with their parameters and compared. For each scale set there is a verdict:
    which changes reach running instances, how (in place, extension re-run, restart, reimage,
    replacement), in what batches, what Azure refuses, and what is left to do. What no page
    documents is called unknown. Exit codes: 0, 1 by --fail-on or where a template has errors, 2
    could not run.
    """
    from datetime import UTC

    from generator.commands import plan as command
    from generator.rollout.records import PlanOptions

    if git is None and new is None and scale_out is None:
        raise typer.BadParameter("give two templates, or one with --git or --scale-out")
    if git is not None and new is not None:
        raise typer.BadParameter("--git takes one file; it is compared with itself")
    if git is not None and old_parameters:
        raise typer.BadParameter("with --git, parameter files are those of the revision")
    place = {"location": location} if location else {}
    if not resource_group.startswith("<"):
        place["resource_group"] = resource_group
    day = (as_of or datetime.now(UTC)).date()
    request = command.Request(
        parameters or [],
        old_parameters or [],
        place,
        PlanOptions(resource_group, mode is Mode.COMPLETE, day),
        "anywhere" if allow_outside else "below",
        scale_out,
        frozenset(item.value for item in fail_on or ()),
        color.value,
        quiet,
        output.value,
    )
    raise typer.Exit(command.run(old, new, git, request))


def _resource_types(incomplete: str) -> list[str]:
    from generator.resources.schema import covered_types

    start = incomplete.lower()
    return [item.type for item in covered_types() if item.type.lower().startswith(start)]


@app.command(
    short_help="Print the JSON Schema of the spec or of a resource.",
    epilog="Example: scaleset schema Microsoft.Compute/virtualMachineScaleSets 2024-07-01",
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
        Path | None, typer.Option("--output-file", "-f", help="Write here, not to standard output.")
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="List types and API versions that have a schema.")
    ] = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Print a JSON Schema: of the spec, for editors that complete and explain keys, or of TYPE.

    The schema of a resource type is a standard one (2020-12), closed and without expressions: it
    fits what `scaleset expand` prints.
    """
    from generator.commands import schema as command

    if list_:
        raise typer.Exit(command.list_types(kind, output.value))
    raise typer.Exit(command.run(kind, api_version, output_file))


@app.command(
    short_help="Write extension settings for an existing set.",
    epilog="Example: scaleset settings shop/scaleset.yaml --resource-group rg",
)
def settings(
    spec: Annotated[Path, typer.Argument(help="The spec.", metavar="SPEC")],
    output_dir: Annotated[
        Path | None,
        typer.Option(
            "--output-dir", "-d", file_okay=False, help="Write here, not beside the spec."
        ),
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option(
            "--parameter", "-p", metavar="NAME=VALUE", help="Value of a template parameter."
        ),
    ] = None,
    resource_group: GroupOption = "<resource-group>",
    allow_outside: OutsideOption = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Write settings.json and protected-settings.json for a scale set that exists already.

    Prints the commands that take them: 'az vmss extension set' and Add-AzVmssExtension.
    """
    from generator.commands import settings as command

    raise typer.Exit(
        command.run(
            spec,
            command.Request(
                output_dir, parameter or [], resource_group, allow_outside, output.value
            ),
        )
    )
