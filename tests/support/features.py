"""What teams configure around an application, and the key of the spec that says it.

One row for each capability: its group, its words, the keys, a spec that uses it (added to a base),
and where it shows: the type of a resource (its last segment) and a path below it, `*` for every
element of a list. docs/reference/capabilities.md is made of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.support.workspace import KEY, MINIMAL

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/ops/providers"
COMPUTE = f"{SUBSCRIPTION}/Microsoft.Compute"
NETWORK = f"{SUBSCRIPTION}/Microsoft.Network"
VAULT = f"{SUBSCRIPTION}/Microsoft.KeyVault/vaults/kv"
STORAGE = f"{SUBSCRIPTION}/Microsoft.Storage/storageAccounts/st"
IDENTITY = f"{SUBSCRIPTION}/Microsoft.ManagedIdentity/userAssignedIdentities/app"
CERTIFICATE = "https://kv.vault.azure.net/secrets/web/0123456789abcdef0123456789abcdef"
WINDOWS = """\
name: web
os: windows
size: Standard_D2s_v5
admin: {user: azureops, password: {secret: adminPassword}}
"""
WEB = f"{MINIMAL}ports: [{{port: 80}}]\nhealth: {{requestPath: /healthz}}\n"
SCRIPT = "#!/bin/sh\necho installed\n"
POWERSHELL = "Write-Output installed\n"
CONFIG = "#cloud-config\npackages: [nginx]\n"

SET = "virtualMachineScaleSets"
PROFILE = "properties/virtualMachineProfile"
EXTENSION = f"{PROFILE}/extensionProfile/extensions/*/properties"
NIC = f"{PROFILE}/networkProfile/networkInterfaceConfigurations/0/properties"
ADDRESS = f"{NIC}/ipConfigurations/0/properties"


@dataclass(frozen=True, slots=True)
class Feature:
    """One capability."""

    group: str
    words: str
    keys: tuple[str, ...]
    spec: str
    kind: str
    path: str
    base: str = MINIMAL
    files: dict[str, str] = field(default_factory=dict)


FEATURES = [
    Feature("Basics", "Name, place, system, size", ("name", "location", "os", "size", "computerNamePrefix"), "location: westeurope\ncomputerNamePrefix: shop", SET, f"{PROFILE}/osProfile/computerNamePrefix"),
    Feature("Basics", "Anything else: ARM that is merged last", ("raw", "parameters"), "raw: {scaleSet: {properties: {additionalCapabilities: {hibernationEnabled: false}}}}", SET, "properties/additionalCapabilities"),
    Feature("Basics", "A newer scaleset renders the same until the spec is upgraded", ("version",), "version: 2", SET, "sku/name"),
    Feature("Basics", "Environments: one template, a parameter file for each", ("environments",), "count: 3\nenvironments: {dev: {count: 1}}", SET, "sku/capacity"),
    Feature("Delivery", "Custom Script, Windows", ("deliver.customScript",), "deliver: [{customScript: {fileUris: [https://st.blob.core.windows.net/app/1.2/a.ps1], commandToExecute: powershell -File 1.2\\a.ps1, auth: none}}]", SET, f"{EXTENSION}/protectedSettings/fileUris", WINDOWS),
    Feature("Delivery", "Custom Script, Linux, with downloads", ("deliver.customScript.fileUris", "deliver.customScript.commandToExecute"), "deliver: [{customScript: {fileUris: [https://example.org/1.2/a.sh], commandToExecute: sh a.sh}}]", SET, f"{EXTENSION}/protectedSettings/commandToExecute"),
    Feature("Delivery", "Local script inside the template, compressed", ("deliver.customScript.script",), "deliver: [{customScript: {script: ./install.sh}}]", SET, f"{EXTENSION}/protectedSettings/script", files={"install_sh": SCRIPT}),
    Feature("Delivery", "A main.bicep that loads its files, for reviewers", ("bicep.files",), "bicep: {files: load}\ndeliver: [{customScript: {script: ./install.sh}}]", SET, f"{EXTENSION}/protectedSettings/script", files={"install_sh": SCRIPT}),
    Feature("Delivery", "Environment variables that nothing has to be quoted for", ("deliver.customScript.environment", "deliver.cloudInit.environment"), "deliver: [{customScript: {script: ./install.sh, environment: {PASSWORD: {secret: password}}}}]", SET, f"{EXTENSION}/protectedSettings/script", files={"install_sh": SCRIPT}),
    Feature("Delivery", "Files, folders and globs inside the template, packed to the same bytes everywhere", ("deliver.customScript.files",), "deliver: [{customScript: {script: ./install.sh, files: '*.ini'}}]", SET, f"{EXTENSION}/protectedSettings/script", files={"install_sh": SCRIPT, "shop_ini": "[shop]\n"}),
    Feature("Delivery", "Line ends of downloads kept", ("deliver.customScript.skipDos2Unix",), "deliver: [{customScript: {fileUris: [https://example.org/a.sh], commandToExecute: sh a.sh, skipDos2Unix: true}}]", SET, f"{EXTENSION}/settings/skipDos2Unix"),
    Feature("Delivery", "Downloads with the managed identity", ("deliver.customScript.auth",), "deliver: [{customScript: {fileUris: [https://st.blob.core.windows.net/app/a.sh], commandToExecute: sh a.sh, auth: managedIdentity}}]", SET, f"{EXTENSION}/protectedSettings/managedIdentity"),
    Feature("Delivery", "Downloads with a storage key", ("deliver.customScript.storageAccountName", "deliver.customScript.storageAccountKey"), "deliver: [{customScript: {fileUris: [https://st.blob.core.windows.net/app/a.sh], commandToExecute: sh a.sh, storageAccountName: storage, storageAccountKey: {secret: storageKey}}}]", SET, f"{EXTENSION}/protectedSettings/storageAccountKey"),
    Feature("Delivery", "Protected settings, also from Key Vault", ("deliver.extension.protectedSettings", "deliver.extension.protectedSettingsFromKeyVault"), f"deliver: [{{extension: {{publisher: Contoso, type: Agent, typeHandlerVersion: '1.0', protectedSettingsFromKeyVault: {{secretUrl: 'https://kv.vault.azure.net/secrets/a/b', vaultId: {VAULT}}}}}}}]", SET, f"{EXTENSION}/protectedSettingsFromKeyVault/sourceVault"),
    Feature("Delivery", "Packages in blob storage, named by their content, read with the identity", ("packages",), "packages: {account: shopapps, always: true}\ndeliver: [{customScript: {script: ./install.sh, files: '*.ini'}}]", SET, f"{EXTENSION}/protectedSettings/fileUris", files={"install_sh": SCRIPT, "shop_ini": "[shop]\n"}),
    Feature("Delivery", "Files and folders that cloud-init writes at the first boot", ("deliver.cloudInit.unpack",), "deliver: [{cloudInit: {file: ci.yaml, unpack: {files: shop.ini, to: /etc/shop}}}]", SET, f"{PROFILE}/osProfile/customData", files={"ci_yaml": CONFIG, "shop_ini": "[shop]\n"}),
    Feature("Delivery", "DSC from files: the script and its modules, packed as the handler wants them", ("deliver.dsc.files",), "packages: {account: shopapps, sas: {secret: packagesSas}}\ndeliver: [{dsc: {files: Web.ps1, script: Web.ps1, function: Web}}]", SET, f"{EXTENSION}/protectedSettings/configurationUrlSasToken", WINDOWS, {"Web_ps1": "configuration Web { Node localhost { } }\n"}),
    Feature("Delivery", "Runs again when its content changes", ("deliver.customScript.rerun", "deliver.customScript.tag"), "deliver: [{customScript: {script: ./install.sh}}]", SET, f"{EXTENSION}/forceUpdateTag", files={"install_sh": SCRIPT}),
    Feature("Delivery", "Steps in order", ("deliver",), "deliver: [{customScript: {name: a, script: ./install.sh}}, {extension: {publisher: Contoso, type: Agent, typeHandlerVersion: '1.0'}}]", SET, f"{EXTENSION}/provisionAfterExtensions", files={"install_sh": SCRIPT}),
    Feature("Delivery", "A failing extension that stops nothing", ("deliver.extension.suppressFailures",), "deliver: [{extension: {publisher: Contoso, type: Agent, typeHandlerVersion: '1.0', suppressFailures: true}}]", SET, f"{EXTENSION}/suppressFailures"),
    Feature("Delivery", "Time for all extensions", ("extensionsTimeBudget",), "extensionsTimeBudget: 45m\ndeliver: [{customScript: {script: ./install.sh}}]", SET, f"{PROFILE}/extensionProfile/extensionsTimeBudget", files={"install_sh": SCRIPT}),
    Feature("Delivery", "PowerShell DSC", ("deliver.dsc",), "deliver: [{dsc: {url: https://example.org/site.zip, script: site.ps1, function: Site}}]", SET, f"{EXTENSION}/settings/configuration", WINDOWS),
    Feature("Delivery", "cloud-init, several files, compressed where needed", ("deliver.cloudInit",), "deliver: [{cloudInit: {file: ./init.yaml}}]", SET, f"{PROFILE}/osProfile/customData", files={"init_yaml": CONFIG}),
    Feature("Delivery", "User data", ("userData",), "userData: ./settings.json", SET, f"{PROFILE}/userData", files={"settings_json": "{}"}),
    Feature("Delivery", "Marketplace, gallery, shared, community and managed images", ("image.urn", "image.id", "image.sharedGalleryImageId", "image.communityGalleryImageId"), f"image: {{id: {COMPUTE}/galleries/g/images/web/versions/1.0.0}}", SET, f"{PROFILE}/storageProfile/imageReference/id"),
    Feature("Delivery", "VM Applications", ("deliver.application",), f"deliver: [{{application: {{id: {COMPUTE}/galleries/g/applications/app/versions/1.0.0}}}}]", SET, f"{PROFILE}/applicationProfile/galleryApplications"),
    Feature("Network", "New virtual network", ("network.addressPrefix", "network.subnetPrefix"), "network: {addressPrefix: 10.9.0.0/16, subnetPrefix: 10.9.0.0/24}", "virtualNetworks", "properties/subnets"),
    Feature("Network", "Existing subnet", ("network.subnetId",), f"network: {{subnetId: {NETWORK}/virtualNetworks/v/subnets/s}}", SET, f"{ADDRESS}/subnet/id"),
    Feature("Network", "Load balancer with a rule and a probe for each port", ("ports",), "", "loadBalancers", "properties/probes", WEB),
    Feature("Network", "Public and internal load balancer together", ("ports.public",), "ports: [{port: 80}, {port: 9100, public: false}]", "loadBalancers", "properties/frontendIPConfigurations/0/properties/subnet", WEB),
    Feature("Network", "Ranges of ports, UDP", ("ports.port", "ports.protocol"), "ports: [{port: 8000-8010, protocol: udp, probe: {port: 80}}]", "loadBalancers", "properties/loadBalancingRules/10/properties/frontendPort"),
    Feature("Network", "High availability ports: all of an internal load balancer", ("ports.port",), "ports: [{port: '*', probe: {port: 80}}]\nhealth: {port: 80}\nnetwork: {loadBalancer: {public: false}}", "loadBalancers", "properties/loadBalancingRules/0/properties/protocol"),
    Feature("Network", "Session persistence, floating addresses", ("ports.loadDistribution", "ports.enableFloatingIP"), "ports: [{port: 80, loadDistribution: SourceIP, enableFloatingIP: true}]", "loadBalancers", "properties/loadBalancingRules/0/properties/loadDistribution", WEB),
    Feature("Network", "Internal load balancer", ("network.loadBalancer.public", "network.loadBalancer.privateIPAddress"), "network: {loadBalancer: {public: false, privateIPAddress: 10.0.0.100}}", "loadBalancers", "properties/frontendIPConfigurations/0/properties/privateIPAddress", WEB),
    Feature("Network", "Existing load balancer pools", ("network.loadBalancerPoolIds",), f"network: {{loadBalancerPoolIds: [{NETWORK}/loadBalancers/l/backendAddressPools/p]}}", SET, f"{ADDRESS}/loadBalancerBackendAddressPools"),
    Feature("Network", "Outbound rule with its ports", ("network.outbound", "network.loadBalancer.outboundRule"), "network: {outbound: loadBalancer, loadBalancer: {outboundRule: {allocatedOutboundPorts: 1024}}}", "loadBalancers", "properties/outboundRules/0/properties/allocatedOutboundPorts", WEB),
    Feature("Network", "NAT gateway", ("network.outbound",), "network: {outbound: natGateway}", "natGateways", "properties/publicIpAddresses"),
    Feature("Network", "Inbound NAT rules, version 2", ("network.loadBalancer.inboundNat",), "network: {allow: [{name: ssh, port: 22, from: 203.0.113.0/24}], loadBalancer: {inboundNat: [{backendPort: 22}]}}", "loadBalancers", "properties/inboundNatRules/0/properties/frontendPortRangeStart"),
    Feature("Network", "Existing application gateway pools", ("network.applicationGatewayPoolIds",), f"network: {{applicationGatewayPoolIds: [{NETWORK}/applicationGateways/g/backendAddressPools/p]}}", SET, f"{ADDRESS}/applicationGatewayBackendAddressPools"),
    Feature("Network", "New application gateway v2 with a probe", ("network.applicationGateway",), "network: {applicationGateway: {backendPort: 80}}", "applicationGateways", "properties/probes"),
    Feature("Network", "Gateway: several listeners by host name, port and address", ("network.applicationGateway.listeners", "network.applicationGateway.hostNames"), "network: {applicationGateway: {listeners: [{name: shop, hostNames: [shop.example.org]}]}}", "applicationGateways", "properties/httpListeners/1/properties/hostNames/0"),
    Feature("Network", "Gateway: paths to other ports", ("network.applicationGateway.paths",), "network: {applicationGateway: {paths: [{name: api, paths: [/api/*], backendPort: 8081}]}}", "applicationGateways", "properties/urlPathMaps/0/properties/pathRules/0/properties/paths"),
    Feature("Network", "Gateway: web application firewall, with a policy", ("network.applicationGateway.waf",), "network: {applicationGateway: {waf: {}}}", "ApplicationGatewayWebApplicationFirewallPolicies", "properties/managedRules/managedRuleSets/1"),
    Feature("Network", "Gateway: public and private address", ("network.applicationGateway.privateIPAddress", "network.applicationGateway.public"), "network: {applicationGateway: {privateIPAddress: 10.0.4.100, listeners: [{name: intranet, public: false}]}}", "applicationGateways", "properties/frontendIPConfigurations/1/properties/privateIPAddress"),
    Feature("Network", "Gateway: port 80 leads to TLS", ("network.applicationGateway.redirectFromHttp",), f"identity: {{roles: [{{role: Key Vault Secrets User, scope: {VAULT}}}]}}\nnetwork: {{applicationGateway: {{certificateUrl: https://kv.vault.azure.net/secrets/web}}}}", "applicationGateways", "properties/redirectConfigurations/0/properties/targetListener"),
    Feature("Network", "TLS with a certificate from Key Vault", ("network.applicationGateway.certificateUrl",), f"identity: {{roles: [{{role: Key Vault Secrets User, scope: {VAULT}}}]}}\nnetwork: {{applicationGateway: {{certificateUrl: https://kv.vault.azure.net/secrets/web}}}}", "applicationGateways", "properties/sslCertificates/0/properties/keyVaultSecretId"),
    Feature("Network", "Network security group, least privilege", ("ports.from", "network.allow"), "network: {allow: [{name: ssh, port: 22, from: 203.0.113.0/24}]}", "networkSecurityGroups", "properties/securityRules/0/properties/sourceAddressPrefix"),
    Feature("Network", "Application security groups", ("network.applicationSecurityGroupIds",), f"network: {{applicationSecurityGroupIds: [{NETWORK}/applicationSecurityGroups/a]}}", SET, f"{ADDRESS}/applicationSecurityGroups"),
    Feature("Network", "Public address for each instance, from a prefix", ("network.instancePublicIp",), f"network: {{instancePublicIp: {{prefixId: {NETWORK}/publicIPPrefixes/p}}}}", SET, f"{ADDRESS}/publicIPAddressConfiguration/properties/publicIPPrefix"),
    Feature("Network", "IPv6 beside IPv4", ("network.ipv6",), "network: {ipv6: {}}", SET, f"{NIC}/ipConfigurations/1/properties/privateIPAddressVersion", WEB),
    Feature("Network", "Accelerated networking", ("network.enableAcceleratedNetworking",), "", SET, f"{NIC}/enableAcceleratedNetworking"),
    Feature("Network", "Accelerated connections, TCP state, what becomes of interfaces", ("network.acceleratedConnections", "network.disableTcpStateTracking", "network.deleteOption"), "network: {acceleratedConnections: A1, disableTcpStateTracking: true, deleteOption: Delete}", SET, f"{NIC}/auxiliarySku"),
    Feature("Network", "Tags of the addresses of instances", ("network.instancePublicIp.ipTags", "network.instancePublicIp.deleteOption"), "network: {instancePublicIp: {ipTags: [{ipTagType: RoutingPreference, tag: Internet}], deleteOption: Delete}}", SET, f"{ADDRESS}/publicIPAddressConfiguration/properties/ipTags/0/tag"),
    Feature("Network", "DNS servers, IP forwarding", ("network.dnsServers", "network.enableIPForwarding"), "network: {dnsServers: [10.0.0.4], enableIPForwarding: true}", SET, f"{NIC}/dnsSettings/dnsServers/0"),
    Feature("Network", "Several network interfaces", ("network.interfaces",), "network: {interfaces: [{name: data, subnetPrefix: 10.0.8.0/24}]}", SET, f"{PROFILE}/networkProfile/networkInterfaceConfigurations/1/properties/ipConfigurations"),
    Feature("Network", "DDoS protection, service endpoints", ("raw.virtualNetwork",), f"raw: {{virtualNetwork: {{properties: {{enableDdosProtection: true, ddosProtectionPlan: {{id: {NETWORK}/ddosProtectionPlans/d}}, subnets: [{{name: instances, properties: {{serviceEndpoints: [{{service: Microsoft.Storage}}]}}}}]}}}}}}", "virtualNetworks", "properties/subnets/0/properties/serviceEndpoints"),
    Feature("Scaling", "Number of instances", ("count",), "count: 5", SET, "sku/capacity"),
    Feature("Scaling", "A redeployment that keeps the number", ("autoscale.keepInstanceCount",), "autoscale: {minimum: 2, maximum: 9}", "deployments", "properties/template/outputs/instanceCount"),
    Feature("Scaling", "Autoscale by metrics, also of other resources", ("autoscale.rules",), f"autoscale: {{minimum: 2, maximum: 9, rules: [{{metricName: ApproximateMessageCount, metricResourceId: {STORAGE}/queueServices/default, above: 100, dividePerInstance: true}}, {{below: 30}}]}}", "autoscaleSettings", "properties/profiles/0/rules/0/metricTrigger/dividePerInstance"),
    Feature("Scaling", "Schedules with time zones, weekly and once", ("autoscale.schedules",), "autoscale: {minimum: 2, maximum: 9, schedules: [{name: office, timeZone: UTC, days: [Monday], start: '07:30', end: '18:00', minimum: 4, maximum: 20}]}", "autoscaleSettings", "properties/profiles/0/recurrence/schedule/timeZone"),
    Feature("Scaling", "Predictive autoscale", ("autoscale.predictive",), "autoscale: {minimum: 2, maximum: 9, predictive: {}}", "autoscaleSettings", "properties/predictiveAutoscalePolicy"),
    Feature("Scaling", "Mails and webhooks", ("autoscale.notify",), "autoscale: {minimum: 2, maximum: 9, notify: {emails: [ops@example.org], webhooks: ['https://example.org/hook']}}", "autoscaleSettings", "properties/notifications/0/webhooks"),
    Feature("Scaling", "Scale-in policy", ("scaleIn",), "scaleIn: {rule: OldestVM, forceDeletion: true}", SET, "properties/scaleInPolicy/prioritizeUnhealthyVMs"),
    Feature("Scaling", "Overprovisioning, off, or on with extensions on the instances that stay", ("orchestration", "overprovision", "doNotRunExtensionsOnOverprovisionedVMs"), "orchestration: uniform\noverprovision: true\ndoNotRunExtensionsOnOverprovisionedVMs: true", SET, "properties/overprovision"),
    Feature("Upgrade and health", "Manual, automatic and rolling upgrades", ("upgrade.mode",), "upgrade: {mode: automatic}", SET, "properties/upgradePolicy/mode", WEB),
    Feature("Upgrade and health", "Every field of the rolling policy", ("upgrade.maxBatchInstancePercent", "upgrade.maxUnhealthyInstancePercent", "upgrade.maxUnhealthyUpgradedInstancePercent", "upgrade.pauseTimeBetweenBatches", "upgrade.maxSurge", "upgrade.enableCrossZoneUpgrade", "upgrade.prioritizeUnhealthyInstances", "upgrade.rollbackFailedInstancesOnPolicyBreach"), "upgrade: {maxSurge: false, rollbackFailedInstancesOnPolicyBreach: true}", SET, "properties/upgradePolicy/rollingUpgradePolicy/rollbackFailedInstancesOnPolicyBreach", WEB),
    Feature("Upgrade and health", "Automatic OS image upgrade", ("upgrade.automaticOSUpgrade", "upgrade.disableAutomaticRollback", "upgrade.osRollingUpgradeDeferral"), "upgrade: {automaticOSUpgrade: true, osRollingUpgradeDeferral: true}", SET, "properties/upgradePolicy/automaticOSUpgradePolicy/osRollingUpgradeDeferral", WEB),
    Feature("Upgrade and health", "Application Health extension, versions 1 and 2", ("health", "health.richHealthStates"), "health: {requestPath: /healthz, richHealthStates: true}", SET, f"{EXTENSION}/settings/gracePeriod", f"{MINIMAL}ports: [{{port: 80}}]\n"),
    Feature("Upgrade and health", "Load balancer probe as health signal (Uniform)", ("health.source",), "health: {source: loadBalancer}", SET, f"{PROFILE}/networkProfile/healthProbe", f"{MINIMAL}ports: [{{port: 80}}]\n"),
    Feature("Upgrade and health", "Automatic repairs, with the action", ("repairs",), "repairs: {repairAction: Reimage}", SET, "properties/automaticRepairsPolicy/repairAction", WEB),
    Feature("Upgrade and health", "Notice before deletion", ("terminateNotice",), "terminateNotice: 10m", SET, f"{PROFILE}/scheduledEventsProfile/terminateNotificationProfile"),
    Feature("Upgrade and health", "Notice before the OS image is replaced", ("osImageNotice",), "osImageNotice: true", SET, f"{PROFILE}/scheduledEventsProfile/osImageNotificationProfile"),
    Feature("Upgrade and health", "Which commands Azure carries out without asking the instance", ("scheduledEvents",), "scheduledEvents: {userInitiatedReboot: true, allInstancesDown: false, eventGridAndResourceGraph: true}", SET, "properties/scheduledEventsPolicy/allInstancesDown/automaticallyApprove"),
    Feature("Upgrade and health", "Hooks before automatic OS upgrades", ("lifecycleHooks",), "upgrade: {automaticOSUpgrade: true}\nlifecycleHooks: [{type: UpgradeAutoOSScheduling, waitDuration: 8h}]", SET, "properties/lifecycleHooksProfile/lifecycleHooks/0/waitDuration", WEB),
    Feature("Upgrade and health", "Health that a program of yours tells", ("externalHealth",), "externalHealth: {gracePeriod: 10m, expiryDuration: 5m}", SET, "properties/externalHealthPolicy/expiryDuration"),
    Feature("Upgrade and health", "Guest patching", ("patching",), "", SET, f"{PROFILE}/osProfile/linuxConfiguration/patchSettings/patchMode", WEB),
    Feature("Upgrade and health", "Guest patching by your schedule, with restarts as you say, hot where it can be", ("patchSettings", "windows.hotpatching"), "health: {port: 80, protocol: tcp}\npatchSettings: {assessmentMode: AutomaticByPlatform, rebootSetting: Never, bypassPlatformSafetyChecksOnUserSchedule: true}\nwindows: {hotpatching: true}", SET, f"{PROFILE}/osProfile/windowsConfiguration/patchSettings/automaticByPlatformSettings/bypassPlatformSafetyChecksOnUserSchedule", WINDOWS),
    Feature("Compute", "Zones, zone balance, fault domains", ("zones", "placement.zoneBalance", "placement.platformFaultDomainCount"), "placement: {zoneBalance: true}", SET, "properties/zoneBalance"),
    Feature("Compute", "Spot with eviction and price", ("spot.evictionPolicy", "spot.maxPrice"), "spot: {evictionPolicy: Deallocate, maxPrice: 0.1}", SET, f"{PROFILE}/billingProfile/maxPrice"),
    Feature("Compute", "Spot restore", ("spot.restoreTimeout",), "spot: {restoreTimeout: 1h}", SET, "properties/spotRestorePolicy"),
    Feature("Compute", "Spot beside regular instances", ("spot.baseRegularPriorityCount", "spot.regularPriorityPercentageAboveBase"), "spot: {baseRegularPriorityCount: 2}", SET, "properties/priorityMixPolicy"),
    Feature("Compute", "Several sizes", ("mix",), "mix: {sizes: [Standard_D2as_v5]}", SET, "properties/skuProfile/vmSizes"),
    Feature("Compute", "Ephemeral OS disk", ("osDisk.ephemeral", "osDisk.placement"), "size: Standard_D2ds_v5\nosDisk: {ephemeral: true}", SET, f"{PROFILE}/storageProfile/osDisk/diffDiskSettings"),
    Feature("Compute", "Data disks of every kind, with IOPS", ("dataDisks",), "dataDisks: [{diskSizeGB: 64, storageAccountType: PremiumV2_LRS, diskIOPSReadWrite: 4000}]", SET, f"{PROFILE}/storageProfile/dataDisks/0/diskIOPSReadWrite"),
    Feature("Compute", "Keys of your own", ("osDisk.diskEncryptionSetId", "dataDisks.diskEncryptionSetId"), f"osDisk: {{diskEncryptionSetId: {COMPUTE}/diskEncryptionSets/e}}", SET, f"{PROFILE}/storageProfile/osDisk/managedDisk/diskEncryptionSet"),
    Feature("Compute", "Encryption at host", ("security.encryptionAtHost",), "", SET, f"{PROFILE}/securityProfile/encryptionAtHost"),
    Feature("Compute", "Trusted launch", ("security.trustedLaunch",), "", SET, f"{PROFILE}/securityProfile/uefiSettings"),
    Feature("Compute", "Identities, created or existing", ("identity.create", "identity.ids", "identity.system"), f"identity: {{ids: [{IDENTITY}]}}", SET, "identity/userAssignedIdentities"),
    Feature("Compute", "SSH key or password", ("admin",), f"admin: {{user: ops, sshKey: {KEY}}}", SET, f"{PROFILE}/osProfile/linuxConfiguration/ssh/publicKeys", "name: web\nos: linux\nsize: Standard_D2s_v5\n"),
    Feature("Compute", "Several SSH keys, also those that Azure holds", ("admin.sshKeys", "admin.sshKeyIds"), f"admin: {{user: ops, sshKeys: [{KEY}, {KEY}2], sshKeyIds: [{COMPUTE}/sshPublicKeys/ann]}}", SET, f"{PROFILE}/osProfile/linuxConfiguration/ssh/publicKeys/2/keyData", "name: web\nos: linux\nsize: Standard_D2s_v5\n"),
    Feature("Compute", "Time zone, WinRM and what runs at the first sign-in, Windows", ("windows.timeZone", "windows.winRM", "windows.autoLogon", "windows.firstLogonCommands"), f"security: {{certificates: [{{vaultId: {VAULT}, url: '{CERTIFICATE}'}}]}}\nwindows: {{timeZone: W. Europe Standard Time, winRM: [{{}}], autoLogon: {{secret: logon}}, firstLogonCommands: <FirstLogonCommands/>}}", SET, f"{PROFILE}/osProfile/windowsConfiguration/additionalUnattendContent/1/content", WINDOWS),
    Feature("Compute", "Key Vault certificates, Linux", ("security.certificates",), f"security: {{certificates: [{{vaultId: {VAULT}, url: '{CERTIFICATE}'}}]}}", SET, f"{PROFILE}/osProfile/secrets/0/vaultCertificates/0/certificateUrl"),
    Feature("Compute", "Key Vault certificates, Windows", ("security.certificates.store",), f"security: {{certificates: [{{vaultId: {VAULT}, url: '{CERTIFICATE}'}}]}}", SET, f"{PROFILE}/osProfile/secrets/0/vaultCertificates/0/certificateStore", WINDOWS),
    Feature("Compute", "Boot diagnostics", ("bootDiagnostics",), "", SET, f"{PROFILE}/diagnosticsProfile/bootDiagnostics"),
    Feature("Compute", "Proximity placement group", ("placement.proximityPlacementGroupId",), f"zones: []\nplacement: {{proximityPlacementGroupId: {COMPUTE}/proximityPlacementGroups/p}}", SET, "properties/proximityPlacementGroup"),
    Feature("Compute", "Dedicated hosts", ("placement.hostGroupId",), f"zones: [1]\nplacement: {{hostGroupId: {COMPUTE}/hostGroups/h}}", SET, "properties/hostGroup"),
    Feature("Compute", "Capacity reservation", ("placement.capacityReservationGroupId",), f"placement: {{capacityReservationGroupId: {COMPUTE}/capacityReservationGroups/c}}", SET, f"{PROFILE}/capacityReservation"),
    Feature("Compute", "Licenses that you bring", ("licenseType",), "licenseType: Windows_Server", SET, f"{PROFILE}/licenseType", WINDOWS),
    Feature("Compute", "Marketplace plan", ("image.plan",), "image: {urn: 'contoso:web:std:latest', plan: {name: std, product: web, publisher: contoso}}", SET, "plan/publisher"),
    Feature("Compute", "Zones that Azure chooses", ("placement.zonePlacementPolicy", "placement.excludeZones", "placement.singlePlacementGroup", "resiliency.maxZoneCount", "resiliency.maxInstancePercentPerZone"), "placement: {zonePlacementPolicy: Auto, excludeZones: [3], singlePlacementGroup: false}\nresiliency: {maxZoneCount: 2, maxInstancePercentPerZone: 60}", SET, "properties/resiliencyPolicy/zoneAllocationPolicy/maxZoneCount"),
    Feature("Compute", "Confidential machines, the OS disk encrypted with their state", ("security.confidential", "security.encryptionType"), "size: Standard_DC2as_v5\nsecurity: {encryptionType: DiskWithVMGuestState}", SET, f"{PROFILE}/storageProfile/osDisk/managedDisk/securityProfile/securityEncryptionType"),
    Feature("Compute", "Metadata Security Protocol", ("security.metadataProtocol",), "security: {metadataProtocol: {mode: Enforce}}", SET, f"{PROFILE}/securityProfile/proxyAgentSettings/imds/mode"),
    Feature("Compute", "Security posture, FIPS 140-3", ("security.posture", "security.fips"), "security: {fips: true, posture: {id: /CommunityGalleries/g/securityPostures/p/versions/latest, excludeExtensions: [agent]}}", SET, f"{PROFILE}/securityPostureReference/excludeExtensions"),
    Feature("Compute", "Disk controller, NVMe or SCSI, by the size", ("osDisk.controller",), "version: 2\nsize: Standard_D2s_v6", SET, f"{PROFILE}/storageProfile/diskControllerType"),
    Feature("Compute", "Data disks of the image, and what becomes of disks", ("dataDisks.fromImage", "dataDisks.deleteOption", "osDisk.deleteOption"), f"image: {{id: {COMPUTE}/galleries/g/images/web}}\nosDisk: {{deleteOption: Delete}}\ndataDisks: [{{diskSizeGB: 64, fromImage: true, deleteOption: Detach}}]", SET, f"{PROFILE}/storageProfile/dataDisks/0/deleteOption"),
    Feature("Compute", "Write accelerator", ("osDisk.writeAccelerator", "dataDisks.writeAccelerator"), "size: Standard_M8ms\ndataDisks: [{diskSizeGB: 64, writeAccelerator: true}]", SET, f"{PROFILE}/storageProfile/dataDisks/0/writeAcceleratorEnabled"),
    Feature("Compute", "How fast processors may be", ("cpus.mode",), "size: Standard_D2ps_v6\ncpus: {mode: Opportunistic}", SET, f"{PROFILE}/hardwareProfile/processorMode"),
    Feature("Compute", "Hibernation, fewer processors", ("hibernation", "cpus"), "hibernation: true\ncpus: {available: 1, perCore: 1}", SET, f"{PROFILE}/hardwareProfile/vmSizeProperties/vCPUsPerCore"),
    Feature("Compute", "Boot diagnostics in an account of your own", ("bootDiagnosticsStorageUri",), "bootDiagnosticsStorageUri: https://st.blob.core.windows.net/", SET, f"{PROFILE}/diagnosticsProfile/bootDiagnostics/storageUri"),
    Feature("Compute", "Edge zone", ("placement.edgeZone",), "zones: []\nplacement: {edgeZone: losangeles}", SET, "extendedLocation/name"),
    Feature("Compute", "Service artifact, promotion of a plan", ("image.serviceArtifactId", "image.plan.promotionCode"), f"image: {{urn: 'contoso:web:std:latest', plan: {{name: std, product: web, publisher: contoso, promotionCode: SPRING}}, serviceArtifactId: {COMPUTE}/galleries/g/serviceArtifacts/a/vmArtifactsProfiles/p}}", SET, f"{PROFILE}/serviceArtifactReference/id"),
    Feature("Compute", "Sizes that retire are left by themselves", ("mix.automaticSkuMigration",), "mix: {sizes: [Standard_D2as_v5], automaticSkuMigration: true}", SET, "properties/skuProfile/automaticSkuMigrationPolicy/enabled"),
    Feature("Compute", "Resiliency: retries, automatic zone balance", ("resiliency",), "resiliency: {resilientVMCreation: true, automaticZoneRebalancing: true}", SET, "properties/resiliencyPolicy/automaticZoneRebalancingPolicy", WEB),
    Feature("Operations", "Azure Monitor agent with its data collection rule", ("monitoring.dataCollectionRuleId",), f"monitoring: {{dataCollectionRuleId: {SUBSCRIPTION}/Microsoft.Insights/dataCollectionRules/d}}", "dataCollectionRuleAssociations", "properties/dataCollectionRuleId"),
    Feature("Operations", "Metrics to a workspace", ("monitoring.workspaceId",), f"monitoring: {{workspaceId: {SUBSCRIPTION}/Microsoft.OperationalInsights/workspaces/w}}", "diagnosticSettings", "properties/metrics"),
    Feature("Operations", "Metrics to a storage account and an event hub", ("monitoring.storageAccountId", "monitoring.eventHubAuthorizationRuleId", "monitoring.eventHubName"), f"monitoring: {{storageAccountId: {STORAGE}, eventHubAuthorizationRuleId: {SUBSCRIPTION}/Microsoft.EventHub/namespaces/n/authorizationRules/r, eventHubName: metrics}}", "diagnosticSettings", "properties/eventHubName"),
    Feature("Operations", "Lock", ("lock",), "lock: CanNotDelete", "locks", "properties/level"),
    Feature("Operations", "Why the set is locked", ("lockNotes",), "lock: ReadOnly\nlockNotes: Frozen until the audit is over.", "locks", "properties/notes"),
    Feature("Operations", "Roles on the scale set, by name", ("roleAssignments",), "roleAssignments: [{role: Virtual Machine Administrator Login, principalId: 00000000-0000-0000-0000-000000000001, principalType: Group}]", "roleAssignments", "properties/principalType"),
    Feature("Operations", "Hours for Azure's work: a maintenance configuration", ("maintenanceConfigurationId",), f"orchestration: uniform\nports: [{{port: 80}}]\nhealth: {{requestPath: /healthz}}\nupgrade: {{automaticOSUpgrade: true}}\nmaintenanceConfigurationId: {SUBSCRIPTION}/Microsoft.Maintenance/maintenanceConfigurations/m", "configurationAssignments", "properties/maintenanceConfigurationId"),
    Feature("Operations", "Machine configurations, with their handler", ("machineConfiguration",), "machineConfiguration: [{name: AzureLinuxBaseline, assignmentType: ApplyAndMonitor, parameters: {Port: '22'}}]", "guestConfigurationAssignments", "properties/guestConfiguration/configurationParameter/0/value"),
    Feature("Scaling", "Standby pool", ("standbyPool",), "standbyPool: {maxReadyCapacity: 10, minReadyCapacity: 2}", "standbyVirtualMachinePools", "properties/elasticityProfile/minReadyCapacity"),
    Feature("Operations", "Roles of the identity, by name", ("identity.roles",), f"identity: {{roles: [{{role: Storage Blob Data Reader, scope: {STORAGE}}}]}}", "deployments", "properties/template/resources/0/properties/roleDefinitionId"),
    Feature("Operations", "Tags", ("tags",), "tags: {team: web}", SET, "tags/team"),
    Feature("Operations", "Blue and green behind one address", ("blueGreen",), "blueGreen: {color: green, live: blue, stagingPort: 8080}", "loadBalancers", "properties/backendAddressPools/1/name", WEB),
]  # fmt: skip


COMMANDS = [
    ("Operations", "Swap of blue and green, and back", ("scaleset render --swap",)),
    ("Operations", "Images by Azure Image Builder and Packer", ("scaleset image",)),
    ("Operations", "What an update does to running instances", ("scaleset plan",)),
]
"""Capabilities that are a command: tests of their own use them."""
