"""What Azure ends is told with its day where that is confirmed, and as bad as it is by then."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from generator.azure.retirements import retirements
from generator.language.template import Template
from generator.validation.rules.compute import retired_feature, retired_image, retired_size
from generator.validation.rules.extensions import retired_extension
from generator.validation.rules.network import retired_sku

RULES = {
    "size": retired_size, "image": retired_image, "feature": retired_feature,
    "extension": retired_extension, "sku": retired_sku,
}  # fmt: skip


def told(*resources: Any, as_of: str = "", only: str = "", **sections: Any) -> list[str]:
    """Return severity, day and message of what the five rules say of a template."""
    day = date.fromisoformat(as_of) if as_of else None
    template = Template({"resources": list(resources), **sections}, as_of=day)
    return [
        f"{(item.severity or rule.RULE.severity).label} {item.retires or '-'} {item.message}"
        for kind, rule in RULES.items()
        if only in {"", kind}
        for item in rule.check(template)
    ]


def resource(full_type: str, properties: Any = None, **parts: Any) -> dict[str, Any]:
    return {"type": full_type, "name": "x", "properties": properties or {}, **parts}


def scale_set(size: str = "Standard_D2s_v5", **profile: Any) -> dict[str, Any]:
    properties = {"virtualMachineProfile": profile}
    return resource(
        "Microsoft.Compute/virtualMachineScaleSets", properties, sku={"name": size, "capacity": 2}
    )


def machine(**properties: Any) -> dict[str, Any]:
    return resource("Microsoft.Compute/virtualMachines", properties)


def with_image(urn: str) -> dict[str, Any]:
    publisher, offer, sku = urn.split(":")
    image = {"publisher": publisher, "offer": offer, "sku": sku, "version": "latest"}
    return scale_set(storageProfile={"imageReference": image})


def with_extension(publisher: str, kind: str, **settings: Any) -> dict[str, Any]:
    properties = {"publisher": publisher, "type": kind, "settings": settings}
    return scale_set(extensionProfile={"extensions": [{"name": "e", "properties": properties}]})


SIZES = [
    ("Standard_NC6s_v3", "", ["error 2025-09-30 Azure retired size Standard_NC6s_v3 on 2025-09-30; use NC_A100_v4"]),
    ("standard_m192is_v2", "", ["warning 2027-03-31 Azure retires size standard_m192is_v2 on 2027-03-31; use Mv3"]),
    ("Standard_D2_v2", "", ["note 2028-05-01 Azure retires size Standard_D2_v2 on 2028-05-01; use Dsv6, Dasv6 or newer"]),
    ("Standard_D2_v2", "2027-05-01", ["warning 2028-05-01 Azure retires size Standard_D2_v2 on 2028-05-01; use Dsv6, Dasv6 or newer"]),
    ("Standard_D2_v2", "2028-05-01", ["error 2028-05-01 Azure retired size Standard_D2_v2 on 2028-05-01; use Dsv6, Dasv6 or newer"]),
    ("Standard_DC2es_v5", "", ["note - Azure has retired or replaced size Standard_DC2es_v5; use DCesv6 or ECesv6"]),
    ("Standard_D2s_v5", "2035-01-01", []),
    ("[parameters('size')]", "", []),
]  # fmt: skip


@pytest.mark.parametrize(("size", "as_of", "expected"), SIZES)
def test_a_size_that_ends(size, as_of, expected):
    assert told(scale_set(size), as_of=as_of) == expected


def test_sizes_of_mixes_machines_and_parameters_count():
    mixed = scale_set("Mix")
    sizes = [{"name": "Standard_HB60rs"}, {"name": "Standard_D2s_v5"}]
    mixed["properties"]["skuProfile"] = {"vmSizes": sizes}
    alone = machine(hardwareProfile={"vmSize": "[parameters('size')]"})
    size = {"type": "string", "defaultValue": "Basic_A1"}
    assert [text[:46] for text in told(mixed, alone, parameters={"size": size})] == [
        "error 2024-08-31 Azure retired size Standard_H",
        "error 2024-08-31 Azure retired size Basic_A1 o",
    ]


def test_retired_sizes_that_a_parameter_allows_are_told_together():
    allowed = [
        "Standard_D2s_v5",
        "Standard_A0",
        "Basic_A1",
        "Standard_NV6",
        "Standard_A2_v2",
        "Standard_NC6",
    ]
    size = {"type": "string", "defaultValue": "Standard_D2s_v5", "allowedValues": allowed}
    resources = [scale_set("[parameters('size')]")]
    assert told(*resources, parameters={"size": size}) == [
        "warning 2023-08-31 Azure retired 4 of the sizes that are allowed here (Standard_A0, Basic_A1, Standard_NV6 and 1 more); remove them"
    ]
    size["allowedValues"] = allowed[:2]
    assert told(*resources, parameters={"size": size}) == [
        "warning 2024-08-31 Azure retired Standard_A0, which is allowed here; remove it"
    ]
    assert (
        told(
            scale_set("[parameters('size')]"),
            parameters={"size": size | {"allowedValues": ["Standard_D2s_v5"]}},
        )
        == []
    )


IMAGES = [
    ("Canonical:UbuntuServer:18.04-LTS", "", ["warning 2023-05-31 Ubuntu 18.04 is without support since 2023-05-31 (extended support ends on 2028-04-01); use a newer one"]),
    ("Canonical:0001-com-ubuntu-pro-bionic:pro-18_04-lts", "", ["note 2028-04-01 Ubuntu 18.04 gets support until 2028-04-01"]),
    ("Canonical:0001-com-ubuntu-server-jammy:22_04-lts-gen2", "", ["warning 2027-04-01 Ubuntu 22.04 gets support until 2027-04-01 (extended support ends on 2032-04-09); use a newer one"]),
    ("MicrosoftWindowsServer:WindowsServer:2019-Datacenter", "", ["note 2029-01-09 Windows Server 2019 gets support until 2029-01-09"]),
    ("Canonical:ubuntu-24_04-lts:server", "", []),
    ("Canonical:ubuntu-24_04-lts:server", "2029-05-31", ["warning 2029-05-31 Ubuntu 24.04 is without support since 2029-05-31 (extended support ends on 2036-05-31); use a newer one"]),
    ("MicrosoftSQLServer:SQL2017-WS2019:standard", "2027-10-12", ["warning 2027-10-12 SQL Server 2017 is without support since 2027-10-12; use a newer one"]),
    ("MicrosoftCblMariner:cbl-mariner:cbl-mariner-2", "", []),
    ("MicrosoftWindowsServerHPCPack:WindowsServerHPCPack:2016u2cn-ws2016", "", ["warning 2027-01-12 HPC Pack 2016 gets support until 2027-01-12; use HPC Pack 2019"]),
    ("Contoso:own:2016", "", []),
]  # fmt: skip


@pytest.mark.parametrize(("urn", "as_of", "expected"), IMAGES)
def test_an_image_that_ends(urn, as_of, expected):
    assert told(with_image(urn), as_of=as_of) == expected


EXTENSIONS = [
    ("Microsoft.Powershell", "DSC", {}, ["note 2028-03-31 Azure retires extension type 'DSC' on 2028-03-31; use Azure Machine Configuration, Custom Script or VM Applications"]),
    ("Microsoft.Azure.Diagnostics", "IaaSDiagnostics", {}, ["warning 2026-03-31 Azure retired extension type 'IaaSDiagnostics' on 2026-03-31; use the Azure Monitor Agent"]),
    ("Microsoft.Azure.Security", "AzureDiskEncryptionForLinux", {}, ["note 2028-09-15 Azure retires extension type 'AzureDiskEncryptionForLinux' on 2028-09-15; use encryptionAtHost"]),
    ("Microsoft.ManagedIdentity", "ManagedIdentityExtensionForLinux", {}, ["warning - Azure has retired or replaced extension type 'ManagedIdentityExtensionForLinux'; use the metadata service of the instance, which gives the tokens"]),
    ("Microsoft.Azure.Extensions", "CustomScript", {"a": [{"InstrumentationKey": "0"}]}, ["warning 2025-03-15 Azure retired Application Insights with TLS 1.0 and 1.1, instrumentation key endpoints on 2025-03-15; use a connection string"]),
    ("Microsoft.Azure.Extensions", "CustomScript", {}, []),
]  # fmt: skip


@pytest.mark.parametrize(("publisher", "kind", "settings", "expected"), EXTENSIONS)
def test_an_extension_that_ends(publisher, kind, settings, expected):
    assert told(with_extension(publisher, kind, **settings)) == expected


GATEWAY, ACCOUNT, BALANCER, ADDRESS, VPN = (
    "Microsoft.Network/applicationGateways", "Microsoft.Storage/storageAccounts",
    "Microsoft.Network/loadBalancers", "Microsoft.Network/publicIPAddresses",
    "Microsoft.Network/virtualNetworkGateways",
)  # fmt: skip
STANDARD = {"sku": {"name": "Standard"}}


def os_disk(**disk: Any) -> dict[str, Any]:
    return {"storageProfile": {"osDisk": disk}}


PARTS = [
    (resource(BALANCER, sku={"name": "basic"}), "error 2025-09-30 Azure retired Basic load balancers"),
    (resource(BALANCER), "warning 2025-09-30 without 'sku' this is Basic: Azure retired Basic load balancers"),
    (resource(BALANCER, sku="[parameters('sku')]"), ""),
    (resource(BALANCER, **STANDARD), ""),
    (resource(BALANCER, existing=True), ""),
    (resource("Microsoft.Network/frontDoors", existing=True), ""),
    (resource(ADDRESS), "error 2025-09-30 without 'sku' this is Basic: Azure retired Basic public IP addresses"),
    (resource(ADDRESS, **STANDARD), ""),
    (resource(GATEWAY, {"sku": {"name": "Standard_Small", "tier": "Standard"}}), "error 2026-04-28 Azure retired application gateways V1"),
    (resource(GATEWAY, {"sku": {"tier": "WAF_v2"}}), ""),
    (resource(ACCOUNT, kind="Storage"), "error 2026-09-01 Azure retired general-purpose v1"),
    (resource(ACCOUNT, kind="StorageV2"), ""),
    (resource(VPN, {"gatewayType": "Vpn", "sku": {"name": "Standard"}}), "warning 2026-03-31 Azure retired VPN gateways Standard"),
    (resource(VPN, {"gatewayType": "ExpressRoute", "sku": {"name": "Standard"}}), ""),
    (resource(VPN, {"sku": {"name": "VpnGw2"}}), "warning 2026-09-30 Azure retired VPN gateways without zones"),
    (scale_set(**os_disk(vhdContainers=["https://a.blob.core.windows.net/vhds"])), "error 2026-03-31 Azure retired unmanaged disks"),
    (scale_set(**os_disk(image={"uri": "https://a.blob.core.windows.net/i.vhd"})), "error 2026-03-31 Azure retired unmanaged disks"),
    (machine(storageProfile={"dataDisks": [{"vhd": {"uri": "https://a"}}]}), "error 2026-03-31 Azure retired unmanaged disks"),
    (scale_set(**os_disk(managedDisk={"storageAccountType": "Standard_LRS"})), "note 2028-09-08 Azure retires operating system disks on Standard HDD"),
    (scale_set(**os_disk(diffDiskSettings={"option": "Local"}, managedDisk={"storageAccountType": "Standard_LRS"})), ""),
    (resource(BALANCER, {"inboundNatPools": [{"name": "ssh"}]}, **STANDARD), "warning 2027-09-30 Azure retires inbound NAT rules V1"),
    (resource(BALANCER, {"inboundNatPools": []}, **STANDARD), ""),
    (resource(GATEWAY, {"webApplicationFirewallConfiguration": {"enabled": True}}), "warning 2027-03-31 Azure retires WAF configurations in application gateways"),
    (resource(GATEWAY, {"sslPolicy": {"policyName": "AppGwSslPolicy20150501"}}), "error 2025-08-31 Azure retired TLS 1.0"),
    (resource(GATEWAY, {"sslProfiles": [{"properties": {"sslPolicy": {"minProtocolVersion": "TLSv1_1"}}}]}), "warning 2025-08-31 Azure retired TLS 1.0"),
    (resource(GATEWAY, {"sslPolicy": {"policyName": "AppGwSslPolicy20220101"}}), ""),
    (resource(ACCOUNT, {"minimumTlsVersion": "TLS1_0"}, kind="StorageV2"), "warning 2026-02-03 Azure retired TLS 1.0"),
    (resource(ACCOUNT, {"minimumTlsVersion": "TLS1_2"}, kind="StorageV2"), ""),
    (resource("Microsoft.Network/networkWatchers/flowLogs", {"targetResourceId": "[resourceId('Microsoft.Network/networkSecurityGroups', 'x')]"}), "warning 2027-09-30 Azure retires flow logs of network security groups"),
    (resource("Microsoft.Network/networkWatchers/flowLogs", {"targetResourceId": "[resourceId('Microsoft.Network/virtualNetworks', 'x')]"}), ""),
    (resource("Microsoft.Network/frontDoors"), "warning 2027-03-31 Azure retires Azure Front Door (classic)"),
    (resource("Microsoft.Automation/automationAccounts/configurations"), "warning 2027-09-30 Azure retires Automation State Configuration"),
    (resource("Microsoft.SqlVirtualMachine/sqlVirtualMachines", {"autoPatchingSettings": {"enable": True}}), "warning 2027-09-17 Azure retires SQL automated patching"),
    (resource("Microsoft.SqlVirtualMachine/sqlVirtualMachines", {"autoPatchingSettings": {"enable": False}}), ""),
    (scale_set(priority="Low"), "note - Azure has retired or replaced priority Low; use Spot"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "expected"), PARTS)
def test_a_feature_or_a_sku_that_ends(part, expected):
    found = told(part)
    assert len(found) == bool(expected)
    assert all(text.startswith(expected) for text in found)


def test_every_row_has_a_case_here_or_is_of_a_size_an_image_or_a_handler():
    shown = " ".join(expected for _, expected in PARTS) + str(EXTENSIONS) + str(IMAGES)
    rows = [row for row in retirements() if row.kind in {"feature", "sku"} and not row.handlers]
    assert [row.what for row in rows if row.what.split(" (")[0].split(" and ")[0] not in shown] == [
        "default outbound access"
    ]


def network(**subnet: Any) -> dict[str, Any]:
    subnets = [{"name": "web", "properties": {"addressPrefix": "10.0.0.0/24", **subnet}}]
    return resource("Microsoft.Network/virtualNetworks", {"subnets": subnets}, name="net")


@pytest.mark.parametrize(
    ("subnet", "number"),
    [({}, 1), ({"defaultOutboundAccess": False}, 0), ({"natGateway": {"id": "x"}}, 0)],
)
def test_default_outbound_access_ends(subnet, number):
    identifier = "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'web')]"
    configuration = {"properties": {"subnet": {"id": identifier}}}
    interface = {"properties": {"ipConfigurations": [configuration]}}
    instances = scale_set(networkProfile={"networkInterfaceConfigurations": [interface]})
    said = "warning 2026-03-31 Azure retired default outbound access on 2026-03-31; use a NAT gateway or an outbound rule"
    assert told(network(**subnet), instances) == [said] * number
