"""One fault for each rule on structure, to be seeded into real templates as `seeds` does it."""

from __future__ import annotations

from typing import Any

from tests.support.seeds import put, seed
from tests.support.seeds_set import SEEDS

NETWORK = {
    "type": "Microsoft.Network/virtualNetworks",
    "apiVersion": "2024-05-01",
    "name": "seeded-network",
    "location": "[resourceGroup().location]",
    "properties": {"addressSpace": {"addressPrefixes": ["10.99.0.0/16"]}},
}
__all__ = ["SEEDS"]


def parameter(template: dict[str, Any], **declared: Any) -> tuple[Any, ...]:
    """Declare a parameter, and use it."""
    template.setdefault("parameters", {})["seeded"] = declared
    kind = "array" if declared["type"] == "array" else "string"
    output = {"type": kind, "value": "[string(length(string(parameters('seeded'))))]"}
    template.setdefault("outputs", {})["seededOutput"] = output
    return ("parameters", "seeded")


def output(template: dict[str, Any], value: str, kind: str = "string") -> tuple[Any, ...]:
    template.setdefault("outputs", {})["seeded"] = {"type": kind, "value": value}
    return ("outputs", "seeded", "value")


def resource(template: dict[str, Any], **members: Any) -> tuple[Any, ...]:
    template["resources"].append(NETWORK | members)
    return ("resources", len(template["resources"]) - 1)


@seed("TPL002")
def another_section(template, index):
    template["seededSection"] = {}
    return ("seededSection",)


@seed("TPL003")
def unused_parameter(template, index):
    template.setdefault("parameters", {})["seededParameter"] = {"type": "string"}
    return ("parameters", "seededParameter")


@seed("TPL004")
def unused_variable(template, index):
    template.setdefault("variables", {})["seededVariable"] = "unused"
    return ("variables", "seededVariable")


@seed("TPL006")
def undeclared_name(template, index):
    return put(template, index, ("tags", "seeded"), "[variables('seededNowhere')]")


@seed("TPL008")
def bounds_the_wrong_way(template, index):
    return (*parameter(template, type="int", minValue=5, maxValue=2), "minValue")


@seed("TPL009")
def default_out_of_bounds(template, index):
    return (*parameter(template, type="int", defaultValue=9, maxValue=5), "defaultValue")


@seed("TPL011")
def too_many_outputs(template, index):
    outputs = template.setdefault("outputs", {})
    for number in range(65):
        outputs[f"seeded{number}"] = {"type": "int", "value": number}
    return ("outputs",)


@seed("TPL014")
def misspelled_property(template, index):
    return put(template, index, ("properties", "upgradePolcy"), {"mode": "Manual"})


@seed("TPL015")
def twice_the_same_resource(template, index):
    resource(template)
    return (*resource(template), "name")


@seed("TPL016")
def version_without_symbolic_names(template, index):
    template["languageVersion"] = "2.0"
    return ("resources",)


@seed("TPL018")
def broken_expression(template, index):
    return put(template, index, ("tags", "seeded"), "[concat('a', 'b']")


@seed("TPL019")
def unknown_function(template, index):
    return put(template, index, ("tags", "seeded"), "[toUper('a')]")


@seed("TPL020")
def too_few_arguments(template, index):
    return put(template, index, ("tags", "seeded"), "[substring()]")


@seed("TPL021")
def new_guid_in_a_tag(template, index):
    return put(template, index, ("tags", "seeded"), "[newGuid()]")


@seed("TPL022")
def index_out_of_range(template, index):
    return output(template, "[createArray('a', 'b')[7]]")


@seed("TPL023")
def endless_loop(template, index):
    path = resource(template, name="[concat('seeded', copyIndex())]")
    template["resources"][-1]["copy"] = {"name": "seededLoop", "count": 801}
    return (*path, "copy", "count")


@seed("TPL024")
def name_too_short(template, index):
    kind = "Microsoft.Network/virtualNetworks/subnets"
    return (*resource(template, type=kind, properties={"addressPrefix": "10.99.1.0/24"}), "name")


@seed("TPL030")
def no_profiles(template, index):
    kind = {"type": "Microsoft.Insights/autoscaleSettings", "apiVersion": "2022-10-01"}
    return (*resource(template, **kind, properties={"enabled": False}), "properties")


@seed("TPL031")
def text_for_an_object(template, index):
    path = resource(template, properties={"addressSpace": "10.99.0.0/16"})
    return (*path, "properties", "addressSpace")


@seed("TPL032")
def unknown_mode(template, index):
    path = resource(template, type="Microsoft.Network/publicIPAddresses")
    template["resources"][-1]["properties"] = {"publicIPAllocationMethod": "Fixed"}
    return (*path, "properties", "publicIPAllocationMethod")


@seed("TPL033")
def state_from_an_export(template, index):
    return put(template, index, ("properties", "provisioningState"), "Succeeded")


@seed("TPL034")
def too_many_percent(template, index):
    kind = {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01"}
    policy = {"mode": "Manual", "rollingUpgradePolicy": {"maxBatchInstancePercent": 150}}
    path = resource(template, **kind, properties={"upgradePolicy": policy})
    steps = ("upgradePolicy", "rollingUpgradePolicy", "maxBatchInstancePercent")
    return (*path, "properties", *steps)


@seed("TPL035")
def other_casing(template, index):
    path = resource(template)
    prefixes = {"addressspace": {"addressPrefixes": ["10.99.0.0/16"]}}
    template["resources"][-1]["properties"] = prefixes
    return (*path, "properties", "addressspace")


@seed("API004")
def property_of_a_later_version(template, index):
    path = resource(template, apiVersion="2015-06-15")
    template["resources"][-1]["properties"] |= {"enableDdosProtection": True}
    return (*path, "properties", "enableDdosProtection")


@seed("API005")
def version_that_does_not_exist(template, index):
    return (*resource(template, apiVersion="2024-05-02"), "apiVersion")


@seed("API006")
def type_that_does_not_exist(template, index):
    return (*resource(template, type="Microsoft.Network/virtualNetwork"), "type")


@seed("API007")
def type_that_can_only_be_read_in_this_version(template, index):
    pools = "Microsoft.Network/loadBalancers/backendAddressPools"
    return (*resource(template, type=pools, apiVersion="2019-04-01", name="seeded/pool"), "type")


@seed("REF004")
def waits_for_nothing(template, index):
    wait = "[resourceId('Microsoft.Network/virtualNetworks', 'seeded-nowhere')]"
    return (*resource(template, dependsOn=[wait]), "dependsOn", 0)


@seed("REF005")
def does_not_wait(template, index):
    zone = {"apiVersion": "2024-06-01", "location": "global"}
    resource(template)
    resource(template, **zone, type="Microsoft.Network/privateDnsZones", name="seeded.example")
    template["resources"][-1].pop("properties")
    network = "[resourceId('Microsoft.Network/virtualNetworks', 'seeded-network')]"
    path = resource(
        template,
        **zone,
        type="Microsoft.Network/privateDnsZones/virtualNetworkLinks",
        name="seeded.example/link",
        dependsOn=["[resourceId('Microsoft.Network/privateDnsZones', 'seeded.example')]"],
        properties={"registrationEnabled": False, "virtualNetwork": {"id": network}},
    )
    return (*path, "properties", "virtualNetwork", "id")


@seed("SEC004")
def default_of_a_password(template, index):
    path = parameter(template, type="secureString", defaultValue="Seeded-Pa55word")
    return (*path, "defaultValue")
