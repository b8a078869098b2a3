"""Tests about the form of a template and about texts that should not be in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.validation.arm_ttk.subject import Fault, calls, find, get, has, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.arm_ttk.subject import Subject

_ROOT = "https://schema.management.azure.com/schemas"
_SCHEMAS = {
    f"{_ROOT}/{version}/{kind}.json#".lower()
    for version, kind in (
        ("2015-01-01", "deploymentTemplate"),
        ("2019-04-01", "deploymentTemplate"),
        ("2018-05-01", "subscriptionDeploymentTemplate"),
        ("2019-08-01", "tenantDeploymentTemplate"),
        ("2019-08-01", "managementGroupDeploymentTemplate"),
    )
}
_HOSTS = (
    "api.loganalytics.io",
    "azuredatalakeanalytics.net",
    "azuredatalakestore.net",
    "batch.core.windows.net",
    "core.windows.net",
    "database.windows.net",
    "datalake.azure.net",
    "gallery.azure.com",
    "graph.windows.net",
    "login.microsoftonline.com",
    "management.azure.com",
    "management.core.windows.net",
    "region.asazure.windows.net",
    "vault.azure.net",
)
_ALLOWED_BEFORE = ("https://schema.", "https://devopsgallerystorage.blob.")


def schema(subject: Subject) -> Iterator[Fault]:
    """DeploymentTemplate-Schema-Is-Correct."""
    told = get(subject.value, "$schema")
    if not told:
        yield Fault((), "the template lacks '$schema'", "Template.Missing.Schema")
    elif str(told).lower() not in _SCHEMAS:
        message = f"'$schema' must be one of Azure's, such as {_ROOT}/2019-04-01/"
        yield Fault(("$schema",), f"{message}deploymentTemplate.json#", "Template.Bad.Schema")
    elif "2015-01-01" in told:
        message = "the schema of 2015 is old: use that of 2019-04-01"
        yield Fault(("$schema",), message, "Template.Old.Schema", warning=True)


def min_and_max(subject: Subject) -> Iterator[Fault]:
    """Min-And-Max-Value-Are-Numbers."""
    declared = get(subject.value, "parameters")
    for name, item in declared.items() if isinstance(declared, dict) else ():
        low, high = has(item, "minValue"), has(item, "maxValue")
        for key, word in (("minValue", "Min"), ("maxValue", "Max")):
            value = get(item, key)
            if has(item, key) and (isinstance(value, bool) or not isinstance(value, int)):
                message = f"'{key}' of '{name}' must be a whole number"
                yield Fault(("parameters", name, key), message, f"Parameter.{word}.Not.Int")
        if low and not high:
            message = f"'{name}' has minValue and lacks maxValue"
            yield Fault(("parameters", name), message, "Parameter.Missing.Max")
        if high and not low:
            message = f"'{name}' has maxValue and lacks minValue"
            yield Fault(("parameters", name), message, "Parameter.Missing.Min")


def debug(subject: Subject) -> Iterator[Fault]:
    """Deployment-Resources-Must-Not-Be-Debug."""
    for found in find(subject.value, named("type")):
        if str(found.value).lower() != "microsoft.resources/deployments":
            continue
        level = get(get(get(found.owner, "properties"), "debugSetting"), "detailLevel")
        if level and str(level).lower() != "none":
            path = (*found.path, "properties", "debugSetting", "detailLevel")
            yield Fault(path, "a deployment in debug mode shows secrets: remove debugSetting")


def depends_on(subject: Subject) -> Iterator[Fault]:
    """DependsOn-Best-Practices."""
    for found in find(subject.value, named("dependsOn")):
        items = found.value if isinstance(found.value, list) else [found.value]
        loops = any("copyindex(" in str(item).lower() for item in items)
        for index, item in enumerate(items):
            path = (*found.path, found.key, *([index] if isinstance(found.value, list) else []))
            if re.match(r"\s*\[\s*if\s*\(", str(item), re.IGNORECASE):
                message = "dependsOn needs no if(): a resource whose condition is false is no wait"
                yield Fault(path, message)
            if not loops and re.match(r"\s*\[\s*concat\s*\(", str(item), re.IGNORECASE):
                yield Fault(path, "dependsOn should use resourceId(), not concat()")


def dynamic_variables(subject: Subject) -> Iterator[Fault]:
    """Dynamic-Variable-References-Should-Not-Use-Concat."""
    pattern = r"variables\(\s?concat\(\s?'[^']*'\s?\)?\s?,\s?parameters\(\s?'[^']*'\s?\)"
    for found in re.finditer(pattern, subject.text, re.IGNORECASE):
        message = "choose a variable by variables('name')[parameters('key')], not by concat()"
        yield Fault(found.start(), message)


def hardcoded_uri(subject: Subject) -> Iterator[Fault]:
    """DeploymentTemplate-Must-Not-Contain-Hardcoded-Uri."""
    declared = _section(subject, "parameters")
    lower = subject.text.lower()
    for host in _HOSTS:
        for found in re.finditer(re.escape(host), lower):
            start = found.start()
            if any(lower.endswith(text, 0, start) for text in _ALLOWED_BEFORE):
                continue
            if declared and declared[0] <= start < declared[1]:
                continue
            message = f"'{host}' differs in other clouds: use environment()"
            yield Fault(start, message)


def _section(subject: Subject, name: str) -> tuple[int, int] | None:
    """Give the range of a top-level section in the text."""
    key = next((key for key in subject.value if key.lower() == name), None)
    if key is None:
        return None
    return subject.range_of(key)


def managed_identity_extension(subject: Subject) -> Iterator[Fault]:
    """ManagedIdentityExtension-must-not-be-used."""
    for found in re.finditer("ManagedIdentityExtension", subject.text, re.IGNORECASE):
        yield Fault(found.start(), "this extension is retired: instances have the identity itself")


def uris(subject: Subject) -> Iterator[Fault]:
    """URIs-Should-Be-Properly-Constructed."""

    def ends(name: str) -> bool:
        return name.lower().endswith(("uri", "url"))

    for found in find(subject.value, ends):
        text = str(found.value)
        joins = [match.start() for match in calls("(concat|format)", text)]
        built = [match.start() for match in calls("uri", text)]
        if isinstance(found.value, str) and joins and not (built and built[0] < joins[0]):
            message = f"'{found.key}' should be put together by uri(), not by concat() or format()"
            yield Fault((*found.path, found.key), message)


def providers(subject: Subject) -> Iterator[Fault]:
    """providers_apiVersions-Is-Not-Permitted."""
    found = re.search(r"providers\(.*\)\.apiversions", subject.text, re.IGNORECASE | re.DOTALL)
    if found:
        message = "an API version of providers() changes by itself: write it down"
        yield Fault(found.start(), message)


def parameter_types(subject: Subject) -> Iterator[Fault]:
    """Parameter-Types-Should-Be-Consistent."""
    if not subject.inside:
        yield from _handed_on(subject.whole, subject.whole, ())


def _handed_on(value: Any, around: Any, path: tuple[str | int, ...]) -> Iterator[Fault]:
    """Compare what nested templates of inner scope are handed with what they declare."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _handed_on(item, around, (*path, index))
    if not isinstance(value, dict):
        return
    scope = get(get(value, "expressionEvaluationOptions"), "scope")
    template = get(value, "template")
    inner = str(scope).lower() == "inner" and isinstance(template, dict)
    if inner:
        yield from _compared(get(value, "parameters"), template, around, path)
    for key, item in value.items():
        within = template if inner and item is template else around
        yield from _handed_on(item, within, (*path, key))


def _compared(given: Any, template: Any, around: Any, path: Any) -> Iterator[Fault]:
    outer, declared = get(around, "parameters"), get(template, "parameters")
    for name, item in given.items() if isinstance(given, dict) else ():
        text = get(item, "value")
        found = re.fullmatch(r"\s*\[\s*parameters\s*\(\s*'([^']+)'\s*\)\s*\]\s*", str(text))
        ours = get(get(outer, found[1]), "type") if found else None
        theirs = get(get(declared, name), "type")
        if ours and theirs and str(ours).lower() != str(theirs).lower():
            message = (
                f"'{found[1] if found else name}' is of type {ours}, and the nested template "
                f"declares '{name}' as {theirs}"
            )
            yield Fault((*path, "parameters", name), message)


TESTS = {
    "DeploymentTemplate-Schema-Is-Correct": schema,
    "Min-And-Max-Value-Are-Numbers": min_and_max,
    "Deployment-Resources-Must-Not-Be-Debug": debug,
    "DependsOn-Best-Practices": depends_on,
    "Dynamic-Variable-References-Should-Not-Use-Concat": dynamic_variables,
    "DeploymentTemplate-Must-Not-Contain-Hardcoded-Uri": hardcoded_uri,
    "ManagedIdentityExtension-must-not-be-used": managed_identity_extension,
    "URIs-Should-Be-Properly-Constructed": uris,
    "providers_apiVersions-Is-Not-Permitted": providers,
    "Parameter-Types-Should-Be-Consistent": parameter_types,
}
