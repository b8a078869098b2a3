"""What a spec refuses, validate finds in a template that a person wrote, and plan in a new state.

Each fault of a spec that is about what Azure takes names its rules; the others say why no template
can have them. Here is a template of each, beside which the spec of the table is refused.
"""

from __future__ import annotations

import base64

import pytest

from generator.diagnostics import Severity
from generator.language.documents.source import read_json
from generator.language.expansion.expand import expand
from generator.language.expressions.context import Context
from generator.spec.faults import spec_faults
from generator.validation.catalog import catalog
from generator.validation.document import validate_document
from generator.validation.refusals import refusals_of
from tests.spec.test_faults import FILES, over_a_small_one
from tests.support import arm
from tests.support.features import CERTIFICATE, COMPUTE, VAULT, WINDOWS
from tests.support.features import NETWORK as NETWORKS
from tests.support.seeds import gateway_part
from tests.support.workspace import MINIMAL

FAULTS = {name: row for name, row in spec_faults().items() if row.id >= "SPC1"}
NETWORK = "Microsoft.Network"
SHARED = {"location": "[resourceGroup().location]"}
SUBNET = {"id": f"[resourceId('{NETWORK}/virtualNetworks/subnets', 'net', 'instances')]"}
UBUNTU = {"publisher": "Canonical", "offer": "ubuntu-24_04-lts", "sku": "server", "version": "latest"}  # fmt: skip
SERVER = {"publisher": "MicrosoftWindowsServer", "offer": "WindowsServer", "sku": "2022-datacenter-azure-edition", "version": "latest"}  # fmt: skip
LINUX_SCRIPT = {"publisher": "Microsoft.Azure.Extensions", "type": "CustomScript", "typeHandlerVersion": "2.1"}  # fmt: skip
WINDOWS_SCRIPT = {"publisher": "Microsoft.Compute", "type": "CustomScriptExtension", "typeHandlerVersion": "1.10"}  # fmt: skip
HEALTH = {"publisher": "Microsoft.ManagedServices", "type": "ApplicationHealthLinux", "typeHandlerVersion": "2.0"}  # fmt: skip
DSC = {"publisher": "Microsoft.Powershell", "type": "DSC", "typeHandlerVersion": "2.77"}
NET = f"{NETWORKS}/virtualNetworks/net"
BLOB = "https://web.blob.core.windows.net/c"


def scale_set(
    properties=None, profile=None, system="linux", image=None, disk=None, sku=None, **members
):
    """Return a scale set; its keyword arguments are put over what it has."""
    names = {"adminUsername": "azureops", "computerNamePrefix": "web", f"{system}Configuration": {}}
    image = image or (UBUNTU if system == "linux" else SERVER)
    inner = {"name": "ip", "properties": {"subnet": SUBNET}}
    interface = {"name": "nic", "properties": {"primary": True, "ipConfigurations": [inner]}}
    whole = {
        "osProfile": names,
        "storageProfile": {
            "imageReference": image,
            "osDisk": {"createOption": "FromImage", **(disk or {})},
        },
        "networkProfile": {"networkInterfaceConfigurations": [interface]},
    } | (profile or {})
    made = {"orchestrationMode": "Uniform", "upgradePolicy": {"mode": "Manual"}}
    made |= {"virtualMachineProfile": whole} | (properties or {})
    kind = {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01"}
    sku = {"name": "Standard_D2s_v5", "capacity": 3} | (sku or {})
    return kind | {"name": "web", **SHARED, "sku": sku, "properties": made} | members


def with_extensions(*bodies, **more):
    listed = [{"name": f"e{index}", "properties": body} for index, body in enumerate(bodies)]
    return scale_set(profile={"extensionProfile": {"extensions": listed}}, **more)


def os_profile(system="linux", **parts):
    names = {"adminUsername": "azureops", "computerNamePrefix": "web", f"{system}Configuration": {}}
    return scale_set(profile={"osProfile": names | parts}, system=system)


def of_network(kind, name, **properties):
    return {"type": f"{NETWORK}/{kind}", "apiVersion": "2024-05-01", "name": name, **SHARED, "properties": properties}  # fmt: skip


def part(kind, name):
    return {"id": f"[resourceId('{NETWORK}/loadBalancers/{kind}', 'lb', '{name}')]"}


def balancer(*rules, **more):
    front = {"name": "fe", "properties": {"subnet": SUBNET}}
    made = of_network("loadBalancers", "lb", frontendIPConfigurations=[front], backendAddressPools=[{"name": "be"}], loadBalancingRules=list(rules), **more)  # fmt: skip
    return made | {"sku": {"name": "Standard"}}


def balancing(name, port, backend, protocol="Tcp"):
    parts = {"frontendIPConfiguration": part("frontendIPConfigurations", "fe"), "backendAddressPool": part("backendAddressPools", "be")}  # fmt: skip
    return {"name": name, "properties": parts | {"protocol": protocol, "frontendPort": port, "backendPort": backend}}  # fmt: skip


def nat(name, first, last):
    parts = {"frontendIPConfiguration": part("frontendIPConfigurations", "fe"), "protocol": "Tcp", "backendPort": 22}  # fmt: skip
    return {"name": name, "properties": parts | {"frontendPortRangeStart": first, "frontendPortRangeEnd": last}}  # fmt: skip


def outbound(**more):
    parts = {"frontendIPConfigurations": [part("frontendIPConfigurations", "fe")], "backendAddressPool": part("backendAddressPools", "be")}  # fmt: skip
    return {"name": "out", "properties": parts | {"protocol": "All"} | more}


def security_group(*rules):
    every = {"direction": "Inbound", "access": "Allow", "protocol": "Tcp", "sourcePortRange": "*", "sourceAddressPrefix": "VirtualNetwork", "destinationAddressPrefix": "*", "destinationPortRange": "80"}  # fmt: skip
    listed = [
        {"name": name, "properties": {**every, "priority": 100 + index, **more}}
        for index, (name, more) in enumerate(rules)
    ]
    return of_network("networkSecurityGroups", "nsg", securityRules=listed)


def network(space, *prefixes):
    subnets = [{"name": f"s{index}", "properties": {"addressPrefix": item}} for index, item in enumerate(prefixes)]  # fmt: skip
    return of_network("virtualNetworks", "net", addressSpace={"addressPrefixes": [space]}, subnets=subnets)  # fmt: skip


def autoscale(*profiles):
    target = "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]"
    kind = {"type": "Microsoft.Insights/autoscaleSettings", "apiVersion": "2022-10-01"}
    return kind | {"name": "scale", **SHARED, "properties": {"enabled": True, "targetResourceUri": target, "profiles": list(profiles)}}  # fmt: skip


def scaling(name="load", numbers=(1, 2, 5), rules=(), **more):
    low, usual, high = map(str, numbers)
    return {"name": name, "capacity": {"minimum": low, "default": usual, "maximum": high}, "rules": list(rules), **more}  # fmt: skip


def weekly(*hours):
    return {"recurrence": {"frequency": "Week", "schedule": {"timeZone": "UTC", "days": ["Monday"], "hours": list(hours), "minutes": [0]}}}  # fmt: skip


def metric(**more):
    trigger = {"metricName": "Percentage CPU", "metricResourceUri": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]", "timeGrain": "PT1M", "statistic": "Average", "timeWindow": "PT5M", "timeAggregation": "Average", "operator": "GreaterThan", "threshold": 70}  # fmt: skip
    return {"metricTrigger": trigger | more, "scaleAction": {"direction": "Increase", "type": "ChangeCount", "value": "1", "cooldown": "PT5M"}}  # fmt: skip


def gateway(**properties):
    return of_network("applicationGateways", "gw", **{"sku": {"name": "Standard_v2", "tier": "Standard_v2"}} | properties)  # fmt: skip


def document_of(*resources):
    parameters = {"password": {"type": "secureString"}}
    text = arm.text(arm.template(*resources, parameters=parameters))
    return read_json(text, "t.json")


def told_of(*resources):
    """Return what is found in a template with these resources, by the id of its rule."""
    found = validate_document(document_of(*resources), {})
    return {item.rule: item.severity for item in sorted(found, key=lambda item: item.severity)}


TEMPLATES = {
    "method-of-the-system": [with_extensions(DSC)],
    "handler-twice": [with_extensions(LINUX_SCRIPT, LINUX_SCRIPT)],
    "extension-name-taken": [
        scale_set(profile={"extensionProfile": {"extensions": [{"name": "a", "properties": LINUX_SCRIPT}, {"name": "A", "properties": HEALTH}]}})
    ],
    "script-or-command": [with_extensions(LINUX_SCRIPT | {"protectedSettings": {"script": "bHM=", "commandToExecute": "ls"}})],
    "script-of-the-system": [with_extensions(LINUX_SCRIPT | {"protectedSettings": {"commandToExecute": "powershell -File a.ps1"}})],
    "setting-of-the-other-handler": [with_extensions(WINDOWS_SCRIPT | {"settings": {"skipDos2Unix": True}, "protectedSettings": {"commandToExecute": "cmd"}}, system="windows")],
    "storage-account-key": [with_extensions(LINUX_SCRIPT | {"protectedSettings": {"commandToExecute": "ls", "storageAccountName": "st", "fileUris": [f"{BLOB}/a"]}})],
    "nothing-to-download": [with_extensions(LINUX_SCRIPT | {"protectedSettings": {"commandToExecute": "ls", "managedIdentity": {}}}, identity={"type": "SystemAssigned"})],
    "identity-for-downloads": [with_extensions(LINUX_SCRIPT | {"protectedSettings": {"commandToExecute": "ls", "fileUris": [f"{BLOB}/a"], "managedIdentity": {}}})],
    "identity-beyond-blob-storage": [with_extensions(LINUX_SCRIPT | {"protectedSettings": {"commandToExecute": "ls", "fileUris": ["https://example.org/a"], "managedIdentity": {}}}, identity={"type": "SystemAssigned"})],
    "signature-in-url": [with_extensions(LINUX_SCRIPT | {"settings": {"fileUris": [f"{BLOB}/a?sv=2022-11-02&sig=c2lnbmF0dXJl"]}, "protectedSettings": {"commandToExecute": "ls"}})],
    "file-overwrites-another": [with_extensions(LINUX_SCRIPT | {"protectedSettings": {"commandToExecute": "ls", "fileUris": [f"{BLOB}/a", f"{BLOB}/b/a"]}})],
    "script-syntax": [with_extensions(LINUX_SCRIPT | {"protectedSettings": {"script": base64.b64encode(b"#!/bin/bash\nif true\n").decode()}})],
    "command-and-files": [with_extensions(LINUX_SCRIPT | {"protectedSettings": {"commandToExecute": "bash c/a.sh", "fileUris": [f"{BLOB}/a.sh"]}})],
    "download-address": [with_extensions(LINUX_SCRIPT | {"protectedSettings": {"commandToExecute": "sh a.sh", "fileUris": ["https://github.com/contoso/web/blob/main/a.sh"]}})],
    "command-of-windows": [with_extensions(WINDOWS_SCRIPT | {"protectedSettings": {"commandToExecute": "a.ps1", "fileUris": [f"{BLOB}/a.ps1"]}}, system="windows")],
    "script-lines": [with_extensions(LINUX_SCRIPT | {"protectedSettings": {"commandToExecute": "reboot"}})],
    "secret-in-custom-data": [os_profile(customData="[base64(parameters('password'))]")],
    "dsc-settings": [with_extensions(DSC | {"settings": {"configuration": {"url": f"{BLOB}/d.zip", "script": "d.ps1", "function": "D"}, "configurationArguments": {"A": 1}}, "protectedSettings": {"configurationArguments": {"a": "[reference('kept').key]"}}}, system="windows")],
    "protected-settings-twice": [with_extensions(LINUX_SCRIPT | {"protectedSettings": {"commandToExecute": "ls"}, "protectedSettingsFromKeyVault": {"secretUrl": "https://kv.vault.azure.net/secrets/a", "sourceVault": {"id": "[resourceId('Microsoft.KeyVault/vaults', 'kv')]"}}})],
    "too-many-applications": [scale_set(profile={"applicationProfile": {"galleryApplications": [{"packageReferenceId": f"[resourceId('Microsoft.Compute/galleries/applications/versions', 'g', 'a{n}', '1.0.0')]"} for n in range(26)]}})],
    "too-long-to-travel": [os_profile(customData=base64.b64encode(bytes(66000)).decode())],
    "one-image": [scale_set(image=UBUNTU | {"id": f"{COMPUTE}/images/web"})],
    "key-on-windows": [scale_set(system="windows", profile={"osProfile": {"adminUsername": "azureops", "computerNamePrefix": "web", "windowsConfiguration": {}, "linuxConfiguration": {"ssh": {"publicKeys": [{"path": "/home/azureops/.ssh/authorized_keys", "keyData": "ssh-ed25519 AAAA"}]}}}})],
    "mode-needs-health": [scale_set({"upgradePolicy": {"mode": "Rolling"}})],
    "health-settings": [with_extensions(HEALTH | {"settings": {"protocol": "tcp", "port": 80, "requestPath": "/"}})],
    "health-of-a-load-balancer": [scale_set({"orchestrationMode": "Flexible", "platformFaultDomainCount": 1}, {"networkProfile": {"networkApiVersion": "2020-11-01", "healthProbe": part("probes", "up"), "networkInterfaceConfigurations": []}})],
    "system-identity-on-flexible": [scale_set({"orchestrationMode": "Flexible", "platformFaultDomainCount": 1}, {"networkProfile": {"networkApiVersion": "2020-11-01", "networkInterfaceConfigurations": []}}, identity={"type": "SystemAssigned"})],
    "patching-of-the-system": [os_profile(linuxConfiguration={"patchSettings": {"patchMode": "AutomaticByOS"}})],
    "tag-names": [scale_set(tags={"a/b": "x"})],
    "ephemeral-disk": [scale_set(disk={"caching": "ReadWrite", "diffDiskSettings": {"option": "Local"}}, sku={"name": "Standard_D2ds_v5"})],
    "disk-without-cache": [scale_set({"additionalCapabilities": {"ultraSSDEnabled": True}}, {"storageProfile": {"imageReference": UBUNTU, "osDisk": {"createOption": "FromImage"}, "dataDisks": [{"lun": 0, "createOption": "Empty", "diskSizeGB": 64, "caching": "ReadOnly", "managedDisk": {"storageAccountType": "UltraSSD_LRS"}}]}}, zones=["1"])],
    "spot-excludes": [scale_set({"hostGroup": {"id": "[resourceId('Microsoft.Compute/hostGroups', 'hosts')]"}}, {"priority": "Spot", "evictionPolicy": "Delete"})],
    "license-of-the-system": [scale_set(profile={"licenseType": "Windows_Server"})],
    "certificates-of-the-system": [os_profile(secrets=[{"sourceVault": {"id": "[resourceId('Microsoft.KeyVault/vaults', 'kv')]"}, "vaultCertificates": [{"certificateUrl": "https://kv.vault.azure.net/secrets/web/0123456789abcdef0123456789abcdef", "certificateStore": "My"}]}])],
    "zone-balance": [scale_set({"resiliencyPolicy": {"automaticZoneRebalancingPolicy": {"enabled": True}}}, zones=["1"])],
    "strict-zone-balance": [with_extensions(HEALTH | {"settings": {"protocol": "tcp", "port": 80}}, properties={"zoneBalance": True, "resiliencyPolicy": {"automaticZoneRebalancingPolicy": {"enabled": True}}}, zones=["1", "2"])],
    "long-user-data": [scale_set(profile={"userData": base64.b64encode(bytes(66000)).decode()})],
    "architecture-of-the-size": [scale_set(system="windows", sku={"name": "Standard_D2ps_v6"})],
    "zones-of-the-region": [scale_set(zones=["1"], location="westus")],
    "region-not-known": [scale_set(location="westeurop")],
    "metric-not-known": [scale_set(), autoscale(scaling(rules=[metric(metricName="Percent CPU")]))],
    "port-twice": [balancer(balancing("a", 80, 80), balancing("b", 80, 81))],
    "probe-settings": [balancer(probes=[{"name": "up", "properties": {"protocol": "Tcp", "port": 80, "requestPath": "/"}}])],
    "rule-name-taken": [security_group(("web", {}), ("Web", {}))],
    "source-of-traffic": [security_group(("web", {"sourceAddressPrefix": "999.1.1.1/99"}))],
    "no-way-out": [balancer(outboundRules=[outbound()])],
    "high-availability-ports": [balancer(balancing("all", 0, 0, "All"), balancing("web", 80, 80))],
    "outbound-ports": [balancer(outboundRules=[outbound(allocatedOutboundPorts=1020)])],
    "inbound-nat": [balancer(inboundNatPools=[nat("a", 100, 200), nat("b", 150, 250)])],
    "address-range": [network("10.0.0.0/16", "10.1.0.0/24")],
    "ipv6-range": [network("fd00::/48", "fd00:0:0:1::/56")],
    "interfaces": [scale_set(profile={"networkProfile": {"networkInterfaceConfigurations": [{"name": name, "properties": {"primary": name == "nic", "ipConfigurations": [{"name": "ip", "properties": {"subnet": SUBNET}}]}} for name in ("nic", "NIC")]}})],
    "gateway-subnet": [scale_set(), gateway(gatewayIPConfigurations=[{"name": "gw", "properties": {"subnet": SUBNET}}])],
    "gateway-certificate": [gateway(sslCertificates=[{"name": "web", "properties": {"keyVaultSecretId": "https://kv.vault.azure.net/secrets/web"}}])],
    "gateway-listeners": [gateway(httpListeners=[{"name": name, "properties": {"protocol": "Http", "frontendIPConfiguration": {"id": gateway_part("frontendIPConfigurations", "a")}, "frontendPort": {"id": gateway_part("frontendPorts", "p")}}} for name in "ab"])],
    "gateway-capacity": [gateway(autoscaleConfiguration={"minCapacity": 5, "maxCapacity": 2})],
    "autoscale-bounds": [autoscale(scaling(numbers=(5, 2, 1)))],
    "metric-of-another-resource": [autoscale(scaling(rules=[metric(metricResourceUri="[resourceId('Microsoft.ServiceBus/namespaces', 'bus')]")]))],
    "schedule": [autoscale(scaling("load"), scaling("Load"))],
    "key-of-windows": [os_profile(windowsConfiguration={"timeZone": "UTC"})],
    "winrm-certificate": [os_profile("windows", windowsConfiguration={"winRM": {"listeners": [{"protocol": "Https"}]}})],
    "settings-of-platform-patching": [os_profile(linuxConfiguration={"patchSettings": {"patchMode": "ImageDefault", "automaticByPlatformSettings": {"rebootSetting": "Never"}}})],
    "encryption-of-confidential-machines": [scale_set(disk={"managedDisk": {"securityProfile": {"securityEncryptionType": "VMGuestStateOnly"}}})],
    "schedule-without-end": [autoscale(scaling("usual"), scaling("day", (3, 4, 9), **weekly(8)))],
    "too-many-profiles": [autoscale(*(scaling(f"p{n}") for n in range(21)))],
}  # fmt: skip
"""By the name of the fault: what a person wrote."""


SPECS = {
    "script-syntax": MINIMAL + "deliver: [{customScript: {script: e.sh}}]\n",
    "command-of-windows": WINDOWS + f"deliver: [{{customScript: {{commandToExecute: a.ps1, fileUris: ['{BLOB}/a.ps1'], auth: none}}}}]\n",
    "setting-of-the-other-handler": WINDOWS + "deliver: [{customScript: {script: c.ps1, skipDos2Unix: true}}]\n",
    "identity-beyond-blob-storage": MINIMAL + "identity: {create: true}\ndeliver: [{customScript: {commandToExecute: ls, fileUris: ['https://example.org/a'], auth: managedIdentity}}]\n",
    "secret-in-custom-data": MINIMAL + "deliver: [{cloudInit: {file: d.yaml, values: {key: {secret: key}}}}]\n",
    "dsc-settings": WINDOWS + f"deliver: [{{dsc: {{url: '{BLOB}/d.zip', script: d.ps1, function: D, arguments: {{A: 1}}, secretArguments: {{a: {{secret: s}}}}}}}}]\n",
    "protected-settings-twice": MINIMAL + f"deliver: [{{extension: {{publisher: Contoso, type: Agent, typeHandlerVersion: '1.0', protectedSettings: {{key: {{secret: s}}}}, protectedSettingsFromKeyVault: {{secretUrl: 'https://kv.vault.azure.net/secrets/a/b', vaultId: {VAULT}}}}}}}]\n",
    "too-many-applications": MINIMAL + "deliver:\n" + "".join(f"- application: {{id: {COMPUTE}/galleries/g/applications/a{n}/versions/1.0.0}}\n" for n in range(26)),
    "too-long-to-travel": MINIMAL + "deliver: [{cloudInit: {file: long.yaml}}]\n",
    "key-on-windows": WINDOWS.replace("user:", "sshKey: ssh-ed25519 AAAA, user:"),
    "spot-excludes": MINIMAL + f"spot: {{}}\nplacement: {{hostGroupId: {COMPUTE}/hostGroups/h}}\n",
    "certificates-of-the-system": MINIMAL + f"security: {{certificates: [{{vaultId: {VAULT}, url: {CERTIFICATE}, store: My}}]}}\n",
    "winrm-certificate": WINDOWS + "windows: {winRM: [{protocol: Https}]}\n",
    "strict-zone-balance": MINIMAL + "zones: [1, 2]\nhealth: {port: 80, protocol: tcp}\nresiliency: {automaticZoneRebalancing: true}\nplacement: {zoneBalance: true}\n",
    "long-user-data": MINIMAL + "userData: long.yaml\n",
    "probe-settings": MINIMAL + "ports: [{port: 80, probe: {protocol: tcp, requestPath: /}}]\n",
    "rule-name-taken": MINIMAL + "network: {allow: [{name: web, port: 80, from: VirtualNetwork}, {name: Web, port: 81, from: VirtualNetwork}]}\n",
    "no-way-out": MINIMAL + "ports: [{port: 80}]\nnetwork: {outbound: loadBalancer, loadBalancer: {public: false}}\n",
    "outbound-ports": MINIMAL + "ports: [{port: 80}]\nnetwork: {outbound: loadBalancer, loadBalancer: {outboundRule: {allocatedOutboundPorts: 1020}}}\n",
    "inbound-nat": MINIMAL + "ports: [{port: 80}]\nnetwork: {loadBalancer: {inboundNat: [{backendPort: 22, frontendPortRangeStart: 100, frontendPortRangeEnd: 200}, {backendPort: 23, frontendPortRangeStart: 150, frontendPortRangeEnd: 250}]}}\n",
    "interfaces": MINIMAL + "network: {interfaces: [{name: NIC, subnetPrefix: 10.0.9.0/24}]}\n",
    "gateway-subnet": MINIMAL + f"network: {{subnetId: {NET}/subnets/a, applicationGateway: {{subnetId: {NET}/subnets/a}}}}\n",
    "gateway-capacity": MINIMAL + "network: {applicationGateway: {minCapacity: 5, maxCapacity: 2}}\n",
    "metric-of-another-resource": MINIMAL + f"autoscale: {{minimum: 1, maximum: 3, rules: [{{metricResourceId: {NET}, above: 5}}]}}\n",
    "schedule": MINIMAL + "autoscale: {minimum: 1, maximum: 3, schedules: [{name: a, timeZone: UTC, days: [Monday], start: '08:00', end: '18:00', minimum: 2, maximum: 3}, {name: A, timeZone: UTC, days: [Friday], start: '08:00', end: '18:00', minimum: 2, maximum: 3}]}\n",
    "schedule-without-end": MINIMAL + "autoscale: {minimum: 1, maximum: 3, schedules: [{name: a, timeZone: UTC, days: [Monday], start: '08:00', minimum: 2, maximum: 3}]}\n",
    "too-many-profiles": MINIMAL + "autoscale:\n  minimum: 1\n  maximum: 3\n  schedules:\n" + "".join(f"  - {{name: a{n}, timeZone: UTC, days: [Monday], start: '08:00', end: '18:00', minimum: 2, maximum: 3}}\n" for n in range(11)),
}  # fmt: skip
"""The spec of a fault that has no short example of its own."""
LONG = "".join(map(str, range(90_000)))


def test_each_fault_has_rules_or_says_why_no_template_can_have_it():
    assert [row.id for row in FAULTS.values() if bool(row.rules) == bool(row.alone)] == []
    assert {name for name, row in FAULTS.items() if row.rules} == TEMPLATES.keys()
    named = {rule for row in FAULTS.values() for rule in row.rules.split()}
    assert named - catalog().keys() == set()


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_rule_finds_in_a_template_what_the_spec_refuses(folder, name):
    row = FAULTS[name]
    files = FILES | {
        "long_yaml": f"#cloud-config\n# {LONG}\n",
        "d_yaml": "#cloud-config\n# @key@\n",
        "e_sh": "#!/bin/bash\nif true\n",
    }
    spec = SPECS[name] if name in SPECS else over_a_small_one(row.bad)
    assert row.id in {item.rule for item in folder.render(spec, **files).findings}
    found = told_of(*TEMPLATES[name])
    assert found.keys() & set(row.rules.split()), found


OF_TEMPLATES = ("TPL", "SEC")
"""Subjects of errors that a deployment or a reader of the template judges, not a plan."""


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_plan_tells_the_errors_of_a_new_state(name):
    found = told_of(*TEMPLATES[name])
    errors = {
        rule
        for rule in FAULTS[name].rules.split()
        if found.get(rule) is Severity.ERROR and not rule.startswith(OF_TEMPLATES)
    }
    document = document_of(*TEMPLATES[name])
    refused = {item.rule for item in refusals_of(expand(document, {}, Context()))}
    assert errors - refused == set()
    assert all(found[rule] is Severity.ERROR for rule in refused)
