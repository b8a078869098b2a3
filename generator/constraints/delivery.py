"""Which delivery steps there can be, in which order, and what each of them needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.clouds import is_blob_storage
from generator.azure.handlers import handler_for, taken_twice
from generator.azure.limits import limit
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.redaction import is_signed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.constraints.subject import Check, DeliveryStep, SpecSubject

from generator.delivery import dsc
from generator.delivery.custom_script import downloaded_as
from generator.delivery.methods import METHODS, runs_on

_MOST_APPLICATIONS = limit("applications")


def _systems(subject: SpecSubject) -> Iterator[Finding]:
    for step in subject.steps():
        if not runs_on(step.method, subject.value["os"]):
            yield Finding(step.path, METHODS[step.method].elsewhere, kind="method-of-the-system")
    for step in subject.steps("cloudInit"):
        if subject.value["image"]["specialized"]:
            message = "a specialized image gets no custom data, so cloud-init has nothing to run"
            yield Finding(step.path, message, kind="specialized-has-no-custom-data")


def _order(subject: SpecSubject) -> Iterator[Finding]:
    started = None
    for step in subject.steps():
        method = METHODS[step.method]
        if method.at_first_boot and started:
            message = (
                "cloud-init starts at the first boot, before the extensions, wherever its step "
                f"stands: put it before {started}"
            )
            yield Finding(step.path, message, kind="cloud-init-comes-first")
        elif not method.extension and started:
            message = (
                "when a VM Application is installed relative to extensions is not documented: "
                "do not let it rest on the steps before it"
            )
            yield Finding(step.path, message, kind="application-order")
        if method.extension:
            started = started or step.method
    if len(subject.steps("cloudInit")) > 1:
        path = subject.steps("cloudInit")[1].path
        yield Finding(
            path,
            "there is one custom data: join the steps into one, with 'files'",
            kind="one-custom-data",
        )


def _handlers(subject: SpecSubject) -> Iterator[Finding]:
    steps = [step for step in subject.steps() if METHODS[step.method].extension]
    for again, first in taken_twice(_handler_of(step, subject.value["os"]) for step in steps):
        place = f"deliver[{steps[first].path[1]}]"
        message = f"{place} uses the same handler, and an instance takes each one once"
        yield Finding(steps[again].path, f"{message}: join the two steps", kind="handler-twice")
    names: dict[str, str] = {}
    for step in steps:
        place = f"deliver[{step.path[1]}]"
        name = step.body["name"].lower()
        if name in names or name == "applicationhealth":
            other = names.get(name, "the health extension")
            yield Finding(
                (*step.path, "name"),
                f"{other} has this name too: give another 'name'",
                kind="extension-name-taken",
            )
        names.setdefault(name, place)


def _handler_of(step: DeliveryStep, system: str) -> tuple[str, str] | None:
    if step.method == "extension":
        return step.body["publisher"].lower(), step.body["type"].lower()
    found = handler_for(step.method, system)
    return found.key if found else None


def _custom_script(subject: SpecSubject) -> Iterator[Finding]:
    for step in subject.steps("customScript"):
        body = step.body
        both = body["script"] is not None and body["commandToExecute"] is not None
        if both:
            message = "give either 'script' or 'commandToExecute': the handler runs one of them"
            yield Finding(step.path, message, kind="script-or-command")
        command = body["commandToExecute"]
        blank = isinstance(command, str) and not command.strip()
        if body["script"] is None and (command is None or blank):
            message = "there is nothing to run: give 'script' (a local file) or 'commandToExecute'"
            yield Finding(step.path, message, kind="script-or-command")
        yield from _downloads(subject, step)


def _downloads(subject: SpecSubject, step: DeliveryStep) -> Iterator[Finding]:
    body, path = step.body, step.path
    if body["auth"] == "storageAccountKey":
        for key in ("storageAccountName", "storageAccountKey"):
            if body[key] is None:
                message = f"'{key}' is missing: name and key of the account go together"
                yield Finding((*path, "auth"), message, kind="storage-account-key")
    else:
        for key in ("storageAccountName", "storageAccountKey"):
            if body[key] is not None:
                message = f"'{key}' needs auth: storageAccountKey (is {body['auth']})"
                yield Finding((*path, key), message, kind="storage-account-key")
    if body["auth"] != "none" and not body["fileUris"]:
        yield Finding(
            (*path, "auth"),
            "there are no fileUris to download: remove 'auth'",
            kind="nothing-to-download",
        )
    if body["auth"] == "managedIdentity":
        yield from _identity_downloads(subject, step)
    yield from _urls(subject, step)


def _identity_downloads(subject: SpecSubject, step: DeliveryStep) -> Iterator[Finding]:
    identity = subject.value["identity"]
    count = len(identity["ids"]) + bool(identity["create"]) + bool(identity["system"])
    if not count:
        message = "auth: managedIdentity needs an identity: identity: {create: true}"
        yield Finding((*step.path, "auth"), message, kind="identity-for-downloads")
    if count > 1 and step.body["identityClientId"] is None:
        message = "there are several identities: say which downloads, with 'identityClientId'"
        yield Finding((*step.path, "auth"), message, kind="identity-for-downloads")
    for index, url in enumerate(step.body["fileUris"]):
        if isinstance(url, str) and not is_blob_storage(url):
            message = (
                "the handler uses a managed identity for blob storage only; this is another host"
            )
            yield Finding(
                (*step.path, "fileUris", index), message, kind="identity-beyond-blob-storage"
            )


def _urls(subject: SpecSubject, step: DeliveryStep) -> Iterator[Finding]:
    names: dict[str, int] = {}
    for index, url in enumerate(step.body["fileUris"]):
        path = (*step.path, "fileUris", index)
        if not isinstance(url, str):
            continue
        if is_signed(url):
            message = (
                "this URL carries a SAS token, a secret that would stand in the template: "
                "use {secret: name}, or auth: managedIdentity"
            )
            yield Finding(path, message, kind="signature-in-url")
        name = downloaded_as(url, subject.value["os"])
        key = name.lower() if subject.value["os"] == "windows" else name
        if key in names:
            message = f"'{name}' is also the name of fileUris[{names[key]}], which it overwrites"
            severity = Severity.WARNING if subject.value["os"] == "windows" else None
            yield Finding(path, message, severity, kind="file-overwrites-another")
        names.setdefault(key, index)


def _cloud_init(subject: SpecSubject) -> Iterator[Finding]:
    for step in subject.steps("cloudInit"):
        if (step.body["file"] is None) == (step.body["files"] is None):
            yield Finding(step.path, "give either 'file' or 'files'", kind="file-or-files")


def _dsc(subject: SpecSubject) -> Iterator[Finding]:
    for step in subject.steps("dsc"):
        body = step.body
        twice = {key.lower() for key in body["arguments"]} & {
            key.lower() for key in body["secretArguments"]
        }
        for name in sorted(twice):
            message = f"the argument '{name}' stands in arguments and secretArguments: keep one"
            yield Finding((*step.path, "arguments"), message, kind="dsc-settings")
        for key, message in dsc.faults(body["script"], body["function"]):
            yield Finding((*step.path, key), message, kind="dsc-settings")
        if body["configurationDataUrlSasToken"] and not body["configurationDataUrl"]:
            message = "there is no configurationDataUrl that this token is for"
            yield Finding(
                (*step.path, "configurationDataUrlSasToken"), message, kind="dsc-settings"
            )
        for key in ("url", "configurationDataUrl"):
            if isinstance(body[key], str) and is_signed(body[key]):
                message = "this URL carries a SAS token: put it into the matching SasToken secret"
                yield Finding((*step.path, key), message, kind="signature-in-url")


def _extensions(subject: SpecSubject) -> Iterator[Finding]:
    for step in subject.steps("extension"):
        if step.body["protectedSettings"] and step.body["protectedSettingsFromKeyVault"]:
            message = "give either protectedSettings or protectedSettingsFromKeyVault"
            yield Finding(
                (*step.path, "protectedSettingsFromKeyVault"),
                message,
                kind="protected-settings-twice",
            )
    applications = subject.steps("application")
    if len(applications) > _MOST_APPLICATIONS:
        message = f"an instance takes at most {_MOST_APPLICATIONS} VM Applications"
        yield Finding(applications[_MOST_APPLICATIONS].path, message, kind="too-many-applications")


CHECKS: tuple[Check, ...] = (
    _systems,
    _order,
    _handlers,
    _custom_script,
    _cloud_init,
    _dsc,
    _extensions,
)
