"""Scale sets of real templates come back as specs; what cannot is listed here, with its reason."""

from __future__ import annotations

import pytest

from generator.diagnostics import InvalidInput
from generator.importing.importing import import_spec
from generator.importing.source import read_source
from generator.language.documents.source import read_document
from tests.support.corpus_templates import CORPUS, needs_corpus

pytestmark = [pytest.mark.corpus, needs_corpus]

NOT_WHOLE = {
    "201-vmss-win-iis-app-ssl/azuredeploy.json": "its own resourceId() lacks a name",
    "moodle-scalable-cluster-ubuntu/nested/webvmss.json": "its parameters are objects",
}


def sets():
    """Yield the templates of the corpus that have a scale set."""
    for path in sorted((CORPUS / "quickstarts").rglob("*.json")):
        text = path.read_text(errors="ignore").lower()
        if '"microsoft.compute/virtualmachinescalesets"' in text and "deploymenttemplate" in text:
            yield path


def differences(path):
    """Return what differs, or what is said where there is no spec."""
    document = read_document(path)
    try:
        source = read_source(document, [], None)
    except InvalidInput as error:
        (said,) = {item.message for item in error.diagnostics}
        if "no scale set in" in said:
            return []
        if "--name" not in said:
            return [said]
        first = said.partition("--name (")[2]
        named = first[1:].partition("'")[0] if first.startswith("'") else "1"
        source = read_source(document, [], named)
    try:
        return import_spec(source, "Imported.").differences
    except InvalidInput as error:
        return [item.message for item in error.diagnostics]


BARE = {
    "doc_create_uniform.azcreate.json", "doc_create_uniform_trusted_launch.azcreate.json",
    "doc_create_uniform_zones_app_gateway.azcreate.json", "portal_uniform_health_extension_partial.json",
    "event_uniform_auto_os_upgrade_partial.json",
}  # fmt: skip
"""Answers that do not name their set, and one that has not its model."""


def test_each_set_that_runs_comes_back_whole():
    live = CORPUS.parent / "truth" / "azure" / "live"
    if not live.is_dir():
        pytest.skip("recorded answers of Azure are not beside the templates")
    found = {path.name: differences(path) for path in sorted(live.glob("*.json"))}
    assert {name for name, said in found.items() if said} == BARE
    assert len(found) > 50


def test_each_scale_set_comes_back_whole():
    found = {str(path.relative_to(CORPUS / "quickstarts")): differences(path) for path in sets()}
    assert {name for name, said in found.items() if said} == set(NOT_WHOLE)
    assert len(found) > 20
