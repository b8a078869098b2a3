"""The page of a plan tells of what stands beside the scale sets, too."""

import copy
import json

from tests.support.command import run_here
from tests.support.workspace import OUTPUT


def page(tmp_path, old, new, *more):
    for name, value in (("old", old), ("new", new)):
        (tmp_path / f"{name}.json").write_text(json.dumps(value), "utf-8")
    ran = run_here(["plan", "old.json", "new.json", "-o", "html", *more], tmp_path)
    assert ran.code == 0, ran.err
    return ran.out


def changed():
    old = json.loads((OUTPUT / "linux-script" / "azuredeploy.json").read_bytes())
    new = copy.deepcopy(old)
    by_type = {item["type"].rpartition("/")[2]: item for item in new["resources"]}
    probe = by_type["loadBalancers"]["properties"]["probes"][0]["properties"]
    probe["port"] = 8081
    by_type["publicIPAddresses"]["sku"] = {"name": "Basic"}
    by_type["networkSecurityGroups"]["tags"] = {"a": "<b>"}
    return old, new


def test_what_azure_refuses_and_who_is_out_stand_in_the_page(tmp_path):
    out = page(tmp_path, *changed())
    assert "REFUSED" in out
    assert "properties.probes[tcp-80].port" in out or "8081" in out
    assert "&lt;b&gt;" in out
    assert "<b>" not in out


def test_what_a_complete_deployment_deletes_stands_in_the_page(tmp_path):
    old, new = changed()
    new["resources"] = [item for item in new["resources"] if "securityGroups" not in item["type"]]
    assert "web-nsg" in page(tmp_path, old, new, "--mode", "complete")
