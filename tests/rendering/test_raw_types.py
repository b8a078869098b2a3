"""Resources of one's own in `raw` are held against their types, and told of at the key of the spec."""

from __future__ import annotations

import re

import pytest
import yaml

from tests.support.workspace import MINIMAL

ID = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/"
POOL = {
    "type": "Microsoft.StandbyPool/standbyVirtualMachinePools", "apiVersion": "2025-03-01",
    "name": "spare", "location": "[resourceGroup().location]",
    "properties": {
        "attachedVirtualMachineScaleSetId": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]",
        "virtualMachineState": "Running", "elasticityProfile": {"maxReadyCapacity": 20},
    },
    "dependsOn": ["scaleSet"],
}  # fmt: skip
WINDOW = {
    "type": "Microsoft.Maintenance/maintenanceConfigurations", "apiVersion": "2023-04-01",
    "name": "nightly", "location": "westeurope",
    "properties": {
        "maintenanceScope": "OSImage",
        "maintenanceWindow": {"startDateTime": "2026-01-01 22:00", "duration": "05:00",
                              "timeZone": "UTC", "recurEvery": "1Day"},
    },
}  # fmt: skip
ASSIGNMENT = {
    "type": "Microsoft.Maintenance/configurationAssignments", "apiVersion": "2023-04-01",
    "name": "nightly", "location": "westeurope",
    "scope": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]",
    "properties": {
        "maintenanceConfigurationId": f"{ID}Microsoft.Maintenance/maintenanceConfigurations/nightly",
        "resourceId": f"{ID}Microsoft.Compute/virtualMachineScaleSets/web",
    },
    "dependsOn": ["scaleSet"],
}  # fmt: skip
FLEET = {
    "type": "Microsoft.AzureFleet/fleets", "apiVersion": "2024-11-01",
    "name": "many", "location": "westeurope",
    "properties": {
        "vmSizesProfile": [{"name": "Standard_D2s_v5"}],
        "spotPriorityProfile": {"capacity": 5},
        "computeProfile": {"baseVirtualMachineProfile": {}},
    },
}  # fmt: skip
GUEST = {
    "type": "Microsoft.GuestConfiguration/guestConfigurationAssignments", "apiVersion": "2024-04-05",
    "name": "baseline", "location": "westeurope",
    "scope": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]",
    "properties": {"guestConfiguration": {"name": "AzureLinuxBaseline", "version": "1.*",
                                          "assignmentType": "ApplyAndMonitor"}},
    "dependsOn": ["scaleSet"],
}  # fmt: skip
ENDPOINT = {
    "type": "Microsoft.Network/privateEndpoints", "apiVersion": "2024-05-01",
    "name": "store", "location": "westeurope",
    "properties": {
        "subnet": {"id": f"{ID}Microsoft.Network/virtualNetworks/hub/subnets/ends"},
        "privateLinkServiceConnections": [{
            "name": "store",
            "properties": {"privateLinkServiceId": f"{ID}Microsoft.Storage/storageAccounts/web", "groupIds": ["blob"]},
        }],
    },
}  # fmt: skip
ZONE = {
    "type": "Microsoft.Network/privateDnsZones", "apiVersion": "2024-06-01",
    "name": "internal.example", "location": "global",
}  # fmt: skip
RECORD = {
    "type": "Microsoft.Network/privateDnsZones/A", "apiVersion": "2024-06-01",
    "name": "internal.example/web",
    "properties": {"ttl": 300, "aRecords": [{"ipv4Address": "10.0.0.4"}]},
}  # fmt: skip
PUBLIC_ZONE = {
    "type": "Microsoft.Network/dnsZones", "apiVersion": "2018-05-01",
    "name": "shop.example", "location": "global", "properties": {"zoneType": "Public"},
}  # fmt: skip
CACHE = {
    "type": "Microsoft.Cache/redis", "apiVersion": "2024-03-01",
    "name": "sessions", "location": "westeurope",
    "properties": {"sku": {"name": "Basic", "family": "C", "capacity": 0}, "minimumTlsVersion": "1.2"},
}  # fmt: skip
BASTION = {
    "type": "Microsoft.Network/bastionHosts", "apiVersion": "2024-05-01",
    "name": "door", "location": "westeurope", "sku": {"name": "Developer"},
    "properties": {"virtualNetwork": {"id": f"{ID}Microsoft.Network/virtualNetworks/hub"}},
}  # fmt: skip
RULE = {
    "type": "Microsoft.Insights/scheduledQueryRules", "apiVersion": "2023-12-01",
    "name": "errors", "location": "westeurope", "kind": "LogAlert",
    "properties": {"severity": 3, "enabled": True, "evaluationFrequency": "PT5M", "windowSize": "PT5M",
                   "scopes": [f"{ID}Microsoft.OperationalInsights/workspaces/logs"],
                   "criteria": {"allOf": [{"query": "Syslog", "timeAggregation": "Count", "operator": "GreaterThan", "threshold": 0}]}},
}  # fmt: skip
RIGHT = [POOL, WINDOW, ASSIGNMENT, FLEET, GUEST, ENDPOINT, ZONE, RECORD, PUBLIC_ZONE, CACHE, BASTION, RULE]  # fmt: skip


def changed(resource, path, value):
    """Return a resource with another value at a path; None takes the name away."""
    step, *rest = path
    copy = list(resource) if isinstance(resource, list) else dict(resource)
    if rest:
        copy[step] = changed(copy[step], rest, value)
    elif value is None:
        del copy[step]
    else:
        copy[step] = value
    return copy


def found(folder, resource):
    """Return what the schemas tell: severity, rule, the words at the key, message."""
    text = MINIMAL + yaml.safe_dump({"raw": {"own": resource}}, sort_keys=False, width=1000)
    lines = text.splitlines()
    return [
        (item.severity.label, item.rule, lines[item.position.line - 1].strip(" -"), item.message)
        for item in folder.render(text).findings
        if re.match("TPL0[123]|API00[4-7]", item.rule) and item.rule not in {"TPL003", "TPL004"}
    ]


@pytest.mark.parametrize("resource", RIGHT, ids=lambda item: item["type"])
def test_a_right_resource_has_no_finding(folder, resource):
    assert found(folder, resource) == []


WRONG = [
    (POOL, ["properties", "virtualMachineState"], "Warm", "note TPL032 virtualMachineState: Warm"),
    (POOL, ["properties", "elasticityProfile", "maxReadyCapacity"], "many", "warning TPL031 maxReadyCapacity: many"),
    (POOL, ["properties", "elasticityProfile", "maxReady"], 5, "warning TPL014 maxReady: 5"),
    (POOL, ["type"], "Microsoft.StandbyPool/standbyVirtualMachinePool", "error API006 type: Microsoft.StandbyPool/standbyVirtualMachinePool"),
    (WINDOW, ["properties", "maintenanceScope"], "Images", "note TPL032 maintenanceScope: Images"),
    (WINDOW, ["properties", "maintenanceWindow"], "nightly", "warning TPL031 maintenanceWindow: nightly"),
    (WINDOW, ["apiVersion"], "2023-04-02", "warning API005 apiVersion: '2023-04-02'"),
    (ASSIGNMENT, ["properties", "maintenanceConfiguration"], "x", "warning TPL014 maintenanceConfiguration: x"),
    (FLEET, ["properties", "spotPriorityProfile", "capacity"], "five", "warning TPL031 capacity: five"),
    (FLEET, ["properties", "computeProfile"], None, "warning TPL030 vmSizesProfile:"),
    (GUEST, ["properties", "guestConfiguration", "assignmentType"], "Apply", "note TPL032 assignmentType: Apply"),
    (ENDPOINT, ["properties", "subnetId"], "x", "error TPL014 subnetId: x"),
    (ENDPOINT, ["properties", "privateLinkServiceConnections", 0, "properties", "groupIds"], "blob", "error TPL031 groupIds: blob"),
    (ZONE, ["locations"], "global", "error TPL014 locations: global"),
    (RECORD, ["properties", "aRecords"], {"ipv4Address": "10.0.0.4"}, "warning TPL031 ipv4Address: 10.0.0.4"),
    (RECORD, ["name"], "web", "error TPL024 name: web"),
    (PUBLIC_ZONE, ["properties", "zoneType"], "Both", "warning TPL032 zoneType: Both"),
    (CACHE, ["properties", "sku", "capacity"], None, "warning TPL030 name: Basic"),
    (CACHE, ["properties", "hostName"], "x", "warning TPL033 hostName: x"),
    (BASTION, ["sku", "name"], "Develop", "error TPL032 name: Develop"),
    (RULE, ["properties", "criteria", "allOf"], "x", "warning TPL031 allOf: x"),
    (RULE, ["properties", "severity"], "low", "warning TPL031 severity: low"),
]  # fmt: skip


@pytest.mark.parametrize(("resource", "path", "value", "expected"), WRONG)
def test_a_wrong_one_is_told_at_its_key(folder, resource, path, value, expected):
    assert [" ".join(item[:3]) for item in found(folder, changed(resource, path, value))] == [
        expected
    ]
