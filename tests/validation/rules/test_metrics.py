"""Autoscale by metrics: which a resource has, which way they go, who measures them, and when."""

from __future__ import annotations

from typing import Any

import pytest

from generator.azure.metrics import HOST, guest_source, is_freer, sources
from tests.support.rule_blocks import SCALE_SET
from tests.validation.rules.test_handlers import AMA, a_set, ext, found, starts

Block = dict[str, Any]
WEB = "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]"
GUEST = "azure.vm.linux.guestmetrics"


def of(name: str, operator: str = "GreaterThan", threshold: Any = 50, **more: Any) -> Block:
    return {"metricName": name, "operator": operator, "threshold": threshold, **more}


def rule(direction: str = "Increase", **trigger: Any) -> Block:
    return {
        "metricTrigger": trigger,
        "scaleAction": {"direction": direction, "type": "ChangeCount", "value": "1"},
    }


def setting(*profiles: Block) -> Block:
    return {
        "type": "Microsoft.Insights/autoscaleSettings",
        "apiVersion": "2022-10-01",
        "name": "load",
        "location": "l",
        "properties": {"targetResourceUri": WEB, "profiles": list(profiles)},
    }


def with_rules(*rules: Block) -> Block:
    return setting({"name": "load", "rules": list(rules)})


def queue(kind: str, *names: str) -> str:
    return f"[resourceId('{kind}', {', '.join(map(repr, names))})]"


STORAGE = "Microsoft.Storage/storageAccounts"
BUS = "Microsoft.ServiceBus/namespaces"


@pytest.mark.parametrize(
    ("trigger", "expected"),
    [
        (of("Percentage CPU"), []),
        (of("percentage cpu"), []),
        (of("Percentage CPU", metricNamespace=HOST), []),
        (of("Percent CPU"), ["ERROR SCL040 scale sets have no metric 'Percent CPU', and Azure refuse"]),
        (of("CpuPercentage"), ["ERROR SCL040 scale sets have no metric 'CpuPercentage', and Azure"]),
        (of("Percentage Memory"), ["ERROR SCL040 scale sets have no metric 'Percentage Memory', and"]),
        (of("Quux"), ["WARNING SCL040 scale sets have no metric 'Quux' that is known"]),
        (of("Network In"), ["WARNING SCL040 the metric 'Network In' is deprecated; use 'Network In T"]),
        (of("Quux", metricNamespace="my/own"), []),
        (
            of("Percentage CPU", metricNamespace=GUEST),
            ["ERROR SCL040 'Percentage CPU' is a metric of the host, and none of this namespace"],
        ),
        (
            of("Percentage CPU", metricNamespace="Microsoft.Compute/virtualMachines"),
            ["WARNING SCL040 'Percentage CPU' is a metric of the host, and none of this namespace"],
        ),
        (of("Percentage CPU", metricNamespace="[parameters('n')]"), []),
        (of("[parameters('metric')]"), []),
        (of("Percent CPU", metricResourceUri="[parameters('id')]"), []),
        (of("CpuPercentage", metricResourceUri=queue("Microsoft.Web/serverfarms", "p")), []),
        (
            of(
                "ApproximateMessageCount",
                metricNamespace="",
                metricResourceUri=queue(f"{STORAGE}/services/queues", "a", "queue", "jobs"),
            ),
            [],
        ),
        (
            of(
                "QueueMessageCount",
                metricResourceUri=queue(f"{STORAGE}/services/queues", "a", "queue", "jobs"),
            ),
            ["ERROR SCL040 Microsoft.Storage/storageAccounts/services/queues has no metric 'QueueMe"],
        ),
        (
            of(
                "ApproximateMessageCount",
                metricResourceUri=queue(f"{STORAGE}/queueServices/queues", "a", "default", "jobs"),
            ),
            ["ERROR SCL040 autoscale knows a storage queue by the path .../services/queue/queues/"],
        ),
        (
            of(
                "QueueMessageCount",
                metricResourceUri="/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/"
                "storageAccounts/a/queueServices/default",
            ),
            ["WARNING SCL040 this is the number of messages of all queues, measured once an hour"],
        ),
        (of("ActiveMessageCount", metricResourceUri=queue(f"{BUS}/queues", "n", "q")), []),
        (
            of("ActiveMessages", metricResourceUri=queue(f"{BUS}/queues", "n", "q")),
            ["ERROR SCL040 Microsoft.ServiceBus/namespaces/queues has no metric 'ActiveMessages'"],
        ),
        (of("ActiveMessages", metricResourceUri=queue(BUS, "n")), []),
    ],
)  # fmt: skip
def test_a_rule_goes_by_a_metric_that_the_resource_has(trigger: Block, expected: list[str]) -> None:
    starts(with_rules(rule(**trigger)), expected, "SCL040")


@pytest.mark.parametrize(
    ("trigger", "direction", "right"),
    [
        (of("Percentage CPU", "GreaterThan"), "Increase", ""),
        (of("Percentage CPU", "GreaterThanOrEqual"), "Decrease", "Increase"),
        (of("Percentage CPU", "LessThan"), "Increase", "Decrease"),
        (of("Available Memory Percentage", "LessThan"), "Increase", ""),
        (of("Available Memory Percentage", "LessThan"), "Decrease", "Increase"),
        (of("Available Memory Bytes", "GreaterThan"), "Increase", "Decrease"),
        (of("mem/available_percent", "LessThan", metricNamespace=GUEST), "Decrease", "Increase"),
        (of("VmAvailabilityMetric", "LessThan"), "Decrease", ""),
        (of("Percentage CPU", "Equals"), "Decrease", ""),
        (of("Some", "GreaterThan"), "Decrease", ""),
        (of("Percentage CPU", "[parameters('operator')]"), "Decrease", ""),
    ],
)
def test_more_load_needs_more_instances(trigger: Block, direction: str, right: str) -> None:
    said = found(with_rules(rule(direction, **trigger)), "SCL041")
    assert [item.rsplit(" ", 1)[1] for item in said] == [right] * bool(right)
    assert all(item.startswith("WARNING SCL041") for item in said)


@pytest.mark.parametrize(
    ("trigger", "says"),
    [
        (of("Percentage CPU", threshold=100), False),
        (of("Percentage CPU", threshold=700), True),
        (of("Percentage CPU", threshold="101"), True),
        (of("Available Memory Percentage", threshold=-1), True),
        (of("Available Memory Bytes", threshold=1_073_741_824), False),
        (of("Percentage CPU", threshold="[parameters('threshold')]"), False),
    ],
)
def test_a_percentage_is_at_most_100(trigger: Block, says: bool) -> None:
    assert len(found(with_rules(rule(**trigger)), "SCL042")) == says


def scaled(trigger: Block, *extensions: Block, system: str = "linux") -> list[Block]:
    return [SCALE_SET | a_set(system, *extensions), with_rules(rule(**trigger))]


NEEDS = "ERROR SCL043 'mem/used_percent' is a metric of the guest, and not of the host: it needs "
LACKS = "WARNING SCL043 this metric comes from the extension {}, which the scale set lacks {}"
NOT_YET = "and Azure refuses a metric that nothing has sent yet"


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (scaled(of("mem/used_percent")), [NEEDS]),
        (scaled(of("mem/used_percent", metricNamespace=HOST)), [NEEDS]),
        (
            scaled(of("mem/used_percent", metricNamespace="Azure.VM.Linux.GuestMetrics")),
            [LACKS.format("AzureMonitorLinuxAgent", NOT_YET)],
        ),
        (scaled(of("mem/used_percent", metricNamespace=GUEST), ext(AMA)), []),
        (
            scaled(of("mem/used_percent", metricNamespace=GUEST), ext("[parameters('p')]/x")),
            [],
        ),
        (
            scaled(of("\\Memory\\PercentUsedMemory")),
            [LACKS.format("LinuxDiagnostic", "and which is retired")],
        ),
        (
            scaled(of("\\Processor(_Total)\\% Processor Time"), system="windows"),
            [LACKS.format("IaaSDiagnostics", "and which is retired")],
        ),
        (
            scaled(
                of("\\Processor(_Total)\\% Processor Time"),
                ext("Microsoft.Azure.Diagnostics/IaaSDiagnostics", "1.5"),
                system="windows",
            ),
            [],
        ),
        ([with_rules(rule(**of("mem/used_percent", metricNamespace=GUEST)))], []),
        (
            scaled(of("Memory\\Available Bytes", metricNamespace=GUEST), ext(AMA)),
            [
                "WARNING SCL043 no metric of azure.vm.linux.guestmetrics is written 'Memory\\Availabl"
            ],
        ),
        (
            scaled(of("memory/used_percent", metricNamespace=GUEST), ext(AMA)),
            [
                "WARNING SCL043 no metric of azure.vm.linux.guestmetrics is written 'memory/used_perc"
            ],
        ),
        (scaled(of("Percentage CPU")), []),
    ],
)
def test_what_an_agent_measures_needs_the_agent(block: Any, expected: list[str]) -> None:
    starts(block, expected, "SCL043")


def weekly(name: str, hours: Any = (8,), minutes: Any = (0,)) -> Block:
    when = {"timeZone": "UTC", "days": ["Monday"]}
    when |= {"hours": list(hours), "minutes": list(minutes)}
    return {"name": name, "rules": [], "recurrence": {"frequency": "Week", "schedule": when}}


USUAL: Block = {"name": "usual", "rules": []}
HOURS = "ERROR SCL045 Azure takes one value for 'hours' (there are 2)"


@pytest.mark.parametrize(
    ("profiles", "expected"),
    [
        ([USUAL, weekly("day")], ["WARNING SCL045 the profile 'day' never ends, as no other one"]),
        ([USUAL, weekly("day"), weekly('{"name":"usual","for":"day"}', [18])], []),
        ([weekly("day"), weekly("night", [18])], []),
        ([USUAL], []),
        ([weekly("day", [8, 18])], [HOURS]),
        (
            [weekly("day", [8], [0, 30])],
            ["ERROR SCL045 Azure takes one value for 'minutes' (there are 2)"],
        ),
    ],
)
def test_a_recurring_profile_begins_once_and_ends(
    profiles: list[Block], expected: list[str]
) -> None:
    starts(setting(*profiles), expected, "SCL045")


def test_a_namespace_may_be_empty_as_the_page_on_queues_writes_it():
    trigger = of(
        "ApproximateMessageCount", metricNamespace="", metricResourceUri="[variables('q')]"
    )
    assert found(with_rules(rule(**trigger)), "TPL007") == []


def test_no_metric_stands_twice_in_its_source():
    for source in sources():
        assert not source.deprecated.keys() - source.metrics.keys()
        assert not source.mistaken.keys() & source.metrics.keys()
        assert set(source.mistaken.values()) <= source.metrics.keys()
        if source.agents:
            assert [name for name in source.metrics if not source.measures(name)] == []


def test_a_metric_of_what_is_free_is_known_as_one():
    assert is_freer("Available Memory Percentage")
    assert is_freer("mem/available_percent")
    assert not is_freer("Percentage CPU")
    assert guest_source("Percentage CPU") is None


ACCOUNT = queue(STORAGE, "shop")
ONE_QUEUE = queue(f"{STORAGE}/services/queues", "shop", "queue", "orders")


@pytest.mark.parametrize("name", ["ApproximateMessageCount", "QueueMessageCount"])
def test_an_account_is_no_queue(name):
    said = "ERROR SCL040 autoscale knows a storage queue by the path .../services/queue/queues/NAME"
    starts(with_rules(rule(**of(name, metricResourceUri=ACCOUNT))), [said], "SCL040")
    starts(with_rules(rule(**of("Transactions", metricResourceUri=ACCOUNT))), [], "SCL040")
    right = of("ApproximateMessageCount", metricResourceUri=ONE_QUEUE)
    starts(with_rules(rule(**right)), [], "SCL040")


CPU, FREE = "Percentage CPU", "Available Memory Percentage"


@pytest.mark.parametrize(
    ("out", "back", "expected"),
    [
        (of(CPU, threshold=60), of(CPU, "LessThan", 60), ["at 60 and out at 60"]),
        (of(CPU, threshold=50), of(CPU, "LessThanOrEqual", 60.5), ["at 60.5 and out at 50"]),
        (of(FREE, "LessThan", 50), of(FREE, threshold=40), ["at 40 and out at 50"]),
        (of(CPU, threshold=70), of(CPU, "LessThan", 30), []),
        (of(FREE, "LessThan", 20), of(FREE, threshold=60), []),
        (of(CPU, threshold=50), of("Network In Total", "LessThan", 60), []),
        (of(CPU, threshold=50), of(CPU, "LessThan", 60, metricResourceUri=ACCOUNT), []),
        (of(CPU, threshold=50), of(CPU, "LessThan", 60, statistic="Max"), []),
        (of(CPU, threshold=50), of(CPU, "LessThan", 60, dimensions=[{}]), []),
        (of(CPU, threshold=50), of(CPU, "LessThan", "[parameters('low')]"), []),
    ],
)
def test_a_margin_is_between_scaling_out_and_in(out, back, expected):
    rules = with_rules(rule(**out), rule("Decrease", **back))
    starts(rules, [f"WARNING SCL081 the set scales in {text}" for text in expected], "SCL081")


def at(**schedule: Any) -> Block:
    when = {"timeZone": "UTC", "days": ["Monday"], "hours": [8], "minutes": [0]} | schedule
    return setting(
        {"name": "a", "rules": [], "recurrence": {"frequency": "Week", "schedule": when}}
    )


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (at(), []),
        (at(hours=[0], minutes=[59], timeZone="W. Europe Standard Time"), []),
        (at(hours=[24]), ["WARNING SCL045 'hours' are 0 to 23 (is 24)"]),
        (at(minutes=[60]), ["WARNING SCL045 'minutes' are 0 to 59 (is 60)"]),
        (
            at(timeZone="Europe/Berlin"),
            ["WARNING SCL045 Azure knows time zones by their names on W"],
        ),
        (
            setting({"name": "a", "rules": [], "fixedDate": {"timeZone": "America/New_York"}}),
            ["WARNING SCL045 Azure knows time zones by their names on W"],
        ),
    ],
)
def test_times_are_some_that_azure_knows(block, expected):
    starts(block, expected, "SCL045")


@pytest.mark.parametrize("outs", [(60, 80, 90), (80, 60)])
def test_of_several_the_one_that_overlaps_most_is_told(outs):
    rules = [rule(**of(CPU, threshold=threshold)) for threshold in outs]
    back = rule("Decrease", **of(CPU, "LessThan", 85))
    said = "WARNING SCL081 the set scales in at 85 and out at 60 of the same metric"
    starts(with_rules(*rules, back), [said], "SCL081")
