"""The real templates that come out as Bicep which does not compile, each for a fault of its own.

All others of the corpus compile: `python -m tests.compile_corpus` goes through them.
"""

from __future__ import annotations

import pytest

from generator import api
from generator.language.documents.source import read_document
from tests.support.compiler import RefusedError
from tests.support.recompiled import values_for, write
from tests.support.workspace import CORPUS

pytestmark = pytest.mark.corpus

REFUSED = {
    "201-list-storage-keys-windows-vm/azuredeploy.json": "is not declared",
    "hdinsight-genomics-adam/azuredeploy.json": "the name of a variable is computed",
    "hdinsight-linux-run-script-action/azuredeploy.json": "the name of a variable is computed",
    "memcached-multi-vm-ubuntu/azuredeploy.json": "is not declared",
    "openedx-devstack-ubuntu/azuredeploy.json": "is not declared",
    "splunk-on-ubuntu/nested/splunk-2disk-resources-loop.json": "is no member of a resource",
    "yash-datalake/nested/streamAnalytics.json": "is not declared",
}
"""What Azure's engine refuses too, and what our remark says of it."""

WITHOUT_DISCRIMINATOR = {
    "101-kusto-cluster-database/azuredeploy.json": "'kind' is missing",
    "101-machine-learning-service-create-aks/azuredeploy.json": "'computeType' is missing",
}
"""What Azure takes, and Bicep cannot say without what the template lacks."""


@pytest.mark.parametrize(("name", "said"), [*REFUSED.items(), *WITHOUT_DISCRIMINATOR.items()])
def test_it_is_told_why_it_does_not_compile(compiler, tmp_path, name, said):
    path = CORPUS / "quickstarts" / name
    assert compiler.compile(write(path, tmp_path)).errors() != []
    assert [item for item in api.to_bicep(path).remarks if said in item.message]


@pytest.mark.parametrize("name", REFUSED)
def test_the_engine_refuses_it_too(compiler, tmp_path, name):
    path = CORPUS / "quickstarts" / name
    template = read_document(path).value
    with pytest.raises(RefusedError):
        compiler.expand(template, values_for(template, path), "resourceGroup", tmp_path)
