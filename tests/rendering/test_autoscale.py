"""How many instances there are: by load, by the clock, and after a redeployment."""

from __future__ import annotations

import json

import pytest

from tests.support.workspace import MINIMAL

OFFICE = "{name: office, timeZone: W. Europe Standard Time, days: [Monday, Friday], start: '07:30', end: '18:00', minimum: 4, maximum: 20}"
NIGHT = "{name: night, timeZone: UTC, days: [Saturday, Sunday], start: '22:00', end: '06:00', minimum: 1, maximum: 2}"
SALE = "{name: sale, timeZone: UTC, from: '2026-11-27T00:00', until: '2026-11-28T12:30', minimum: 9, maximum: 30}"

HOST = "Microsoft.Compute/virtualMachineScaleSets"
GUEST = "azure.vm.linux.guestmetrics"


def profiles(folder, *schedules, more=""):
    spec = f"{MINIMAL}autoscale: {{minimum: 2, maximum: 10, schedules: [{', '.join(schedules)}]{more}}}\n"
    return folder.resources(spec)["autoscaleSettings"]["properties"]["profiles"]


def bounds(profile):
    capacity = profile["capacity"]
    return capacity["minimum"], capacity["default"], capacity["maximum"]


def test_a_weekly_schedule_ends_where_the_usual_profile_starts(folder):
    office, usual = profiles(folder, OFFICE)
    assert (office["name"], bounds(office)) == ("office", ("4", "4", "20"))
    assert office["recurrence"] == {
        "frequency": "Week",
        "schedule": {
            "timeZone": "W. Europe Standard Time",
            "days": ["Monday", "Friday"],
            "hours": [7],
            "minutes": [30],
        },
    }
    assert json.loads(usual["name"]) == {"name": "default", "for": "office"}
    assert bounds(usual) == ("2", "2", "10")
    schedule = usual["recurrence"]["schedule"]
    assert (schedule["days"], schedule["hours"], schedule["minutes"]) == (
        ["Monday", "Friday"],
        [18],
        [0],
    )


def test_a_schedule_may_go_on_past_midnight(folder):
    _, usual = profiles(folder, NIGHT)
    assert usual["recurrence"]["schedule"]["days"] == ["Sunday", "Monday"]


def test_times_need_no_quotes(folder):
    unquoted = (OFFICE + ", " + SALE).replace("'", "")
    assert profiles(folder, unquoted) == profiles(folder, OFFICE, SALE)


def test_a_single_period_leaves_the_usual_profile_alone(folder):
    usual, sale = profiles(folder, SALE)
    assert usual["name"] == "default"
    assert "recurrence" not in usual
    assert sale["fixedDate"] == {
        "timeZone": "UTC",
        "start": "2026-11-27T00:00:00",
        "end": "2026-11-28T12:30:00",
    }


def test_a_schedule_has_the_usual_rules_or_its_own(folder):
    usual, sale = profiles(folder, SALE)
    assert sale["rules"] == usual["rules"] != []
    _, sale = profiles(folder, SALE.replace("}", ", rules: []}"))
    assert sale["rules"] == []


def test_rules_look_at_other_resources_too(folder):
    queue = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/a/services/queue"
    rule = f"{{metricName: ApproximateMessageCount, metricResourceId: {queue}, above: 100, dividePerInstance: true}}"
    (profile,) = profiles(folder, more=f", rules: [{rule}, {{below: 20}}]")
    trigger = profile["rules"][0]["metricTrigger"]
    assert trigger["metricResourceUri"] == queue
    assert trigger["dividePerInstance"] is True
    assert "metricNamespace" not in trigger
    own = profile["rules"][1]["metricTrigger"]
    assert own["metricNamespace"] == "Microsoft.Compute/virtualMachineScaleSets"


@pytest.mark.parametrize(
    ("schedules", "said"),
    [
        (OFFICE.replace("W. Europe", "West Europe"), "did you mean 'W. Europe Standard Time'?"),
        (OFFICE.replace("start: '07:30', ", ""), "a weekly schedule lacks 'start'"),
        (OFFICE.replace("'18:00'", "'07:30'"), "the schedule never holds"),
        (OFFICE.replace("days: [Monday, Friday], ", ""), "either days and start, or from and until"),
        (OFFICE.replace("minimum: 4", "minimum: 40"), "'minimum' must be at most 'maximum' (20; is 40)"),
        (f"{OFFICE}, {OFFICE}", "the name 'office' is taken"),
        (SALE.replace("2026-11-28T12:30", "2026-11-26T00:00"), "'until' must be later than 'from'"),
        (SALE.replace("2026-11-27", "2026-02-30"), "there is no such day"),
        (SALE.replace("until: '2026-11-28T12:30', ", ""), "a period has both 'from' and 'until'"),
        (", ".join(OFFICE.replace("office", f"s{n}") for n in range(11)), "these schedules make 22 profiles"),
    ],
)  # fmt: skip
def test_schedules_that_cannot_be_are_told(folder, schedules, said):
    spec = f"{MINIMAL}autoscale: {{minimum: 2, maximum: 10, schedules: [{schedules}]}}\n"
    found = folder.mistakes(spec)
    assert [said in message for message in found] == [True], found


def test_a_time_has_two_digits_of_hours(folder):
    schedule = OFFICE.replace("'07:30'", "'7:30'")
    spec = f"{MINIMAL}autoscale: {{minimum: 2, maximum: 10, schedules: [{schedule}]}}\n"
    assert [line.partition(" ")[2] for line in folder.mistakes(spec)] == [
        "a weekly schedule lacks 'start'",
        "'autoscale.schedules[0].start' must be a time from 00:00 to 23:59 (is '7:30')",
    ]


def test_bounds_that_never_hold_are_told(folder):
    schedule = OFFICE.replace("end: '18:00', ", "")
    spec = f"{MINIMAL}autoscale: {{minimum: 2, maximum: 10, schedules: [{schedule}]}}\ncount: 4\n"
    assert folder.warnings(spec) == [
        "no weekly schedule has an 'end', so one of them holds at any hour and the usual minimum "
        "and maximum never do"
    ]


def test_a_redeployment_can_keep_the_number_of_instances(folder, scaleset):
    folder.write(f"{MINIMAL}count: 4\nautoscale: {{minimum: 2, maximum: 10}}\n")
    ran = scaleset("render")
    assert "keepInstanceCount=true" in ran.out
    template = json.loads((folder.path / "azuredeploy.json").read_text())
    assert template["parameters"]["keepInstanceCount"]["defaultValue"] is False
    first = expanded(scaleset)
    assert first["Microsoft.Compute/virtualMachineScaleSets"]["sku"]["capacity"] == 4
    assert "Microsoft.Resources/deployments" not in first
    again = expanded(scaleset, "-p", "keepInstanceCount=true")
    capacity = again["Microsoft.Compute/virtualMachineScaleSets"]["sku"]["capacity"]
    assert "virtualMachineScaleSets/web'" in capacity
    assert capacity.endswith(".sku.capacity]")


def test_without_the_wish_the_number_is_a_parameter_alone(folder):
    spec = f"{MINIMAL}autoscale: {{minimum: 2, maximum: 10, keepInstanceCount: false}}\n"
    assert folder.scale_set(spec)["sku"]["capacity"] == "[parameters('instanceCount')]"
    assert "deployments" not in folder.resources(spec)


def expanded(scaleset, *more):
    ran = scaleset("expand", "azuredeploy.json", "-o", "json", *more)
    assert ran.code == 0, ran.err
    return {item["type"]: item for item in json.loads(ran.out)["resources"]}


@pytest.mark.parametrize(
    ("rule", "namespace", "operator", "direction"),
    [
        ("above: 70", HOST, "GreaterThan", "Increase"),
        ("below: 20", HOST, "LessThan", "Decrease"),
        ("metricName: Available Memory Percentage, below: 20", HOST, "LessThan", "Increase"),
        ("metricName: Available Memory Percentage, above: 60", HOST, "GreaterThan", "Decrease"),
        ("metricName: mem/available_percent, below: 20", GUEST, "LessThan", "Increase"),
        ("metricName: mem/used_percent, below: 20", GUEST, "LessThan", "Decrease"),
        ("above: 70, direction: in", HOST, "GreaterThan", "Decrease"),
    ],
)
def test_a_rule_goes_the_way_of_its_metric(folder, rule, namespace, operator, direction):
    spec = f"{MINIMAL}autoscale: {{minimum: 2, maximum: 10, rules: [{{{rule}}}]}}\n"
    made = folder.template(spec)["resources"]
    setting = next(item for item in made if item["type"].endswith("autoscaleSettings"))
    found = setting["properties"]["profiles"][0]["rules"][0]
    trigger = found["metricTrigger"]
    assert trigger["metricNamespace"] == namespace
    assert (trigger["operator"], found["scaleAction"]["direction"]) == (operator, direction)
