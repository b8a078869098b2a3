"""No false alarms: templates that were deployed for real have only these errors, all true ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics import Severity
from generator.validation.batch import validate_files
from tests.support.workspace import CORPUS

STRUCTURAL = ("TPL", "PAR", "SEC004", "json", "file", "not-text")
OF_SCHEMAS = {"TPL014", "TPL030", "TPL031", "TPL032", "TPL034"}  # see test_schemas_corpus.py

TRUE_ERRORS = {
    ("TPL022", "resourceId() for a subnet is given one name, and needs two"): {
        "201-vmss-win-iis-app-ssl/azuredeploy.json",
    },
    ("PAR005", "the deployment refuses a parameter that the template does not declare"): {
        "201-api-management-logs-oms-integration/azuredeploy.parameters.json",
        "201-vmss-win-iis-app-ssl/azuredeploy.parameters.json",
        "IaaS-Story/11-MultiNIC/azuredeploy.parameters.json",
        "managementgroup-deployments/mg-policy-different-targets/azuredeploy.parameters.json",
        "sap-3-tier-user-image-md/azuredeploy.json",  # the linked template, which lies beside it
        "vod-aspera-wowza-azuremediaservices/azuredeploy.json",  # lacks one that a linked one needs
    },
    ("SEC004", "a secure parameter has a default that everybody can read"): {
        "chef-automate-ha/azuredeploy.json",
        "informatica-adf-hdinsight-powerbi/nested/createtableautomationjob.json",
        "informatica-adf-hdinsight-powerbi/nested/virtual-machine-with-plan.json",
        "vod-aspera-wowza-azuremediaservices/ams/automationjob.json",
    },
    ("TPL002", "a resource has no apiVersion, and the template no apiProfile"): {
        "spark-ubuntu-multidisks/datastore-8disk-resources.json",
    },
    ("TPL006", "an expression looks up a variable that the template does not declare"): {
        "201-list-storage-keys-windows-vm/azuredeploy.json",
        "hdinsight-genomics-adam/azuredeploy.json",  # the name of a variable is put together
        "hdinsight-linux-run-script-action/azuredeploy.json",  # likewise
        "memcached-multi-vm-ubuntu/azuredeploy.json",
        "openedx-devstack-ubuntu/azuredeploy.json",
        "yash-datalake/nested/streamAnalytics.json",  # "variables" stands twice, the last one counts
    },
}


@pytest.mark.corpus
@pytest.mark.parametrize("source", ["quickstarts", "verified-modules"])
def test_errors_of_structure_in_real_templates_are_the_known_ones(source):
    found: dict[str, set[str]] = {}
    for item in validate_files([CORPUS / source]).findings:
        if (
            item.severity is Severity.ERROR
            and item.rule.startswith(STRUCTURAL)
            and item.rule not in OF_SCHEMAS
        ):
            path = Path(item.path).relative_to(CORPUS / source).as_posix()
            found.setdefault(item.rule, set()).add(path)
    expected = {rule: files for (rule, _), files in TRUE_ERRORS.items()}
    assert found == (expected if source == "quickstarts" else {})
