"""The nodes of a scale set are of a type of their cluster, and as durable as it says.

"nodeTypeRef" names one of the "nodeTypes" of the cluster; the extension and the cluster have the
same "durabilityLevel". Nodes do not join otherwise, or the cluster cannot hold up what Azure does
to them.

Bad:

    [
      {
        "type": "Microsoft.ServiceFabric/clusters",
        "apiVersion": "2021-06-01",
        "name": "crew",
        "location": "westeurope",
        "properties": {"nodeTypes": [{"name": "web", "durabilityLevel": "Silver"}]}
      },
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "apiVersion": "2025-04-01",
        "name": "web",
        "location": "westeurope",
        "properties": {
          "overprovision": false,
          "upgradePolicy": {"mode": "Automatic"},
          "virtualMachineProfile": {
            "extensionProfile": {
              "extensions": [
                {
                  "name": "node",
                  "properties": {
                    "publisher": "Microsoft.Azure.ServiceFabric",
                    "type": "ServiceFabricNode",
                    "typeHandlerVersion": "1.1",
                    "settings": {"durabilityLevel": "Bronze", "nodeTypeRef": "web"}
                  }
                }
              ]
            }
          }
        }
      }
    ]

Good:

    {
      "overprovision": false,
      "upgradePolicy": {"mode": "Automatic"},
      "virtualMachineProfile": {
        "extensionProfile": {
          "extensions": [
            {
              "name": "node",
              "properties": {
                "publisher": "Microsoft.Azure.ServiceFabric",
                "type": "ServiceFabricNode",
                "typeHandlerVersion": "1.1",
                "settings": {"durabilityLevel": "Silver", "nodeTypeRef": "web"}
              }
            }
          ]
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import serves
from generator.azure.resource_types import FABRIC_CLUSTER
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.references import name_of, names_of
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "UPG044",
    "service-fabric-cluster",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/service-fabric/service-fabric-cluster-capacity",
    words="nodetyperef nodetypes",
)


def check(template: Template) -> Iterator[Finding]:
    """Find nodes of a type that the cluster lacks, or of another durability."""
    clusters = template.resources(FABRIC_CLUSTER)
    if len(clusters) != 1:
        return
    types = clusters[0].at("properties", "nodeTypes")
    for scale_set in scale_sets(template):
        for extension in scale_set.inline_extensions():
            if serves(extension.handler, "serviceFabric"):
                yield from _of_node(extension.settings, types)


def _of_node(settings: Node, types: Node) -> Iterator[Finding]:
    reference = settings.at("nodeTypeRef")
    said, names = reference.text(), names_of(types)
    if said and names and said.lower() not in names:
        yield Finding(
            reference,
            f"the cluster has no node type '{said}', only {', '.join(sorted(names))}; name one of "
            "them",
        )
    level = settings.at("durabilityLevel")
    for kind in types:
        wanted = kind.at("durabilityLevel").text()
        same_type = said and name_of(kind) == said.lower()
        if same_type and wanted and wanted.lower() != (level.text() or wanted).lower():
            yield Finding(
                level,
                f"'durabilityLevel' is {wanted} in the cluster (is {level.text()}); the two must "
                "be the same",
            )
