"""What the rules find in templates that were deployed for real: every error there is a true one.

A new error that is not listed with its reason is a false alarm until shown otherwise.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from generator.diagnostics import Severity
from generator.language.template import Template
from tests.support.rule_blocks import broken_by

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

from tests.support.workspace import CORPUS

COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
TRAILING_COMMA = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])')

DEPLOYED = date(2021, 3, 31)
"""The day of the quickstarts: what Azure ended later is no error in them."""
TRUE_ERRORS = {
    ("SEC005", "a password, declared secure, is recorded in the deployment history"): [
        "101-XSS-Attack-Prevention/nested/microsoft.sql/servers.databases.json",
        "101-hdinsight-linux-ssh-publickey-metastore-vnet/prereqs/prereq.azuredeploy.json",
        "devopstools-jenkins-chefhabitat-kubernetes/azuredeploy.json",
        "devopstools-jenkins-chefhabitat-terraform/azuredeploy.json",
        "vod-aspera-wowza-azuremediaservices/azuredeploy.json",
    ],
    ("SEC005", "an access key or connection string is recorded in the deployment history"): [
        "101-XSS-Attack-Prevention/nested/microsoft.loganalytics/workspaces.json",
        "201-azure-relay-create-all-resources/azuredeploy.json",
        "201-azure-relay-create-wcfrelay/azuredeploy.json",
        "201-eventhub-create-namespace-geo-recoveryconfiguration/azuredeploy.json",
        "201-eventhubs-create-namespace-and-enable-capture-for-adls/azuredeploy.json",
        "201-ospatching-extension-on-ubuntu/prereqs/prereq.azuredeploy.json",
        "201-servicebus-create-topic-subscription-rule/azuredeploy.json",
        "301-azure-relay-create-authrule-namespace-and-hybridconnection/azuredeploy.json",
        "301-azure-relay-create-authrule-namespace-and-wcfrelay/azuredeploy.json",
        "301-eventHub-create-authrule-namespace-and-eventHub/azuredeploy.json",
        "301-servicebus-create-authrule-namespace-and-queue/azuredeploy.json",
        "azure-governance-operations-automation/nested/OMSCommon/OMSCommon.json",
        "bosh-setup/nestedtemplates/storage-account-v1.json",
        "bosh-setup/nestedtemplates/storage-account-v2.json",
        "informatica-adf-hdinsight-powerbi/nested/storage.json",
        "vod-aspera-wowza-azuremediaservices/ams/ams.json",
    ],
    ("SEC005", "the address of a trigger carries its signature"): [
        "201-alert-to-text-message-with-logic-app/azuredeploy.json",
    ],
    ("SEC040", "a password in plain text stands in the public settings, or in an output"): [
        "bootstorm-vm-boot-time/azuredeploy.json",
        "chef-automate-ha/azuredeploy.json",
    ],
    ("SEC007", "a password, declared secure, stands in the public settings"): [
        "bootstorm-vm-boot-time/azuredeploy.json",
        "couchbase/azuredeploy.json",
        "glassfish-on-suse/nestedtemplates/azuredeploy.json",
        "octopusdeploy3-single-vm-windows/azuredeploy.json",
    ],
    ("SEC007", "an access token, declared secure, stands in the public settings"): [
        "101-vsts-cloudloadtest-rig/azuredeploy.json",
        "201-vsts-cloudloadtest-rig-existing-vnet/azuredeploy.json",
        "sap-lama-apps/nestedtemplates/installHostAgent.json",
    ],
    ("SEC007", "the key of a storage account stands in the public settings"): [
        "201-vmss-azure-files-linux/azuredeploy.json",
        "ansible-advancedlinux/azuredeploy.json",
        "elasticsearch/nestedtemplates/client-nodes-resources.json",
        "elasticsearch/nestedtemplates/data-nodes-0disk-resources.json",
        "elasticsearch/nestedtemplates/data-nodes-16disk-resources.json",
        "elasticsearch/nestedtemplates/data-nodes-2disk-resources.json",
        "elasticsearch/nestedtemplates/data-nodes-4disk-resources.json",
        "elasticsearch/nestedtemplates/data-nodes-8disk-resources.json",
        "elasticsearch/nestedtemplates/marvel-nodes-resources.json",
        "elasticsearch/nestedtemplates/master-nodes-resources.json",
        "spark-2.0-on-suse/azuredeploy.json",
    ],
}


def templates(folder: str) -> Iterator[tuple[str, Template]]:
    for file in sorted((CORPUS / folder).rglob("*.json")):
        value = _read(file)
        if isinstance(value, dict) and "resources" in value:
            template = Template(value, as_of=DEPLOYED)
            for each in (template, *template.nested()):
                yield file.relative_to(CORPUS / folder).as_posix(), each


def _read(file: Path) -> Any:
    """Read JSON, with comments and trailing commas if need be; a few files are broken beyond."""
    text = file.read_text(encoding="utf-8-sig", errors="replace")
    try:
        return json.loads(text, strict=False)
    except ValueError:
        text = TRAILING_COMMA.sub(r"\1", COMMENT.sub(r"\1", text))
    try:
        return json.loads(text, strict=False)
    except ValueError:
        return None


def errors_in(folder: str) -> set[tuple[str, str]]:
    return {
        (text.partition(" ")[0], name)
        for name, template in templates(folder)
        for text, severity in broken_by(template).items()
        if severity is Severity.ERROR
    }


needs_corpus = pytest.mark.corpus


@needs_corpus
def test_errors_in_quickstarts_are_the_true_ones() -> None:
    expected = {(rule, name) for (rule, _), names in TRUE_ERRORS.items() for name in names}
    assert errors_in("quickstarts") == expected


@needs_corpus
def test_compiled_modules_have_no_errors() -> None:
    assert errors_in("verified-modules") == set()


@needs_corpus
def test_scale_sets_of_the_corpus_are_seen() -> None:
    names = {
        name
        for name, template in templates("quickstarts")
        if any(template.resources("Microsoft.Compute/virtualMachineScaleSets"))
    }
    assert len(names) >= 25
