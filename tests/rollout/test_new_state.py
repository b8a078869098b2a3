"""A new template that fails is told by the plan, whatever the change does to instances."""

from __future__ import annotations

import json

import pytest

from generator.commands.plan.run import PlanRequest, run
from generator.rollout.records import PlanOptions
from tests.support.rollout_pairs import VM, put, scale_set, starter


def balancer(template):
    return next(r for r in template["resources"] if r["type"].endswith("/loadBalancers"))


def dynamic(template):
    address = next(r for r in template["resources"] if r["type"].endswith("/publicIPAddresses"))
    address["properties"]["publicIPAllocationMethod"] = "Dynamic"
    return "a Standard address must be Static; set 'publicIPAllocationMethod' to Static (NET047"


def twice(template):
    rules = balancer(template)["properties"]["loadBalancingRules"]
    rules.append(rules[0] | {"name": "second"})
    return "takes TCP port 80 of its frontend, and so does"


def writes_the_cache(template):
    put(scale_set(template), f"{VM}/storageProfile/osDisk/diffDiskSettings", {"option": "Local"})
    put(scale_set(template), f"{VM}/storageProfile/osDisk/caching", "ReadWrite")
    return "an ephemeral disk takes the cache ReadOnly only; set it so (VMS072"


@pytest.mark.parametrize("fault", [dynamic, twice, writes_the_cache])
def test_an_error_of_the_new_template_alone_is_told_and_fails_the_run(tmp_path, fault, capsys):
    for broken in ([], ["new.json"], ["old.json", "new.json"]):
        for name in ("old.json", "new.json"):
            template = starter("uniform-probe")
            said = fault(template) if name in broken else ""
            (tmp_path / name).write_text(json.dumps(template, indent=1), "utf-8")
        request = PlanRequest((), (), {}, PlanOptions(), fail_on=frozenset({"refuse"}))
        code = run(tmp_path / "old.json", tmp_path / "new.json", None, request)
        shown = " ".join(capsys.readouterr().out.split())
        alone = broken == ["new.json"]
        assert ("CHG070 new-state-fails" in shown, said in shown and bool(said)) == (alone, alone)
        assert code == int(alone), broken
