"""Every real template expands, or says in a line why it does not."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from generator.diagnostics import InvalidInput, Severity
from generator.language.documents.kind import TEMPLATE, kind_of
from generator.language.documents.source import read_document
from generator.language.expansion.expand import expand
from generator.language.expressions.context import Context, level_of
from generator.language.parameters.inputs import Given, read_parameters
from tests.support.made_values import sample
from tests.support.workspace import CORPUS

pytestmark = pytest.mark.corpus


BROKEN = {
    name: {f"variable '{variable}' is not declared"}
    for name, variable in (
        ("201-list-storage-keys-windows-vm", "vmName"),
        ("hdinsight-genomics-adam", "hadoopZookeeperSize"),
        ("hdinsight-linux-run-script-action", "hadoopZookeeperSize"),
        ("memcached-multi-vm-ubuntu", "domainName"),
        ("openedx-devstack-ubuntu", "openedxVersion"),
        # The linked template has "variables" twice, and the last one counts.
        ("yash-datalake", "defaultSASKeyName"),
    )
}
"""Each names a variable that is nowhere declared, in an expression that Azure evaluates."""

STAND_INS = {
    # Its parameter file leaves the subscription to the pipeline that deploys it.
    "101-anf-smb-volume": {
        "'subscriptionId' must be the id of a subscription "
        "(is 'GET-PREREQ-virtualNetworkSubscriptionId')",
        "resourceId(): the first argument is no id of a subscription, which is a GUID",
    },
    "rds-deployment-existing-ad": {
        "resourceId(): the first argument is no id of a subscription, which is a GUID"
    },
}

MISFITS = {
    # The module takes a text where the one nested in it takes an object.
    "verified-modules/network/dns-forwarding-ruleset": {
        "the value of 'metadata' must be an object (is 'x')"
    },
    # Its 'bgpSettings' may be any object, and the made-up one is empty.
    "verified-modules/network/vpn-gateway": {
        "there is no property 'asn' here (the object is empty)"
    },
}


def expansion(document, given):
    result = expand(document, given, Context(level=level_of(document.value.get("$schema"))))
    json.dumps(result.as_json())
    return result


def reason(result) -> str:
    """Report in a word how far a template expands."""
    errors = [item for item in result.findings if item.severity is Severity.ERROR]
    if not errors and not result.missing:
        return "linked" if any(item.rule == "TPL026" for item in result.findings) else "full"
    if all(item.rule == "PAR005" for item in errors):
        return "values"
    return "broken"


def test_quickstarts_with_their_own_parameter_files():
    counts: Counter[str] = Counter()
    broken: dict[str, set[str]] = {}
    for path in sorted((CORPUS / "quickstarts").rglob("azuredeploy.json")):
        beside = path.with_name("azuredeploy.parameters.json")
        try:
            document = read_document(path)
            texts = [str(beside)] if beside.exists() else []
            declared = document.value.get("parameters", {})
            given = read_parameters(texts, declared, document.value.get("definitions"))
        except InvalidInput as error:
            counts["refused"] += bool(error.diagnostics)
            continue
        result = expansion(document, given.values)
        counts[reason(result)] += 1
        if reason(result) == "broken":
            name = path.relative_to(CORPUS / "quickstarts").parent.as_posix()
            broken[name] = {item.message for item in result.findings if item.rule != "PAR005"}
    assert broken == BROKEN | STAND_INS
    assert counts == {"full": 453, "linked": 21, "values": 27, "broken": 8, "refused": 4}


def test_every_other_template_of_the_quickstarts_expands_without_an_exception():
    count = 0
    for path in sorted((CORPUS / "quickstarts").rglob("*.json")):
        try:
            document = read_document(path)
        except InvalidInput:
            continue
        if path.name != "azuredeploy.json" and kind_of(document.value) == TEMPLATE:
            assert expansion(document, {}).whole
            count += 1
    assert count > 400


@pytest.mark.parametrize("given", ["required", "all"])
def test_verified_modules_with_made_up_parameters(given):
    found: dict[str, set[str]] = {}
    modules = sorted((CORPUS / "verified-modules").rglob("main.json"))
    for path in modules:
        document = read_document(path)
        definitions = document.value.get("definitions", {})
        values = {}
        for name, declared in document.value.get("parameters", {}).items():
            required = "defaultValue" not in declared and declared.get("nullable") is not True
            if required or given == "all":
                value = sample(declared, definitions, name=name)
                values[name.lower()] = Given(name, value, document, ("parameters", name))
        result = expansion(document, values)
        assert result.resources
        messages = {item.message for item in result.findings}
        if messages:
            found[path.parent.relative_to(CORPUS).as_posix()] = messages
    assert found == (MISFITS if given == "all" else {})
    assert len(modules) == 74
