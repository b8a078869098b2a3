"""`scaleset plan --scale-out`: what new instances run, in which order, and what can go wrong."""

from __future__ import annotations

import json
from datetime import date

from generator.commands.plan.sides import SideSource, load
from generator.rollout.plan import plan
from generator.rollout.records import PlanOptions
from generator.rollout.scale_out import ScaleOut, scale_outs
from tests.support.rollout_pairs import EXT, VM, put, scale_set, starter
from tests.support.workspace import STARTERS

TODAY = date(2026, 6, 1)


def out(folder, template, more=3) -> ScaleOut:
    path = folder / "main.json"
    path.write_text(json.dumps(template))
    side = load(SideSource(path, (), {})).side
    (found,) = scale_outs(plan(side, side, PlanOptions(today=TODAY)), more, TODAY)
    return found


def steps(found):
    return [(step.turn, step.what) for step in found.steps]


def risks(found, word):
    return [risk for step in found.steps for risk in step.risks if word in risk]


def test_steps_come_in_the_order_of_the_sequence(tmp_path):
    found = out(tmp_path, starter("steps"))
    assert (found.more, found.total) == (3, 6)
    assert [turn for turn, _ in steps(found)] == [1, 2, 3, 4, 5]
    first, boot, script, agent, health = (what for _, what in steps(found))
    assert first == "starts from image Canonical:ubuntu-24_04-lts:server:latest"
    assert "custom data at its first boot" in boot
    assert script == "runs extension 'customScript': a script that is in the template"
    assert agent.startswith("runs extension 'azureMonitor'")
    assert health == "is watched by 'applicationHealth', which asks the application"


def test_extensions_without_a_sequence_run_in_any_order(tmp_path):
    template = starter("full")
    turns = {}
    for turn, what in steps(out(tmp_path, template)):
        turns[what.split("'")[1] if "'" in what else what] = turn
    assert turns["customScript"] == turns["azureMonitor"]
    assert turns["customScript"] < turns["keyVault"] < turns["applicationHealth"]


def test_an_image_without_a_version_may_be_another_one_by_then(tmp_path):
    template = starter("uniform-probe")
    assert risks(out(tmp_path, template), "latest of that day")
    put(scale_set(template), f"{VM}/storageProfile/imageReference/version", "24.04.202605010")
    assert not risks(out(tmp_path, template), "latest of that day")
    gallery = "/subscriptions/0/resourceGroups/g/providers/Microsoft.Compute/galleries/g/images/i"
    put(scale_set(template), f"{VM}/storageProfile/imageReference", {"id": gallery})
    assert risks(out(tmp_path, template), "latest of that day")
    put(
        scale_set(template),
        f"{VM}/storageProfile/imageReference",
        {"id": f"{gallery}/versions/1.0.0"},
    )
    assert not risks(out(tmp_path, template), "latest of that day")


def test_a_url_without_a_version_may_hold_another_file_by_then(tmp_path):
    path = f"{EXT}/customScript/properties/protectedSettings/fileUris"
    for url, warned in (
        ("https://a.example/app/install.sh", True),
        ("https://a.example/app/1.4.2/install.sh", False),
        ("https://a.example/app/install-3f2c1ab.sh", False),
        ("https://a.example/app/v7/install.sh", False),
        ("https://a.example/app/install.sh?sv=2021-01-01&se=2026-07-01&sig=abcdef", True),
    ):
        template = starter("linux-files")
        put(scale_set(template), path, [url])
        found = out(tmp_path, template)
        assert bool(risks(found, "has no version in it")) is warned, url
        assert bool(risks(found, "works until 2026-07-01")) is ("sig=" in url)
        assert "abcdef" not in str(found)


def test_what_stands_against_it_is_counted(tmp_path):
    template = starter("uniform-probe")
    network = next(r for r in template["resources"] if r["type"].endswith("virtualNetworks"))
    network["properties"]["subnets"][0]["properties"]["addressPrefix"] = "10.0.0.0/28"
    put(scale_set(template), "properties/overprovision", True)
    put(scale_set(template), "properties/singlePlacementGroup", True)
    limits = " ".join(out(tmp_path, template, 95).limits)
    assert "105 instances do not fit: subnet 'instances' has room for 11" in limits
    assert "a single placement group holds 100" in limits
    assert "overprovision is on" in limits
    assert "quota of the subscription is not known" in limits
    assert "do not fit" not in " ".join(out(tmp_path, template, 1).limits)


def test_autoscale_takes_away_what_is_above_its_maximum(tmp_path):
    template = starter("autoscale")
    put(scale_set(template), "sku/capacity", 3)
    limits = " ".join(out(tmp_path, template, 50).limits)
    assert "at most, and takes the others away again" in limits


def test_the_command_takes_one_template_and_says_only_that(scaleset):
    ran = scaleset("plan", STARTERS / "windows-dsc", "--scale-out", "2")
    assert ran.code == 0
    assert ran.out.splitlines()[1].startswith("dscweb: 2 more instances, 5 in all")
    assert "->" not in ran.out
    value = json.loads(
        scaleset("plan", STARTERS / "windows-dsc", "--scale-out", "2", "-o", "json").out
    )
    assert value["scaleOut"][0]["total"] == 5
    assert (
        value["scaleOut"][0]["steps"][1]["what"]
        == "runs extension 'dsc': DSC configuration WebsiteTest"
    )
    assert (
        "2. runs extension"
        in scaleset("plan", STARTERS / "windows-dsc", "--scale-out", "2", "-o", "markdown").out
    )


def test_a_template_without_a_scale_set_says_so(tmp_path, scaleset):
    template = starter("uniform-probe")
    template["resources"] = []
    (tmp_path / "a.json").write_text(json.dumps(template))
    ran = scaleset("plan", "a.json", "--scale-out", "1")
    assert (ran.code, ran.out) == (0, "There is no scale set in this template.\n")
    assert "There is no scale set in these templates." in scaleset("plan", "a.json", "a.json").out


def test_a_signature_in_a_url_is_never_repeated(tmp_path):
    template = starter("full")
    urls = ["https://a/x.sh?sig=TOPSECRET", "[concat('https://a/y.sh?sig=TOPSECRET', '')]"]
    urls.append("[format('https://a/{0}?sig=TOPSECRET', reference('other').name)]")
    put(scale_set(template), f"{EXT}/customScript/properties/settings/fileUris", urls)
    found = out(tmp_path, template)
    assert len(risks(found, "has no version in it")) == 3
    assert risks(found, "TOPSECRET") == []
