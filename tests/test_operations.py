"""What watches over a scale set: metrics, the agent, a lock."""

from __future__ import annotations

import pytest
from conftest import MINIMAL

RULE = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Insights/dataCollectionRules/d"
WORKSPACE = (
    "/subscriptions/s/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/w"
)
IDENTITY = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i"
WINDOWS = """\
name: web
os: windows
size: Standard_D2s_v5
admin: {user: azureops, password: {secret: adminPassword}}
"""
TAGGED = "tags: {team: web}\n"
SET = "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]"


def test_metrics_go_to_a_workspace(folder):
    found = folder.resources(f"{MINIMAL}{TAGGED}monitoring: {{workspaceId: {WORKSPACE}}}\n")
    setting = found["diagnosticSettings"]
    assert setting["scope"] == SET
    assert setting["dependsOn"] == [SET]
    assert "tags" not in setting
    assert setting["properties"] == {
        "workspaceId": WORKSPACE,
        "metrics": [{"category": "AllMetrics", "enabled": True}],
    }


@pytest.mark.parametrize(
    ("base", "agent"),
    [(MINIMAL, "AzureMonitorLinuxAgent"), (WINDOWS, "AzureMonitorWindowsAgent")],
)
def test_the_agent_is_installed_and_told_what_to_collect(folder, base, agent):
    found = folder.resources(f"{base}monitoring: {{dataCollectionRuleId: {RULE}}}\n")
    association = found["dataCollectionRuleAssociations"]
    assert (association["scope"], association["properties"]) == (
        SET,
        {"dataCollectionRuleId": RULE},
    )
    profile = found["virtualMachineScaleSets"]["properties"]["virtualMachineProfile"]
    (extension,) = [
        item for item in profile["extensionProfile"]["extensions"] if item["name"] == "azureMonitor"
    ]
    assert extension["properties"]["type"] == agent
    assert extension["properties"]["enableAutomaticUpgrade"] is True
    name = "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'web-id')]"
    chosen = extension["properties"]["settings"]["authentication"]["managedIdentity"]
    assert chosen == {"identifier-name": "mi_res_id", "identifier-value": name}
    assert found["userAssignedIdentities"]["name"] == "web-id"


def test_the_agent_takes_an_identity_that_exists(folder):
    spec = (
        f"{MINIMAL}identity: {{ids: [{IDENTITY}]}}\nmonitoring: {{dataCollectionRuleId: {RULE}}}\n"
    )
    found = folder.resources(spec)
    assert "userAssignedIdentities" not in found
    profile = found["virtualMachineScaleSets"]["properties"]["virtualMachineProfile"]
    (extension,) = profile["extensionProfile"]["extensions"]
    chosen = extension["properties"]["settings"]["authentication"]["managedIdentity"]
    assert chosen["identifier-value"] == IDENTITY


def test_a_lock_stands_on_the_set(folder):
    lock = folder.resources(f"{MINIMAL}{TAGGED}lock: CanNotDelete\n")["locks"]
    assert (lock["scope"], lock["properties"]["level"]) == (SET, "CanNotDelete")
    assert "tags" not in lock
