"""A model lists each gallery application once, by a version, and at most 25; packages have names.

Two versions of one application cannot be on a machine together, and Azure refuses more than a
machine takes. A version has three numbers, or is "latest". On the machine the package has the name
of the application, without an ending, unless `packageFileName` gives another: a command that
installs a file which is called otherwise finds none.

Bad:

    {
      "virtualMachineProfile": {
        "applicationProfile": {
          "galleryApplications": [
            {
              "packageReferenceId":
                "/providers/Microsoft.Compute/galleries/x/applications/web/versions/1.0.0"
            },
            {
              "packageReferenceId":
                "/providers/Microsoft.Compute/galleries/x/applications/web/versions/1.1.0"
            }
          ]
        }
      }
    }

Good:

    {
      "virtualMachineProfile": {
        "applicationProfile": {
          "galleryApplications": [
            {
              "packageReferenceId":
                "/providers/Microsoft.Compute/galleries/x/applications/web/versions/1.1.0"
            }
          ]
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.images import is_gallery_version
from generator.azure.limits import limit
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.lazy import regex
from generator.scale_set.view import profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "VMS019",
    "gallery-applications",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/vm-applications",
    words="galleryapplications|galleries/applications|publishingprofile",
)
_MOST = limit("applications")
_VERSION_TYPE = "microsoft.compute/galleries/applications/versions"
_CALL = regex(r"(?i)\[\s*resourceId\s*\(")
_LAST = regex(r",\s{0,99}'([^']{0,99})'\s{0,99}\)\s{0,99}\]\Z")
"""The end of an id whose version is written out."""
_WORDS = regex(r"[^\s;|&<>()=]+")
_PACKAGE = regex(r"(?i)[\w.-]+\.(?:zip|tgz|tar|tar\.\w+|gz|msi|msix|exe|deb|rpm|sh|ps1|run|bin)")
_TOOL = regex(r"(?:powershell|pwsh|cmd|msiexec|reg|sc|net|robocopy|tar|dism)\.exe")
_FETCHES = regex(
    r"(?i)\b(?:curl|wget|iwr|irm|azcopy|scp|invoke-(?:webrequest|restmethod))\b|[*?$%`]"
)
"""What brings files of its own, or names files that are not written out."""


def check(template: Template) -> Iterator[Finding]:
    """Find applications listed twice or by no version, long lists, and packages of other names."""
    for profile in profiles(template):
        listing = profile.at("applicationProfile", "galleryApplications")
        applications = list(listing)
        if len(applications) > _MOST:
            yield Finding(
                listing,
                f"a machine takes at most {_MOST} gallery applications (there are "
                f"{len(applications)})",
            )
        yield from _references(applications)
    for resource in template.resources(_VERSION_TYPE):
        yield from _package(resource.at("name"), resource.at("properties", "publishingProfile"))


def _references(applications: list[Node]) -> Iterator[Finding]:
    seen: set[str] = set()
    for application in applications:
        reference, order = application.at("packageReferenceId"), application.at("order")
        name = (reference.text() or "").lower().partition("/versions/")[0]
        if name and name in seen:
            yield Finding(
                reference, "this gallery application is listed twice; keep one version of it"
            )
        seen.add(name)
        version = _version(reference)
        if version is not None and not is_gallery_version(version):
            # An example of Azure's own reference has two numbers, against its page on names.
            message = f"a version has three numbers, or is 'latest' (is '{version[:40]}')"
            yield Finding(reference, message, Severity.WARNING)
        if reference.resolved() == "":
            yield Finding(reference, "'packageReferenceId' must name a version of an application")
        number = order.number()
        if number is not None and number < 0:
            yield Finding(order, f"'order' begins at 0 (is {number})", Severity.WARNING)


def _version(reference: Node) -> str | None:
    """Return the version that an id ends in, if it is written out."""
    text = reference.text()
    if text is not None:
        _, given, version = text.partition("/versions/")
        return version if given and "/applications/" in text.lower() else None
    written = reference.value
    if not isinstance(written, str) or not _CALL.match(written):
        return None
    found = _LAST.search(written) if f"'{_VERSION_TYPE}'" in written.lower() else None
    return found[1] if found else None


def _package(name: Node, profile: Node) -> Iterator[Finding]:
    """Find commands that name a file, and none of them the one that the package is."""
    given = profile.at("settings", "packageFileName")
    names = (name.text() or "").split("/")
    package = given.text() or ("" if given else names[-2] if len(names) > 1 else "")
    if not package:
        return
    for action in ("install", "update"):
        command = profile.at("manageActions", action)
        text = command.text() or ""
        if _FETCHES.search(text):
            continue
        words = [word.strip("'\"").lower() for word in _WORDS.findall(text)]
        bare = [word.removeprefix("./").removeprefix(".\\") for word in words]
        files = [word for word in bare[1:] if _PACKAGE.fullmatch(word) and not _TOOL.match(word)]
        if files and package.lower() not in bare:
            other = files[0]
            message = (
                f"'{action}' names {other}, and the package is called {package} on the machine: "
                f"rename it first, or set 'settings.packageFileName' to {other}"
            )
            yield Finding(command, message)
