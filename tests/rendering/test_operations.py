"""What watches over a scale set: metrics, the agent, a lock."""

from __future__ import annotations

import pytest

from tests.support.workspace import MINIMAL

RULE = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Insights/dataCollectionRules/d"
WORKSPACE = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/w"
IDENTITY = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i"
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


STORAGE = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/data/providers/Microsoft.Storage/storageAccounts/st"


def test_roles_are_given_by_name_where_the_resource_lives(folder):
    roles = f"{{role: storage blob data reader, scope: {STORAGE}}}"
    found = folder.resources(f"{MINIMAL}identity: {{roles: [{roles}]}}\n")
    deployment = found["deployments"]
    assert (deployment["subscriptionId"], deployment["resourceGroup"]) == (
        "00000000-0000-0000-0000-000000000000",
        "data",
    )
    (assignment,) = deployment["properties"]["template"]["resources"]
    assert assignment["scope"] == STORAGE
    definition = assignment["properties"]["roleDefinitionId"]
    assert "'2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'" in definition
    principal = deployment["properties"]["parameters"]["principalId"]["value"]
    assert principal.endswith("'web-id'), '2024-11-30').principalId]")


def test_instances_start_when_the_roles_are_there(folder):
    roles = f"{{role: Storage Blob Data Reader, scope: {STORAGE}}}"
    spec = f"{MINIMAL}identity: {{roles: [{roles}]}}\n"
    waits = folder.resources(spec)["virtualMachineScaleSets"]["dependsOn"]
    assert (
        "[resourceId('00000000-0000-0000-0000-000000000000', 'data', 'Microsoft.Resources/deployments', 'web-role-1')]"
        in waits
    )


def test_a_system_assigned_identity_gets_its_roles_after_the_set(folder):
    roles = f"{{role: Reader, scope: {STORAGE}}}"
    spec = f"{MINIMAL}orchestration: uniform\nidentity: {{system: true, roles: [{roles}]}}\n"
    found = folder.resources(spec)
    principal = found["deployments"]["properties"]["parameters"]["principalId"]["value"]
    assert principal.endswith(", 'Full').identity.principalId]")
    assert found["deployments"]["dependsOn"] == [SET]
    assert not any("deployments" in item for item in found["virtualMachineScaleSets"]["dependsOn"])


def test_roles_of_an_identity_that_exists(folder):
    roles = f"{{role: 7f951dda-4ed3-4680-a7ca-43fe172d538d, scope: {STORAGE}}}"
    found = folder.resources(f"{MINIMAL}identity: {{ids: [{IDENTITY}], roles: [{roles}]}}\n")
    principal = found["deployments"]["properties"]["parameters"]["principalId"]["value"]
    assert principal == f"[reference('{IDENTITY}', '2024-11-30').principalId]"


def test_a_role_that_is_not_known_is_told(folder):
    roles = f"{{role: Storage Blob Reader, scope: {STORAGE}}}"
    (found,) = folder.mistakes(f"{MINIMAL}identity: {{roles: [{roles}]}}\n")
    assert "did you mean 'Storage Blob Data Reader'?" in found


def test_names_of_nested_deployments_fit(folder):
    name = "n" * 64
    roles = f"{{role: Reader, scope: {STORAGE}}}"
    spec = MINIMAL.replace("name: web", f"name: {name}") + f"identity: {{roles: [{roles}]}}\n"
    assert len(folder.resources(spec)["deployments"]["name"]) == 64
