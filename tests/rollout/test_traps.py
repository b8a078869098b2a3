"""The traps of updates: each is named where it is there, and not where it is not."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from generator.commands.plan.sides import SideSource, load
from generator.rollout.plan import plan
from generator.rollout.records import Plan, PlanOptions
from generator.rollout.traps.kinds import KINDS
from tests.support.rollout_pairs import EXT, GONE, IP, VM, put, scale_set, starter
from tests.support.workspace import MINIMAL, Folder

TODAY = date(2026, 6, 1)


class Update:
    """Two templates made of one, each changed by some values."""

    def __init__(self, folder, name: str) -> None:
        self.folder = folder
        self.templates = [starter(name), starter(name)]

    def both(self, path: str, value) -> Update:
        return self.old(path, value).new(path, value)

    def old(self, path: str, value) -> Update:
        put(scale_set(self.templates[0]), path, value)
        return self

    def new(self, path: str, value) -> Update:
        put(scale_set(self.templates[1]), path, value)
        return self

    def plan(self, *, complete: bool = False, **files: tuple[str, str]) -> Plan:
        sides = []
        for number, template in enumerate(self.templates):
            folder = self.folder / str(number)
            folder.mkdir(exist_ok=True)
            for name, texts in files.items():
                (folder / name.replace("_", ".")).write_text(texts[number])
            (folder / "main.json").write_text(json.dumps(template))
            sides.append(load(SideSource(folder / "main.json", (), {})).side)
        return plan(*sides, PlanOptions(complete=complete, today=TODAY))

    def traps(self, **files: tuple[str, str]) -> dict[str, str]:
        found = self.plan(**files)
        return {trap.id: trap.message for item in found.scale_sets for trap in item.traps}


@pytest.fixture
def update(tmp_path):
    return lambda name: Update(tmp_path, name)


BIG = "\n".join("# " + sha256(str(number).encode()).hexdigest() for number in range(300))
WINDOWS = MINIMAL.replace("linux", "windows").replace(
    MINIMAL.split("admin: ")[1].split("\n")[0], "{user: azureops}"
)
OLD_SCRIPT = "deliver: [{customScript: {script: ./a.ps1}}]\n"
ROLLING = "orchestration: uniform\nhealth: {port: 80}\n"
MODES = {
    ("rolling", False): "a rolling upgrade stops at its first batch",
    ("automatic", None): "the deployment fails",
    ("manual", None): "the upgrade of each fails until it is reimaged",
    ("rolling", True): "",
}


@pytest.mark.parametrize(("mode", "surge"), MODES)
def test_a_windows_script_in_custom_data_that_changes_fails_where_the_old_file_is(
    tmp_path, mode, surge
):
    upgrade = f"upgrade: {{mode: {mode}" + ("}\n" if surge is None else f", maxSurge: {surge}}}\n")
    spec = (
        WINDOWS + OLD_SCRIPT + ROLLING + upgrade.replace("False", "false").replace("True", "true")
    )
    said = {}
    for old, new in (("exit 0", "exit 1"), ("exit 0", "exit 0"), (None, "exit 1")):
        sides = []
        for name, text in (("old", old), ("new", new)):
            folder = tmp_path / name
            folder.mkdir(exist_ok=True)
            body = "exit 0\n" if text is None else f"{BIG}\n{text}\n"
            path = Folder(folder).write(spec, a_ps1=body)
            sides.append(load(SideSource(path, (), {})).side)
        (found,) = plan(*sides, PlanOptions(today=TODAY)).scale_sets
        hits = [trap.message for trap in found.traps if trap.id == "EXT090"]
        said[old, new] = hits
        assert ("fails on all" in found.sum) == (bool(hits) and mode != "manual")
    consequence = MODES[mode, surge]
    assert said["exit 0", "exit 0"] == []
    changed = [said["exit 0", "exit 1"], said[None, "exit 1"]]  # a longer one gets there, too
    assert [len(hits) for hits in changed] == ([1, 1] if consequence else [0, 0])
    assert all(f"so {consequence}. Set maxSurge" in hit for hits in changed for hit in hits)


def test_a_command_that_reads_custom_data_unchecked_meets_the_old_one(update):
    command = f"{EXT}/customScript/properties/protectedSettings/commandToExecute"
    run = "copy C:\\AzureData\\CustomData.bin a.ps1 & powershell -File a.ps1"
    data = "properties/virtualMachineProfile/osProfile/customData"
    both = update("windows-script").both(command, run).old(data, "aQ==").new(data, "ag==")
    assert "EXT090" not in both.traps()
    both.old(MODE, "Automatic").new(MODE, "Automatic").new(TAG, "2")
    assert both.traps()["EXT090"] == (
        "extension 'customScript' runs again on the running instances, and its command reads "
        "CustomData.bin: there that is the custom data of before. Set maxSurge, which replaces "
        "the instances, or host the script and use fileUris"
    )


URIS = f"{EXT}/customScript/properties/protectedSettings/fileUris"
TAG = f"{EXT}/customScript/properties/forceUpdateTag"
MODE = "properties/upgradePolicy/mode"


@pytest.mark.parametrize(
    "url",
    [
        "https://a.blob.core.windows.net/app/install.sh",
        "https://a.blob.core.windows.net/app/install.sh?sv=1",
        "[uri(deployment().properties.templateLink.uri, 'install.sh')]",
    ],
)
def test_a_script_that_changed_behind_its_url_will_not_rerun(update, url):
    same = update("linux-files").both(URIS, [url])
    message = same.traps(install_sh=("echo 1", "echo 2"))["EXT006"]
    assert message.startswith("'install.sh' changed")
    assert "EXT006" not in same.traps(install_sh=("echo 1", "echo 1"))
    assert "EXT006" not in same.new(TAG, "next").traps(install_sh=("echo 1", "echo 2"))


def test_a_file_that_no_url_names_is_no_trap(update):
    assert "EXT006" not in update("linux-files").traps(other_sh=("echo 1", "echo 2"))


def test_a_spec_is_searched_for_its_files_too(tmp_path):
    spec = (
        MINIMAL + "deliver:\n  - customScript:\n      fileUris: [https://a.example/app/run.sh]\n"
        "      commandToExecute: sh run.sh\n"
    )
    sides = []
    for name, script in (("old", "echo 1"), ("new", "echo 2")):
        (tmp_path / name).mkdir()
        path = Folder(tmp_path / name).write(spec, run_sh=script)
        sides.append(load(SideSource(path, (), {})).side)
    (item,) = plan(*sides, PlanOptions(today=TODAY)).scale_sets
    assert not item.verdicts
    assert [trap.id for trap in item.traps] == ["EXT006"]


@pytest.mark.parametrize("path", [TAG, f"{EXT}/customScript/properties/settings/timestamp"])
def test_only_a_tag_under_manual_does_nothing(update, path):
    changed = update("linux-files").old(path, 1).new(path, 2)
    message = changed.both(MODE, "Manual").traps()["CHG005"]
    assert "the mode is Manual: nothing runs on existing instances" in message
    assert "CHG005" not in changed.both(MODE, "Rolling").traps()
    assert (
        "CHG005" not in changed.both(MODE, "Manual").new(URIS, ["https://a.example/2.sh"]).traps()
    )


def test_custom_data_reaches_new_instances_only(update):
    path = f"{VM}/osProfile/customData"
    changed = update("uniform-probe").old(path, "YQ==").new(path, "Yg==")
    assert "so the set runs both" in changed.traps()["BOOT004"]
    assert changed.both(MODE, "Manual").traps().keys() == {"BOOT004"}
    image = f"{VM}/storageProfile/imageReference/version"
    carried = changed.both(MODE, "Rolling").old(image, "1.0.0").new(image, "1.0.1")
    assert "BOOT004" not in carried.traps()


def test_a_capacity_resets_what_autoscale_made(update):
    fixed = update("autoscale").both("sku/capacity", 4)
    message = fixed.traps()["CHG003"]
    assert message.startswith("the deployment sets the set to 4 instances")
    read = "[reference(resourceId('Microsoft.Resources/deployments', 'x')).outputs.n.value]"
    assert "CHG003" not in update("autoscale").both("sku/capacity", read).traps()
    assert "CHG003" not in update("uniform-probe").both("sku/capacity", 4).traps()


def test_a_capacity_that_is_left_out_resets_nothing(update):
    fixed = update("autoscale").old("sku/capacity", 4)
    assert "CHG003" not in fixed.new("sku", GONE).traps()


AGENT = {
    "name": "agent",
    "properties": {
        "publisher": "Microsoft.VisualStudio.Services",
        "type": "TeamServicesAgentLinux",
        "typeHandlerVersion": "1.23",
        "settings": {"isPipelinesAgent": True},
    },
}
POOL = {"__AzureDevOpsElasticPool": "crew"}


def test_a_deployment_takes_a_pool_of_agents_from_azure_pipelines(update):
    pool = update("uniform-probe").both(MODE, "Manual").both("properties/overprovision", False)
    pool.both("sku/capacity", 4).old("tags", POOL).old(f"{EXT}/agent", AGENT)
    assert pool.traps()["CHG030"] == (
        "Azure Pipelines runs this set as its agent pool 'crew', and sets its capacity and model: "
        "the deployment sets it to 4, whatever the pool made of it since, and may delete agents "
        "with the jobs that they run (leave 'sku' out, or give the present number); the list of "
        "extensions lacks that of the agent, so new instances are no agents until Azure Pipelines "
        "adds it again, which may take hours"
    )
    kept = pool.new("sku", GONE).new(f"{EXT}/agent", AGENT)
    assert "CHG030" not in kept.traps()
    needs = kept.new("properties/overprovision", True).new(MODE, "Automatic").traps()["CHG030"]
    assert needs.endswith("it needs 'upgradePolicy.mode' Manual and 'overprovision' false")
    alone = kept.old("tags", GONE).new(f"{EXT}/agent", GONE).traps()["CHG030"]
    assert "runs this set as its agent pool, and" in alone
    deployed = {**AGENT, "properties": {**AGENT["properties"], "settings": {}}}
    assert "CHG030" not in kept.old(f"{EXT}/agent", deployed).traps()


def test_the_present_capacity_is_asked_of_the_set_that_runs(tmp_path):
    old, new = starter("uniform-probe"), starter("uniform-probe")
    for number, sent, told in (
        (17, 10, "the set shrinks from 17 to 10 instances immediately, so 7 are deleted"),
        (17, "[reference(resourceId('Microsoft.Resources/deployments', 'x')).outputs.n.value]", ""),
        (17, GONE, ""),
    ):
        put(scale_set(new), "sku/capacity", 10)
        put(scale_set(new), "sku" if sent is GONE else "sku/capacity", sent)
        sides = []
        for name, template in (("old", old), ("new", new)):
            (tmp_path / f"{name}.json").write_text(json.dumps(template))
            sides.append(load(SideSource(tmp_path / f"{name}.json", (), {})).side)
        (item,) = plan(*sides, PlanOptions(capacity=number)).scale_sets
        assert item.model.count == (sent if isinstance(sent, int) else number)
        assert told in item.sum if told else item.sum.startswith("No change")


def test_a_scale_set_with_another_name_is_another_one(update):
    changed = update("uniform-probe").new("name", "modern")
    message = changed.traps()["CHG004"]
    assert "'classic' is gone from the template and 'modern' is new" in message
    assert "nothing deletes it, so both sets run and are paid for" in message
    found = changed.plan(complete=True)
    gone = next(item for item in found.scale_sets if item.new is None)
    assert "mode Complete deletes it with its instances" in gone.traps[0].message


def test_an_extension_with_another_name_runs_again(update):
    changed = update("uniform-probe").new(f"{EXT}/customScript/name", "install")
    message = changed.traps()["CHG004"]
    assert message.startswith("extension 'customScript' is now called 'install'")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://a.example/x.sh?se=2026-05-01T00:00Z&sig=aaaa", "expired on 2026-05-01"),
        ("https://a.example/x.sh?sp=r&se=2027-05-01&sig=aaaa", "works until 2027-05-01"),
        ("https://a.example/x.sh?sig=aaaa", "works until a day that cannot be seen here"),
        (
            "[concat('https://a.example/x.sh?', "
            "listAccountSas('sa', '2021-01-01', createObject()).accountSasToken)]",
            "made at the deployment",
        ),
    ],
)
def test_a_signature_stops_working_one_day(update, url, said):
    message = update("linux-files").both(URIS, [url]).traps()["CHG006"]
    assert said in message
    assert "aaaa" not in message
    assert "'fileUris'" in message


def test_one_unhealthy_instance_can_stop_a_small_set(update):
    small = update("uniform-probe").both("sku/capacity", 4).new(TAG, "next")
    message = small.traps()["CHG007"]
    assert "one unhealthy instance of 4 is 25 %, more than the 20 %" in message
    assert "Raise it to 25" in message
    assert "CHG007" not in small.both("sku/capacity", 5).traps()
    assert "CHG007" not in small.both("sku/capacity", 4).both(MODE, "Manual").traps()


def small_network(update, prefix):
    for template in update.templates:
        network = next(r for r in template["resources"] if r["type"].endswith("virtualNetworks"))
        network["properties"]["subnets"][0]["properties"]["addressPrefix"] = prefix


def test_a_surge_needs_room(update):
    surge = "properties/upgradePolicy/rollingUpgradePolicy/maxSurge"
    changed = update("uniform-probe").both(surge, True).new(TAG, "next").both("sku/capacity", 10)
    small_network(changed, "10.0.0.0/28")
    message = changed.traps()["CHG008"]
    assert "the surge makes up to 12 instances of 10 at a time" in message
    assert "subnet 'instances' has room for 11" in message
    assert "CHG008" not in changed.both("sku/capacity", 9).traps()
    assert "CHG008" not in changed.both("sku/capacity", 10).both(surge, False).traps()


def test_a_surge_needs_ports_of_the_nat_range(update):
    surge = "properties/upgradePolicy/rollingUpgradePolicy/maxSurge"
    changed = update("uniform-probe").both(surge, True).new(TAG, "next")
    pool = "[resourceId('Microsoft.Network/loadBalancers/inboundNatPools', 'classic-lb', 'ssh')]"
    changed.both(f"{IP}/loadBalancerInboundNatPools", [{"id": pool}])
    for template in changed.templates:
        balancer = next(r for r in template["resources"] if r["type"].endswith("loadBalancers"))
        balancer["properties"]["inboundNatPools"] = [
            {
                "name": "ssh",
                "properties": {"frontendPortRangeStart": 50000, "frontendPortRangeEnd": 50010},
            }
        ]
    assert "the ports 50000 to 50010 of 'ssh' has room for 11" in changed.traps()["CHG008"]


def test_more_instances_than_the_subnet_holds(update):
    changed = update("uniform-probe").old("sku/capacity", 3).new("sku/capacity", 300)
    small_network(changed, "10.0.0.0/24")
    message = changed.traps()["CHG008"]
    assert "300 instances are asked for" in message
    assert "the set cannot get that large" in message


def test_a_value_made_at_each_deployment_is_an_update_each_time(update):
    changed = update("uniform-probe").both(TAG, "[parameters('stamp')]")
    for template in changed.templates:
        template["parameters"]["stamp"] = {"type": "string", "defaultValue": "[utcNow()]"}
    found = changed.plan()
    (item,) = found.scale_sets
    assert [verdict.row.id for verdict in item.verdicts] == ["extension-tag"]
    assert "every deployment changes it" in {t.id: t.message for t in item.traps}["CHG009"]


def test_a_newer_api_version_upgrades_extensions_by_itself(update):
    silent = update("uniform-probe").both(
        f"{EXT}/customScript/properties/enableAutomaticUpgrade", GONE
    )
    assert "and customScript is" in silent.old("apiVersion", "2024-11-01").traps()["CHG010"]
    said = update("uniform-probe").old("apiVersion", "2024-11-01")
    assert "CHG010" not in said.traps()


def test_new_instances_do_not_wait_under_manual(update):
    changed = update("uniform-probe").both(MODE, "Manual").new(TAG, "next")
    repairs = "properties/automaticRepairsPolicy/enabled"
    assert "instances that an automatic repair makes" in changed.traps()["CHG011"]
    assert "CHG011" not in changed.both(repairs, False).traps()
    scaled = update("autoscale").both(MODE, "Manual").both(repairs, False)
    scaled.old("sku/name", "Standard_D2s_v5").new("sku/name", "Standard_D4s_v5")
    assert "instances that autoscale makes" in scaled.traps()["CHG011"]
    assert "CHG011" not in scaled.both(MODE, "Rolling").traps()


def test_what_cannot_change_needs_a_new_set(update):
    zones = update("uniform-probe").new("zones", ["1"])
    assert zones.traps()["CHG001"].startswith("'zones' cannot change on a set that exists")
    assert "CHG001" not in update("uniform-probe").old("zones", ["1"]).traps()


def test_an_extension_that_another_waits_for_cannot_go(update):
    changed = update("steps").new(f"{EXT}/customScript", GONE)
    message = changed.traps()["CHG002"]
    assert message.startswith("extension 'customScript' is removed, and 'azureMonitor' is still")
    assert "CHG001" not in changed.traps()
    waits = f"{EXT}/azureMonitor/properties/provisionAfterExtensions"
    assert "CHG002" not in changed.new(waits, GONE).traps()


IMAGE = f"{VM}/storageProfile/imageReference"
OLD = {"publisher": "MicrosoftWindowsServer", "offer": "WindowsServer", "sku": "2016-Datacenter", "version": "latest"}  # fmt: skip
NEW = OLD | {"sku": "2022-datacenter-g2"}


def test_a_size_that_cannot_start_the_image_is_refused(update):
    made = update("uniform-probe").both(IMAGE, OLD).both(f"{VM}/securityProfile", GONE)
    (found,) = made.new("sku/name", "Standard_D2s_v6").plan().scale_sets
    assert [(item.row.id, item.effect) for item in found.verdicts] == [
        ("size-does-not-fit", "refused")
    ]
    assert [(trap.id, trap.message) for trap in found.traps] == [
        (
            "CHG050",
            "size Standard_D2s_v6 starts images of generation 2 only, and '2016-Datacenter' is of "
            "generation 1; take the image of generation 2 ('...-g2', '...-gen2'), or a size such "
            "as Standard_D2s_v5",
        )
    ]
    (found,) = made.new("sku/name", "Standard_D4s_v5").plan().scale_sets
    assert [(item.row.id, item.effect) for item in found.verdicts] == [("size", "restart")]


def test_an_image_that_the_size_cannot_start_is_refused(update):
    """As people meet it who bring an old set to a newer Windows."""
    made = update("uniform-probe").both("sku/name", "Standard_D2_v3")
    made = made.both(f"{VM}/securityProfile", GONE).old(IMAGE, OLD).new(IMAGE, NEW)
    (found,) = made.plan().scale_sets
    assert {(item.row.id, item.effect) for item in found.verdicts} == {
        ("size-does-not-fit", "refused")
    }
    assert "CHG050" not in made.old(IMAGE, NEW).new(TAG, "next").traps()


def test_a_size_without_its_beginning_is_refused(update):
    (found,) = update("uniform-probe").new("sku/name", "D4s_v5").plan().scale_sets
    assert [item.effect for item in found.verdicts] == ["refused"]
    assert [trap.message for trap in found.traps if trap.id == "CHG050"] == [
        "'D4s_v5' is no size; its name is 'Standard_D4s_v5'"
    ]


def test_what_documents_say_of_a_size_is_a_trap_and_refuses_nothing(update):
    made = update("uniform-probe").both(f"{VM}/storageProfile/diskControllerType", "SCSI")
    (found,) = made.new("sku/name", "Standard_D2s_v6").plan().scale_sets
    assert [(item.row.id, item.effect) for item in found.verdicts] == [("size", "restart")]
    assert [trap.message for trap in found.traps if trap.id == "CHG050"] == [
        "size Standard_D2s_v6 has the disk controller NVMe (is SCSI); take NVMe, or remove "
        "'diskControllerType'"
    ]


@pytest.mark.parametrize("name", ["uniform-probe", "linux-files", "linux-blob-identity", "steps"])
def test_no_trap_is_named_where_nothing_changed(update, name):
    assert update(name).traps() == {}


def test_every_trap_is_tried_here_and_has_a_page():
    text = Path(__file__).read_text(encoding="utf-8")
    elsewhere = {"CHG070"}  # what the rules find in the new template: test_new_state.py
    elsewhere |= {"CHG020", "CHG021", "CHG022"}  # what stands beside the sets: test_beside.py
    elsewhere |= {"CHG080", "CHG081", "CHG082"}  # what instances are: test_plan_instances.py
    assert all(f'"{identity}"' in text for identity in KINDS.keys() - elsewhere)
    assert all(kind.source.startswith("https://") for kind in KINDS.values())


@pytest.mark.parametrize(
    ("publisher", "said"),
    [
        ("center-for-internet-security-inc", False),
        ("MicrosoftSQLServer", False),
        ("Canonical", True),
    ],
)
def test_another_system_is_told_only_where_both_are_known(update, publisher, said):
    image = f"{VM}/storageProfile/imageReference/publisher"
    changed = update("uniform-probe").both(f"{VM}/osProfile/linuxConfiguration", GONE)
    changed.both(f"{VM}/storageProfile/osDisk/osType", GONE)
    (item,) = changed.old(image, "MicrosoftWindowsServer").new(image, publisher).plan().scale_sets
    rows = {verdict.row.id for verdict in item.verdicts}
    assert ("operating-system" in rows) is said
