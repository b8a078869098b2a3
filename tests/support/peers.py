"""What other tools can say of a scale set, beside the capabilities of a spec.

Read in August 2026: the AVM module of Bicep (Azure/bicep-registry-modules 9f9ea1a), the resources of
Terraform for Linux and Windows sets and for orchestrated sets (hashicorp/terraform-provider-azurerm
69697b7), the AVM module of Terraform (Azure/terraform-azurerm-avm-res-compute-virtualmachinescaleset
49f4d2d), and `az vmss create` with the commands beside it (azure-cli 2.91). `words` are those of the
capabilities in features.py, which are rendered, compiled and validated by tests.
"""

from __future__ import annotations

from dataclasses import dataclass

TOOLS = (
    "Bicep AVM",
    "Terraform Linux, Windows",
    "Terraform orchestrated",
    "Terraform AVM",
    "az vmss",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A capability, those of ours that are it, and what each of TOOLS has."""

    what: str
    words: tuple[str, ...]
    others: tuple[str, str, str, str, str]


ROWS = [
    Row("Several sizes, with ranks", ("Several sizes",), ("no", "no", "yes", "no", "yes")),
    Row("Spot beside regular instances", ("Spot beside regular instances",), ("no", "no", "yes", "yes", "yes")),
    Row("Spot restore", ("Spot restore",), ("no", "yes", "no", "no", "yes")),
    Row("Resilient creation and deletion", ("Resiliency: retries, automatic zone balance",), ("no", "yes", "no", "no", "yes")),
    Row("Automatic zone balance", ("Resiliency: retries, automatic zone balance",), ("no", "asked for", "asked for", "no", "yes")),
    Row("VM Applications", ("VM Applications",), ("no", "yes", "no", "no", "a command of its own")),
    Row("Trusted launch on Flexible sets", ("Trusted launch",), ("yes", "Uniform only", "no", "no", "yes")),
    Row("Scale-in policy on Flexible sets", ("Scale-in policy",), ("yes", "Uniform only", "no", "no", "yes")),
    Row("Notice before the OS image is replaced, dedicated hosts and capacity reservations, user data, time for all extensions, action of repairs", ("Notice before the OS image is replaced", "Dedicated hosts", "Capacity reservation", "User data", "Time for all extensions", "Automatic repairs, with the action"), ("none of these", "most", "some", "some", "most")),
    Row("Load balancer, NAT, security group, network, autoscale and gateway in the same file", ("New virtual network", "Load balancer with a rule and a probe for each port", "NAT gateway", "Network security group, least privilege", "Autoscale by metrics, also of other resources", "New application gateway v2 with a probe"), ("no", "resources of their own", "resources of their own", "no", "yes, without autoscale")),
    Row("Roles on the set, diagnostics to storage and event hub, notes of locks", ("Roles on the scale set, by name", "Metrics to a storage account and an event hub", "Why the set is locked"), ("yes", "resources of their own", "resources of their own", "yes", "commands of their own")),
    Row("Standby pool", ("Standby pool",), ("no", "a resource of its own", "a resource of its own", "no", "an extension of az")),
    Row("Ranges of ports, high availability ports, session persistence, floating addresses", ("Ranges of ports, UDP", "High availability ports: all of an internal load balancer", "Session persistence, floating addresses"), ("elsewhere", "yes", "yes", "elsewhere", "yes")),
    Row("Gateway with a firewall, several listeners, paths", ("Gateway: web application firewall, with a policy", "Gateway: several listeners by host name, port and address", "Gateway: paths to other ports"), ("elsewhere", "yes", "yes", "elsewhere", "some")),
    Row("Disk controller", ("Disk controller, NVMe or SCSI, by the size",), ("no", "no", "no", "yes", "yes")),
    Row("Metadata Security Protocol", ("Metadata Security Protocol",), ("no", "no", "no", "yes", "yes")),
    Row("Scheduled events: which commands need no approval", ("Which commands Azure carries out without asking the instance",), ("no", "no", "no", "no", "yes")),
    Row("Zones that Azure chooses", ("Zones that Azure chooses",), ("no", "no", "no", "no", "yes")),
    Row("Hooks before OS upgrades, health that a program tells", ("Hooks before automatic OS upgrades", "Health that a program of yours tells"), ("no", "no", "no", "no", "no")),
    Row("Confidential machines", ("Confidential machines, the OS disk encrypted with their state",), ("not read", "yes", "no", "not read", "yes")),
    Row("WinRM, unattended setup, time zone", ("Time zone, WinRM and what runs at the first sign-in, Windows",), ("yes", "yes", "yes", "yes", "yes")),
]  # fmt: skip
