"""The commands of an update: each fits the mode and the orchestration, and the shell."""

from __future__ import annotations

import json
import shlex

import pytest

from generator.commands.plan.deploys import deployable
from generator.commands.plan.sides import SideSource, load
from generator.reports.pen import Pen
from generator.reports.plan import markdown, text
from generator.rollout.phases import phases_of
from generator.rollout.plan import plan
from generator.rollout.records import PlanOptions
from generator.wording.commands import in_lines
from tests.support.rollout_pairs import EXT, VM, put, scale_set, starter

TAG = f"{EXT}/customScript/properties/forceUpdateTag"
SIZE = "sku/name"
MODE = "properties/upgradePolicy/mode"
SURGE = "properties/upgradePolicy/rollingUpgradePolicy/maxSurge"
IMAGE = f"{VM}/storageProfile/imageReference"
SETTING = "properties/upgradePolicy/rollingUpgradePolicy/pauseTimeBetweenBatches"


def planned(folder, both, new, *, of="uniform-probe", parameters=("instanceCount=10",), **options):
    sources, loaded = [], []
    for number, changes in enumerate((both, (*both, *new))):
        template = starter(of)
        for path, value in changes:
            put(scale_set(template), path, value)
        path = folder / f"{'old' if number == 0 else 'new'} set.json"
        path.write_text(json.dumps(template))
        sources.append(SideSource(path, parameters, {}))
        loaded.append(load(sources[-1]))
    shell = options.get("shell", "bash")
    old, new_ = (deployable(*pair, shell) for pair in zip(sources, loaded, strict=True))
    sides = [item.side for item in loaded]
    return plan(*sides, PlanOptions("shop rg", deploys=(new_, old), **options))


def stages(found):
    return [command.stage for command in found.commands]


ROLLING = ["look", "deploy", "deploy", "watch", "stop", "back"]
WAITING = ["look", "deploy", "deploy", "watch", "back"]


@pytest.mark.parametrize(
    ("of", "mode", "expected"),
    [
        ("uniform-probe", "Rolling", [*ROLLING[:-1], "keep", "back"]),
        ("uniform-probe", "Automatic", [*WAITING[:-1], "keep", "back"]),
        ("uniform-probe", "Manual", [*WAITING[:-1], "keep", "back"]),
        ("linux-script", "Rolling", ROLLING),
        ("linux-script", "Manual", WAITING),
    ],
)
def test_commands_fit_the_mode_and_the_orchestration(tmp_path, of, mode, expected):
    found = planned(tmp_path, [(MODE, mode)], [(TAG, "next")], of=of)
    assert stages(found) == expected


def test_a_change_of_the_set_alone_has_nothing_to_watch(tmp_path):
    assert stages(planned(tmp_path, (), [(SETTING, "PT9S")])) == [
        "look",
        "deploy",
        "deploy",
        "back",
    ]


def test_nothing_changed_nothing_to_do(tmp_path):
    assert stages(planned(tmp_path, (), ())) == []


def test_what_is_refused_is_only_looked_at(tmp_path):
    change = [("properties/platformFaultDomainCount", 3)]
    assert stages(planned(tmp_path, (), change)) == ["look"]


def test_a_newer_image_of_latest_comes_by_a_command_of_its_own(tmp_path):
    found = planned(tmp_path, (), [(f"{IMAGE}/sku", "other")])
    assert "later" in stages(found)
    fixed = planned(tmp_path, [(f"{IMAGE}/version", "1.0.0")], [(f"{IMAGE}/sku", "other")])
    assert "later" not in stages(fixed)


def test_mode_complete_is_in_the_commands(tmp_path):
    found = planned(tmp_path, (), [(TAG, "next")], complete=True)
    lines = {command.line.partition(" --")[0]: command.line for command in found.commands}
    assert "--mode Complete" in lines["az deployment group create"]
    assert "--action-on-unmanage deleteResources" in lines["az stack group create"]


def test_commands_are_quoted_for_the_shell(tmp_path):
    look = planned(tmp_path, (), [(TAG, "next")]).commands[0].line
    assert shlex.split(look)[4:6] == ["--resource-group", "shop rg"]
    assert shlex.split(look)[-1] == "instanceCount=10"
    shown = planned(tmp_path, (), [(TAG, "next")], shell="powershell").commands[0].line
    assert "--resource-group 'shop rg' --template-file '" in shown


def test_values_of_secrets_are_not_in_a_command(tmp_path):
    given = ("sshPublicKey=ssh-rsa AAAA", "password=Hunter2Hunter2", '{"instanceCount": 3}')
    (tmp_path / "p.json").write_text('{"vmSize": {"value": "Standard_D2s_v5"}}')
    found = planned(
        tmp_path, (), [(TAG, "next")], parameters=(*given[:2], f"@{tmp_path / 'p.json'}")
    )
    words = shlex.split(found.commands[0].line)
    assert words[-3:] == [
        "sshPublicKey=ssh-rsa AAAA",
        "password=<value>",
        f"@{tmp_path / 'p.json'}",
    ]


@pytest.mark.parametrize("shell", ["bash", "powershell"])
def test_a_command_on_several_lines_is_the_same_command(tmp_path, shell):
    for command in planned(tmp_path, (), [(TAG, "next")], shell=shell).commands:
        lines = in_lines(command.line, 60, shell)
        assert len(lines) > 1 or len(command.line) <= 60
        end = " \\" if shell == "bash" else " `"
        joined = " ".join(line.removesuffix(end).strip() for line in lines)
        assert joined == command.line


def test_a_line_is_not_broken_within_quotes_or_a_command():
    command = "az x --name 'a --b c' --ids $(az y --query '[].name' --output tsv)"
    assert in_lines(command, 20, "bash") == [
        "az x \\", "  --name 'a --b c' \\", "  --ids $(az y --query '[].name' --output tsv)",
    ]  # fmt: skip


def test_text_fits_80_columns_and_markdown_says_the_same(tmp_path):
    found = planned(tmp_path, (), [(TAG, "next"), (SIZE, "Standard_D4s_v5")])
    shown = "".join(text.write_plan(found, Pen(80)))
    long = [line for line in shown.splitlines() if len(line) > 80 and str(tmp_path) not in line]
    assert long == []
    heads = ("Causes", "Phases", "Not known", "Before", "Deploy", "Watch", "Stop", "Take back")
    places = [shown.index(f"\n  {head}\n") for head in heads]
    assert places == sorted(places)
    same = "".join(markdown.write_plan(found))
    assert [head for head in heads[1:] if f"**{head}**" not in same] == []
    assert [command.line for command in found.commands if command.line not in same] == []


@pytest.mark.parametrize(
    ("both", "new", "expected"),
    [
        ((), [(SIZE, "Standard_D4s_v5")], ["at least 6 batches: at most 2 of 10 are restarted at a time; at least 8 are left to serve"]),
        ((), [(TAG, "n")], ["at least 6 batches: at most 2 of 10 are made to run their extensions again at a time; 8 are not touched meanwhile"]),
        ([(SURGE, True)], [(SIZE, "Standard_D4s_v5")], ["at least 6 batches: at most 2 of 10 are replaced at a time; 10 are left to serve, as new ones come first"]),
        ([(MODE, "Automatic")], [(SIZE, "Standard_D4s_v5")], ["all at once, in any order: 10 instances are restarted; none of 10 may be left to serve meanwhile"]),
        ([(MODE, "Manual")], [(SIZE, "Standard_D4s_v5")], ["when you give update-instances: the instances that you name are restarted; those that you do not name serve meanwhile"]),
        ([("sku/capacity", 10)], [("sku/capacity", 9)], ["immediately: 1 of 10 instances is deleted; 9 left"]),
        ([("sku/capacity", 10)], [("sku/capacity", 12)], ["immediately: 2 instances of the new model are added to 10"]),
        ((), [(SETTING, "PT9S")], []),
    ],
)  # fmt: skip
def test_phases_tell_how_many_are_left_to_serve(tmp_path, both, new, expected):
    (item,) = planned(tmp_path, both, new).scale_sets
    assert list(phases_of(item)) == expected
