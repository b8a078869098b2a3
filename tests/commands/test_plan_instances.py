"""`plan --instances`: what answers of Azure tell of the instances, in each shape."""

from __future__ import annotations

import json

import pytest

from generator.rollout.running import instances_now
from generator.scale_set.live.instances import ToldInstances
from generator.scale_set.live.told import instances_in
from tests.commands.test_plan_live import SECRET_VALUES, TEMPLATE, flat, rest
from tests.support.command import run_here
from tests.support.workspace import OUTPUT, ROOT

SET = "/subscriptions/1/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/shop"
LINUX = str(ROOT / "templates" / "starters" / "linux-script")
FAILED = (
    "Enable failed: command terminated with exit status=1\n[stdout]\n\n[stderr]\n"
    "curl: (22) https://store.blob.core.windows.net/a.sh?sv=1&sig=QUJD failed, PGPASSWORD=hunter2"
)
SHOWN = (
    "Enable failed: command terminated with exit status=1 [stdout] [stderr] curl: (22) "
    "https://store.blob.core.windows.net/a.sh?sv=1&sig=(secret) failed, PGPASSWORD=(secret)"
)


def status(code, message=None):
    level = "Error" if "failed" in code else "Info"
    return {"code": code, "level": level} | ({"message": message} if message else {})


def view(power="running", health="healthy", failed=None, state="succeeded"):
    """Return an instance view."""
    extension = {"name": "app", "type": "T", "statuses": [status("ProvisioningState/succeeded")]}
    if failed:
        extension["statuses"] = [status("ProvisioningState/failed/1", failed)]
    return {
        "statuses": [status(f"ProvisioningState/{state}"), status(f"PowerState/{power}")],
        "vmHealth": {"status": status(f"HealthState/{health}")},
        "extensions": [extension],
    }


def instance(number, latest=True, scale_set=SET, protection=None, **views):
    """Return an instance as the REST API lists it."""
    properties = {"latestModelApplied": latest, "provisioningState": "Succeeded"}
    properties["instanceView"] = view(**views) if views else None
    if protection:
        properties["protectionPolicy"] = protection
    name = scale_set.rpartition("/")[2]
    return {
        "id": f"{scale_set}/virtualMachines/{number}",
        "name": f"{name}_{number}",
        "instanceId": str(number),
        "type": "Microsoft.Compute/virtualMachineScaleSets/virtualMachines",
        "properties": properties,
    }


LISTED = [instance(0), instance(1, latest=False), instance(11, latest=False)]
SHAPES = {
    "REST": {"value": LISTED},
    "az": flat(LISTED),
    "REST, without ids": {"value": [{k: v for k, v in i.items() if k != "id"} for i in LISTED]},
    "Resource Graph": {"count": 3, "data": [{**i, "type": i["type"].lower()} for i in LISTED]},
    "queried": [
        {"instanceId": i["instanceId"], "latestModelApplied": i["properties"]["latestModelApplied"]}
        for i in LISTED
    ],
    "two lists": [flat(LISTED[:2]), flat(LISTED[2:])],
}


def said(*answers, name="shop"):
    """Return what is said of the instances of a set, by answers."""
    found = ToldInstances()
    for answer in answers:
        instances_in(answer, found)

    class Item:
        running = found.of(name, alone=True)
        was = type("Was", (), {"count": None})

    return list(instances_now(Item()))


@pytest.mark.parametrize("shape", SHAPES)
def test_which_instances_have_the_older_model_whatever_the_shape(shape):
    assert said(SHAPES[shape]) == ["3 instances, 2 with an older model (1, 11)"]


EXPANDED = [
    instance(0, power="running"),
    instance(1, power="deallocated", health="unknown"),
    instance(2, health="unhealthy", failed=FAILED, state="failed"),
    instance(3, failed=FAILED, protection={"protectFromScaleSetActions": True}),
    instance(4, power="running", protection={"protectFromScaleIn": True}),
]
STATES = [
    "1 is unhealthy (2)",
    "1 is of unknown health (1)",
    "1 is deallocated (1)",
    "1 is in provisioning state failed (2)",
]
FAILURES = [
    "provisioning failed on 1 of 5 (2)",
    f"extension 'app' failed on 2 of 5 (2, 3): {SHOWN}",
]


def test_health_power_protection_and_what_failed_are_told():
    assert said(flat(EXPANDED)) == [
        "5 instances, all with the latest model",
        *STATES,
        "1 (3) is protected from actions of the set: its upgrades and reimages pass it by, and "
        "autoscale does not take it away",
        "1 (4) is protected from scale-in: autoscale does not take it away",
        *FAILURES,
    ]


def test_views_of_all_instances_are_told_by_their_hosts():
    views = [
        {**item["properties"]["instanceView"], "computerName": f"shop{int(item['instanceId']):06}"}
        for item in EXPANDED
    ]
    assert said(views) == ["5 instances", *STATES, *FAILURES]
    both = said(flat([instance(number, latest=number != 3) for number in range(5)]), views)
    assert both == ["5 instances, 1 with an older model (3)", *STATES, *FAILURES]


def test_the_ids_in_computer_names_are_to_base_36():
    assert (
        said([{"computerName": "shop00000B", **view(power="stopped")}])[-1] == "1 is stopped (11)"
    )


SUMMARY = {
    "virtualMachine": {
        "statusesSummary": [
            {"code": "ProvisioningState/succeeded", "count": 4},
            {"code": "ProvisioningState/failed", "count": 1},
            {"code": "HealthState/healthy", "count": 3},
            {"code": "HealthState/unhealthy", "count": 2},
        ]
    },
    "extensions": [
        {"name": "app", "statusesSummary": [{"code": "ProvisioningState/failed", "count": 2}]},
        {"name": "ok", "statusesSummary": [{"code": "ProvisioningState/succeeded", "count": 5}]},
    ],
    "orchestrationServices": [{"serviceName": "AutomaticRepairs", "serviceState": "Suspended"}],
    "statuses": [status("ProvisioningState/succeeded")],
}


def test_the_view_of_a_set_gives_numbers():
    assert said(SUMMARY) == [
        "5 instances",
        "2 are unhealthy",
        "extension 'app' failed on 2 ('az vmss list-instances --expand instanceView' tells the "
        "message)",
        "AutomaticRepairs is suspended",
    ]


def test_a_part_of_the_instances_is_no_count():
    assert said({"value": LISTED[:2], "nextLink": "https://management.azure.com/x"}) == [
        "2 instances of a part of the list, 1 with an older model (1)"
    ]
    assert said(LISTED[1]) == ["1 instance of a part of the list, 1 with an older model (1)"]


def test_instances_of_a_flexible_set_are_machines_of_it():
    machine = {
        "id": "/subscriptions/1/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/shop_a1",
        "name": "shop_a1",
        "type": "Microsoft.Compute/virtualMachines",
        "properties": {"virtualMachineScaleSet": {"id": SET}, "provisioningState": "Failed"},
    }
    lone = {**machine, "properties": {"provisioningState": "Failed"}}
    assert said([machine, lone]) == ["1 instance", "1 is in provisioning state failed (shop_a1)"]


def in_set(name, items):
    return json.loads(json.dumps(items).replace("/shop", f"/{name}").replace("shop_", f"{name}_"))


def updated(folder, instances, *more):
    """Plan an update of the script of a set whose upgrades go in batches."""
    old = OUTPUT / "linux-script" / "azuredeploy.json"
    new = old.read_text(encoding="utf-8").replace('"forceUpdateTag": "', '"forceUpdateTag": "n')
    (folder / "new.json").write_text(new, encoding="utf-8")
    (folder / "instances.json").write_text(json.dumps(in_set("web", flat(instances))))
    given = ("-p", *SECRET_VALUES, "-q")
    args = ["plan", str(old), "new.json", "--instances", "instances.json", *given, *more]
    ran = run_here(args, folder)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


def test_a_plan_counts_from_the_instances_and_says_who_is_passed_by(tmp_path):
    out = updated(tmp_path, EXPANDED)
    assert "the set shrinks from 5 to 3 instances" in out
    assert "whether all instances have the model" not in out
    (item,) = json.loads(updated(tmp_path, EXPANDED, "-o", "json"))["scaleSets"]
    running = item["running"]
    assert [trap["id"] for trap in item["traps"] if trap["id"] >= "CHG080"] == ["CHG081"]
    assert [one["health"] for one in running["instances"]] == [
        "healthy", "unknown", "unhealthy", "healthy", "healthy",
    ]  # fmt: skip
    assert running["count"] == 5
    assert running["instances"][3]["failed"] == [{"extension": "app", "message": SHOWN}]


def test_an_update_that_too_many_unhealthy_instances_stop(tmp_path):
    instances = [
        instance(n, latest=n > 0, health="unhealthy" if n < 2 else "healthy") for n in range(3)
    ]
    out = " ".join(updated(tmp_path, instances, "-o", "markdown").split())
    assert "- 3 instances, 1 with an older model (0) - 2 are unhealthy (0, 1)" in out
    assert (
        "2 of 3 instances are unhealthy now, and this update stops before a batch where more than "
        "1 are (maxUnhealthyInstancePercent 34): mend or delete them first" in out
    )
    assert (
        "1 instance (0) has an older model than the one that is deployed: what changed between "
        "them is not in this plan, and comes along" in out
    )
    assert "1 is left to serve (2 are out of service now), as new ones come first" in out
    assert "CHG081" not in out


def test_instances_beside_the_set_in_one_list_or_in_files(tmp_path):
    body, _ = rest("uniform-probe")
    instances = in_set(body["name"], LISTED)
    (tmp_path / "one.json").write_text(json.dumps([flat(body), flat(instances)]))
    (tmp_path / "set.json").write_text(json.dumps(body))
    (tmp_path / "instances.json").write_text(json.dumps(flat(instances)))
    told = []
    for files in (
        ["--live", "one.json"],
        ["--live", "set.json", "--live", "instances.json"],
        ["--live", "set.json", "--instances", "instances.json"],
    ):
        ran = run_here(["plan", *files, TEMPLATE, "-q"], tmp_path)
        assert (ran.code, ran.err) == (0, "")
        told.append(ran.out.partition("Scale set")[2])
    assert told[0] == told[1] == told[2]
    assert "  - 3 instances, 2 with an older model (1, 11)\n" in told[0]


TABLE = "InstanceId    LatestModelApplied\n------------  -----\n0  True\n"
NOT_THESE = "this is no answer of Azure for the instances of a scale set"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("null", "the answer is null"),
        ("{}", NOT_THESE),
        ('{"value": [3]}', NOT_THESE),
        (TABLE, "this is no JSON but text: of az give what '--output json' prints"),
        (
            '{"error": {"code": "NotFound", "message": "no\\nset"}}',
            "Azure answered with an error: NotFound: no set",
        ),
        (json.dumps(in_set("other", LISTED)), "the instances are of scale set 'other'"),
    ],
)
def test_what_are_no_instances_is_told_in_a_sentence(tmp_path, answer, expected):
    ran = run_here(["plan", LINUX, LINUX, "--instances", "-"], tmp_path, answer.encode())
    assert (ran.code, ran.out) == (2, "")
    assert expected in ran.err
    assert len(ran.err.splitlines()) == 1


def test_an_empty_list_is_a_set_without_instances(tmp_path):
    ran = run_here(["plan", LINUX, LINUX, "--instances", "-", "-q"], tmp_path, b"[]")
    assert ran.code == 0
    assert "  - 0 instances\n" in ran.out
    assert "the set grows from 0 to 3 instances immediately" in ran.out
