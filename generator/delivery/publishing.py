"""Which files of a spec are published, and where instances find them.

A package stands in blob storage under a name that holds the hash of what is in it. So a changed
file is another URL, which runs the step again on running instances, and an older model still finds
its package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.delivery.archives import MOST_COMPRESSED, package_of
from generator.delivery.dsc_package import packed_for_dsc
from generator.delivery.packing import Packing
from generator.delivery.room import room_of
from generator.delivery.windows_zip import zipped
from generator.spec.references import Expression, Parameter, joined, operand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.delivery.archives import Files
    from generator.files.package import Package
    from generator.spec.local_files import LocalFiles

READER = "Storage Blob Data Reader"


def place_packages(value: dict[str, Any], files: LocalFiles) -> None:
    """Note the package of each step of a filled spec whose files do not travel inside the template.

    Raises NotGathered where one of them cannot be read.
    """
    if not value["packages"]:
        return
    for entry in value["deliver"]:
        if (step := entry["dsc"]) and (packed := packed_for_dsc(step, files)):
            files.published[step["name"]] = package_of(step["name"], packed, "zip")
    for step in _steps(value, files):
        packed, ending = _packed(value, step, files)
        if value["packages"]["always"] or not _fits(value, step, files):
            files.published[step["name"]] = package_of(step["name"], packed, ending)


def _steps(value: dict[str, Any], files: LocalFiles) -> Iterator[dict[str, Any]]:
    """Yield the steps with files that have something to run, and of which all could be read."""
    packing = Packing(files)
    for entry in value["deliver"]:
        step = entry["customScript"]
        if step is None or (step["script"] is None) == (step["commandToExecute"] is None):
            continue
        if packing.gathered(step) and (step["script"] is None or step["script"] in files.texts):
            yield step


def _packed(value: dict[str, Any], step: dict[str, Any], files: LocalFiles) -> tuple[Files, str]:
    """Return what a package of a step has in it, and how it ends."""
    packing = Packing(files)
    gathered = packing.gathered(step)
    if value["os"] == "linux":
        return gathered, "tar.gz"
    return zipped(step, gathered, packing.windows_text(step))[0], "zip"


def _fits(value: dict[str, Any], step: dict[str, Any], files: LocalFiles) -> bool:
    """Whether the files of a step can travel inside the template, and change there."""
    packing = Packing(files)
    if sum(item.size for item in packing.gathered(step)) > MOST_COMPRESSED:
        return False
    if value["os"] == "windows" and packing.windows(step).custom_data is not None:
        return False
    room = room_of(packing, step, value["os"])
    return room.used <= room.most


def address_alone(value: dict[str, Any], package: Package) -> str | Expression:
    """Return the URL of a package without the token that reads it."""
    container = joined(value["packages"]["url"], "/")
    if isinstance(container, str):
        return f"{container}{package.name}"
    return Expression(f"uri({container.text}, '{package.name}')")


def address(value: dict[str, Any], package: Package) -> str | Expression | Parameter:
    """Return the URL from which instances download a package."""
    packages = value["packages"]
    token = ("?", packages["sas"]) if packages["sas"] else ()
    return joined(packages["url"], "/", package.name, *token)


def roles_of(value: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the roles that the identity gets: those of `identity.roles`, and to read packages.

    An account in the resource group of the set is the one that the URL names at the deployment:
    `parameters` of the nested template are for that.
    """
    packages, roles = value["packages"], value["identity"]["roles"]
    if not packages or not packages["assignRole"] or not packages["account"] or not any(
        entry["customScript"] and entry["customScript"]["files"] for entry in value["deliver"]
    ):  # fmt: skip
        return list(roles)
    if packages["account"].startswith("/"):
        scope = f"{packages['account']}/blobServices/default/containers/{packages['container']}"
        return [*roles, {"role": READER, "scope": scope}]
    steps = f"split({operand(packages['url'])}, '/')"
    given = {
        "account": Expression(f"split({steps}[2], '.')[0]"),
        "container": Expression(f"last({steps})"),
    }
    names = "parameters('account'), 'default', parameters('container')"
    return [*roles, {"role": READER, "scope": _scope(names), "parameters": given}]


def _scope(names: str) -> Expression:
    kind = "Microsoft.Storage/storageAccounts/blobServices/containers"
    return Expression(f"resourceId('{kind}', {names})")
