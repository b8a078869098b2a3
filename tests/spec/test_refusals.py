"""What Azure refuses for an orchestration mode, a size, a system or a combination: each is told.

A case is the fact in words, a spec that breaks it (with `raw` where the spec has no words for so
wrong a thing), the severity and a part of the message. Every finding of a rule has a page.
"""

from __future__ import annotations

import pytest

from generator.diagnostics import Severity
from tests.support.features import CERTIFICATE, COMPUTE, NETWORK, VAULT, WINDOWS
from tests.support.workspace import MINIMAL

FLEXIBLE = f"{MINIMAL}orchestration: flexible\n"
UNIFORM = f"{MINIMAL}orchestration: uniform\n"
WEB = f"{MINIMAL}ports: [{{port: 80}}]\nhealth: {{requestPath: /healthz}}\n"
ERROR, WARNING = Severity.ERROR, Severity.WARNING


def raw(properties, symbol="scaleSet"):
    return f"raw: {{{symbol}: {{properties: {properties}}}}}\n"


def profile(settings):
    return raw(f"{{virtualMachineProfile: {settings}}}")


REFUSED = [
    # Uniform and Flexible
    ("Flexible needs a number of fault domains", FLEXIBLE + raw("{platformFaultDomainCount: null}"), ERROR, "platformFaultDomainCount"),
    ("Flexible needs networkApiVersion", FLEXIBLE + profile("{networkProfile: {networkApiVersion: null}}"), ERROR, "networkApiVersion"),
    ("Uniform takes no networkApiVersion", UNIFORM + profile("{networkProfile: {networkApiVersion: '2020-11-01'}}"), ERROR, "networkApiVersion"),
    ("Flexible takes no system-assigned identity", FLEXIBLE + "identity: {system: true}\n", ERROR, "user-assigned identities only"),
    ("Flexible takes no system-assigned identity (raw)", FLEXIBLE + "raw: {scaleSet: {identity: {type: SystemAssigned}}}\n", ERROR, "system-assigned identity"),
    ("Flexible does not overprovision", FLEXIBLE + raw("{overprovision: true}"), ERROR, "overprovision"),
    ("Flexible has no placement groups of its own", FLEXIBLE + raw("{singlePlacementGroup: true}"), ERROR, "singlePlacementGroup"),
    ("Flexible takes no probe of a load balancer", FLEXIBLE + "ports: [{port: 80}]\nhealth: {source: loadBalancer}\n", ERROR, "no health probe"),
    ("Several sizes are for Flexible", UNIFORM + "mix: {sizes: [Standard_D2as_v5]}\n", WARNING, "Flexible"),
    ("Regular beside Spot instances are for Flexible", UNIFORM + "spot: {baseRegularPriorityCount: 1}\n", ERROR, "Flexible"),
    ("Automatic OS upgrade is for Uniform", FLEXIBLE + "ports: [{port: 80}]\nupgrade: {automaticOSUpgrade: true}\n", WARNING, "Flexible"),
    # Fault domains and zones
    ("Flexible in zones has one fault domain", FLEXIBLE + "placement: {platformFaultDomainCount: 3}\n", ERROR, "in zones must be 1"),
    ("Flexible without zones has up to 3", FLEXIBLE + "zones: []\nplacement: {platformFaultDomainCount: 5}\n", ERROR, "platformFaultDomainCount"),
    ("Uniform in zones has 1 or 5", UNIFORM + "placement: {platformFaultDomainCount: 3}\n", ERROR, "platformFaultDomainCount"),
    ("A zone cannot be balanced with itself", MINIMAL + "zones: [1]\nplacement: {zoneBalance: true}\n", ERROR, "two 'zones'"),
    ("Automatic balance needs two zones", WEB + "zones: [1]\nresiliency: {automaticZoneRebalancing: true}\n", ERROR, "at least two 'zones'"),
    ("Automatic balance needs health", MINIMAL + "resiliency: {automaticZoneRebalancing: true}\n", ERROR, "give 'health'"),
    ("Upgrades across zones need zones", WEB + "zones: []\n" + raw("{upgradePolicy: {rollingUpgradePolicy: {enableCrossZoneUpgrade: true}}}"), WARNING, "enableCrossZoneUpgrade"),
    # Upgrades and health
    ("Rolling upgrades need health", MINIMAL + "upgrade: {mode: rolling}\n", ERROR, "give 'health'"),
    ("Rolling upgrades need health (raw)", WEB + raw("{virtualMachineProfile: {extensionProfile: null}}"), ERROR, "health"),
    ("Automatic OS upgrade needs health", UNIFORM + "upgrade: {automaticOSUpgrade: true}\n", ERROR, "health"),
    ("Automatic OS upgrade needs the version latest", UNIFORM + "ports: [{port: 80}]\nupgrade: {automaticOSUpgrade: true}\nimage: {urn: 'Canonical:0001-com-ubuntu-server-jammy:22_04-lts-gen2:22.04.202401010'}\n", ERROR, "latest"),
    ("Automatic OS upgrade excludes patching by the platform", UNIFORM + "ports: [{port: 80}]\nupgrade: {automaticOSUpgrade: true}\npatching: AutomaticByPlatform\n", ERROR, "excludes AutomaticByPlatform"),
    ("Automatic OS upgrade excludes Windows Update", WINDOWS + "ports: [{port: 80}]\nupgrade: {automaticOSUpgrade: true}\npatching: AutomaticByOS\n", ERROR, "enableAutomaticUpdates"),
    ("Surge excludes overprovisioning", UNIFORM + "ports: [{port: 80}]\nupgrade: {maxSurge: true}\n" + raw("{overprovision: true}"), ERROR, "overprovision"),
    ("A batch is at least 5 %", WEB + "upgrade: {maxBatchInstancePercent: 3}\n", ERROR, "at least 5"),
    ("Repairs need health", MINIMAL + "repairs: {enabled: true}\n", ERROR, "give 'health'"),
    ("Repairs wait 10 to 90 minutes", WEB + "repairs: {gracePeriod: 5m}\n", ERROR, "gracePeriod"),
    ("Two sources of health", UNIFORM + "ports: [{port: 80}]\n" + profile("{networkProfile: {healthProbe: {id: \"[resourceId('Microsoft.Network/loadBalancers/probes', 'web-lb', 'tcp-80')]\"}}}"), ERROR, "healthProbe"),
    ("Platform patching needs the agent", WEB + profile("{osProfile: {linuxConfiguration: {provisionVMAgent: false}}}"), ERROR, "provisionVMAgent"),
    ("Windows Update is for Windows", MINIMAL + "patching: AutomaticByOS\n", ERROR, "for Windows"),
    ("ImageDefault is for Linux", WINDOWS + "patching: ImageDefault\n", ERROR, "for Linux"),
    # Notices
    ("A termination notice lasts 5 to 15 minutes", MINIMAL + "terminateNotice: 30m\n", ERROR, "notBeforeTimeout"),
    ("Spot gets no termination notice", MINIMAL + "spot: {}\nterminateNotice: 5m\n", WARNING, "not available to Spot"),
    # Spot and sizes
    ("The first B series is no Spot", MINIMAL.replace("D2s_v5", "B2s") + "spot: {}\n", ERROR, "not offered as Spot"),
    ("An eviction policy is for Spot", MINIMAL + profile("{evictionPolicy: Delete}"), ERROR, "is for Spot"),
    ("Spot excludes capacity reservations", MINIMAL + f"spot: {{}}\nplacement: {{capacityReservationGroupId: {COMPUTE}/capacityReservationGroups/c}}\n", ERROR, "capacity reservation"),
    ("Spot excludes dedicated hosts", MINIMAL + f"zones: [1]\nspot: {{}}\nplacement: {{hostGroupId: {COMPUTE}/hostGroups/h}}\n", ERROR, "dedicated hosts"),
    ("A mix is called Mix", MINIMAL + "mix: {sizes: [Standard_D2as_v5]}\nraw: {scaleSet: {sku: {name: Standard_D2s_v5}}}\n", ERROR, "must be 'Mix'"),
    ("A mix is of A, B, D, E and F", MINIMAL + "mix: {sizes: [Standard_L8s_v3]}\n", ERROR, "cannot be mixed"),
    ("A mix has at most five sizes", MINIMAL + "mix: {sizes: [Standard_D2as_v5, Standard_D4as_v5, Standard_D8as_v5, Standard_D4s_v5, Standard_D8s_v5]}\n", ERROR, "at most 4"),
    ("A mix excludes ephemeral disks", MINIMAL.replace("D2s", "D2ds") + "mix: {sizes: [Standard_D2ads_v5]}\nosDisk: {ephemeral: true}\n", ERROR, "cannot go with 'mix'"),
    ("A mix excludes proximity placement", MINIMAL + f"zones: []\nmix: {{sizes: [Standard_D2as_v5]}}\nplacement: {{proximityPlacementGroupId: {COMPUTE}/proximityPlacementGroups/p}}\n", ERROR, "cannot go with 'mix'"),
    ("Premium disks need a size with an s", MINIMAL.replace("D2s_v5", "D2_v5") + "osDisk: {storageAccountType: Premium_LRS}\n", ERROR, "takes no premium disks"),
    ("Data disks too", MINIMAL.replace("D2s_v5", "E2_v5") + "dataDisks: [{diskSizeGB: 64, storageAccountType: PremiumV2_LRS}]\n", ERROR, "takes no premium disks"),
    ("An ephemeral disk needs a local one", MINIMAL + "osDisk: {ephemeral: true}\n", ERROR, "size Standard_D2s_v5 has no local disk for an ephemeral OS disk; Standard_D2ds_v5 has"),
    ("Small burstable sizes have no accelerated networking", MINIMAL.replace("D2s_v5", "B2s") + "network: {enableAcceleratedNetworking: true}\n", ERROR, "no accelerated networking"),
    # Disks
    ("IOPS are for Ultra and Premium v2", MINIMAL + "dataDisks: [{diskSizeGB: 8, diskIOPSReadWrite: 500}]\n", WARNING, "UltraSSD_LRS and PremiumV2_LRS"),
    ("Ultra disks have no cache", MINIMAL + "dataDisks: [{diskSizeGB: 8, storageAccountType: UltraSSD_LRS, caching: ReadOnly}]\n", ERROR, "takes no cache"),
    ("An ephemeral disk has the cache ReadOnly", MINIMAL.replace("D2s", "D2ds") + "osDisk: {ephemeral: true, caching: ReadWrite}\n", ERROR, "ReadOnly only"),
    ("Encryption at host excludes disk encryption in the guest", MINIMAL + "deliver: [{extension: {publisher: Microsoft.Azure.Security, type: AzureDiskEncryptionForLinux, typeHandlerVersion: '1.1'}}]\n", ERROR, "encryptionAtHost"),
    ("Ultra disks are switched on for the set", MINIMAL + "dataDisks: [{diskSizeGB: 8, storageAccountType: UltraSSD_LRS}]\n" + raw("{additionalCapabilities: {ultraSSDEnabled: false}}"), ERROR, "ultraSSDEnabled"),
    ("A gateway compares names in certificates", MINIMAL + "network: {applicationGateway: {backendProtocol: https}}\n", WARNING, "give 'hostName'"),
    # Placement
    ("A reservation excludes proximity placement", MINIMAL + f"zones: []\nplacement: {{proximityPlacementGroupId: {COMPUTE}/proximityPlacementGroups/p, capacityReservationGroupId: {COMPUTE}/capacityReservationGroups/c}}\n", ERROR, "capacity reservation"),
    # Systems
    ("A Windows license is for Windows", MINIMAL + "licenseType: Windows_Server\n", ERROR, "is for Windows"),
    ("A Linux license is for Linux", WINDOWS + "licenseType: RHEL_BYOS\n", ERROR, "is for Linux"),
    ("DSC is for Windows", MINIMAL + "deliver: [{dsc: {url: https://example.org/a.zip, script: a.ps1, function: A}}]\n", ERROR, "Windows"),
    ("cloud-init is for Linux", WINDOWS + "deliver: [{cloudInit: {file: ./a.yaml}}]\n", ERROR, "does not run cloud-init"),
    ("Windows takes no SSH key", WINDOWS.replace("password: {secret: adminPassword}", "sshKey: ssh-ed25519 AAAA"), ERROR, "Windows takes no SSH key"),
    ("Linux has no certificate stores", MINIMAL + f"security: {{certificates: [{{vaultId: {VAULT}, url: '{CERTIFICATE}', store: My}}]}}\n", ERROR, "no certificate stores"),
    ("Trusted launch needs generation 2, Windows", WINDOWS + "image: {urn: 'MicrosoftWindowsServer:WindowsServer:2022-datacenter:latest'}\nsecurity: {trustedLaunch: true}\n", ERROR, "generation 1"),
    ("Trusted launch needs generation 2, Linux", MINIMAL + "image: {urn: 'Canonical:0001-com-ubuntu-server-jammy:22_04-lts:latest'}\nsecurity: {trustedLaunch: true}\n", ERROR, "generation 1"),
    ("A reserved administrator", MINIMAL.replace("azureops", "admin"), ERROR, "admin"),
    ("A long Windows prefix", WINDOWS + "computerNamePrefix: a-long-prefix\n", ERROR, "computerNamePrefix"),
    ("A specialized image has no certificates", MINIMAL.replace("admin: ", "# ") + f"image: {{id: {COMPUTE}/galleries/g/images/i, specialized: true}}\nsecurity: {{certificates: [{{vaultId: {VAULT}, url: '{CERTIFICATE}'}}]}}\n", ERROR, "specialized image"),
    # Network
    ("IPv6 is never primary", MINIMAL + "network: {ipv6: {}}\n" + profile("{networkProfile: {networkInterfaceConfigurations: [{name: nic, properties: {ipConfigurations: [{name: ipconfig-v6, properties: {primary: true}}]}}]}}"), ERROR, "primary"),
    ("An IPv6 subnet is a /64", MINIMAL + "network: {ipv6: {subnetPrefix: 'fd00:db8:deca::/56'}}\n", ERROR, "exactly a /64"),
    ("Subnets do not overlap", MINIMAL + "network: {interfaces: [{name: data, subnetPrefix: 10.0.1.0/24}]}\n", ERROR, "overlaps 10.0.0.0/22"),
    ("Interfaces share a virtual network", MINIMAL + f"network: {{interfaces: [{{name: data, subnetId: {NETWORK}/virtualNetworks/v/subnets/s}}]}}\n", ERROR, "use subnetPrefix"),
    ("An address has 64,000 ports", WEB + "count: 100\nnetwork: {outbound: loadBalancer, loadBalancer: {outboundRule: {allocatedOutboundPorts: 1024}}}\n", ERROR, "at most 640"),
    ("Ports come in eights", WEB + "network: {outbound: loadBalancer, loadBalancer: {outboundRule: {allocatedOutboundPorts: 100}}}\n", ERROR, "multiple of 8"),
    ("An internal balancer gives no outbound access", WEB + "network: {outbound: loadBalancer, loadBalancer: {public: false}}\n", ERROR, "no outbound access"),
    ("A gateway needs a subnet of its own", MINIMAL + f"network: {{subnetId: {NETWORK}/virtualNetworks/v/subnets/s, applicationGateway: {{subnetId: {NETWORK}/virtualNetworks/v/subnets/s}}}}\n", ERROR, "a subnet for itself"),
    ("A gateway reads its certificate with an identity", MINIMAL + "network: {applicationGateway: {certificateUrl: 'https://kv.vault.azure.net/secrets/web'}}\n", ERROR, "an identity must read"),
    # Autoscale
    ("At most ten rules", MINIMAL + f"autoscale: {{minimum: 1, maximum: 5, rules: [{', '.join(['{above: 70}'] * 11)}]}}\n", ERROR, "at most 10"),
    ("A period has at most a year", MINIMAL + "autoscale: {minimum: 1, maximum: 5, schedules: [{name: a, timeZone: UTC, from: '2026-01-01T00:00', until: '2027-06-01T00:00', minimum: 1, maximum: 2}]}\n", ERROR, "365 days"),
    ("A cooldown of a minute to a week", MINIMAL + "autoscale: {minimum: 1, maximum: 5, rules: [{above: 70, cooldown: 8d}, {below: 30}]}\n", ERROR, "cooldown"),
    ("A window of 5 minutes to 12 hours", MINIMAL + "autoscale: {minimum: 1, maximum: 5, rules: [{above: 70, timeWindow: 1m}, {below: 30}]}\n", ERROR, "timeWindow"),
    ("Prediction looks at most an hour ahead", MINIMAL + "autoscale: {minimum: 1, maximum: 5, predictive: {scaleLookAheadTime: 2h}}\n", ERROR, "scaleLookAheadTime"),
    ("Prediction needs the processor metric", MINIMAL + "autoscale: {minimum: 1, maximum: 5, predictive: {}, rules: [{metricName: Network In Total, above: 5}, {metricName: Network In Total, below: 1}]}\n", ERROR, "Percentage CPU"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spec", "severity", "said"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_what_azure_refuses_is_told(folder, spec, severity, said):
    found = folder.render(spec, a_yaml="#cloud-config\n").findings
    told = [item for item in found if item.severity is severity and said in item.message]
    assert told, [(item.severity.name, item.message) for item in found]
    assert all(item.url or "must" in item.message for item in told)
