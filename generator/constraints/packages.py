"""Where packages are published, and whether instances can download them from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.spec.defaults import literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.constraints.subject import Check, SpecSubject

_PATH = ("packages",)


def _place(subject: SpecSubject) -> Iterator[Finding]:
    packages = subject.value["packages"]
    if not packages:
        return
    account, url, written = packages["account"], packages["url"], subject.written["packages"]
    if url is None and isinstance(written, dict) and not {"account", "url"} & set(written):
        message = "nothing says where packages go: give 'account', or the 'url' of a container"
        yield Finding(_PATH, message, kind="place-of-packages")
    elif packages["assignRole"] and account is None:
        message = "a role needs 'account', the name or resource id of what it is for"
        yield Finding((*_PATH, "assignRole"), message, kind="place-of-packages")
    known = literal(url)
    container = known.rpartition("/")[2] if isinstance(known, str) else packages["container"]
    if account and container != packages["container"]:
        message = (
            f"the URL ends in the container '{container}', and 'container' is "
            f"'{packages['container']}', which the role would be for: write the same in both"
        )
        yield Finding((*_PATH, "url"), message, kind="place-of-packages")
    if not any(step.body["files"] for step in subject.steps("customScript", "dsc")):
        message = "no step has 'files', so nothing is published: add them, or remove this key"
        yield Finding(_PATH, message, kind="packages-of-nothing")


def _identity(subject: SpecSubject) -> Iterator[Finding]:
    packages, identity = subject.value["packages"], subject.value["identity"]
    published = subject.files.published
    steps = [step for step in subject.steps("customScript") if step.body["name"] in published]
    if not steps or packages["sas"]:
        return
    count = len(identity["ids"]) + bool(identity["create"]) + bool(identity["system"])
    if not count:
        message = "packages need an identity (identity: {create: true}), or 'sas'"
        yield Finding(_PATH, message, kind="identity-for-downloads")
    for step in steps:
        if count > 1 and step.body["identityClientId"] is None:
            message = "there are several identities: say which downloads, with 'identityClientId'"
            yield Finding((*step.path, "files"), message, kind="identity-for-downloads")
        if step.body["auth"] == "storageAccountKey":
            message = (
                "the handler signs in with a key or with an identity, not with both, and the "
                "package of these files needs the identity: give packages.sas"
            )
            yield Finding((*step.path, "auth"), message, kind="storage-account-key")


CHECKS: tuple[Check, ...] = (_place, _identity)
