"""A model lists each gallery application once, and at most 25.

Two versions of one application cannot be on a machine together.

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

from generator.azure.limits import limit
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS019",
    "gallery-applications",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/vm-applications",
    words="galleryapplications",
)
_MOST = limit("applications")


def check(template: Template) -> Iterator[Finding]:
    """Find applications listed twice, and lists that are too long."""
    for profile in profiles(template):
        listing = profile.at("applicationProfile", "galleryApplications")
        applications = list(listing)
        if len(applications) > _MOST:
            yield Finding(
                listing,
                f"a machine takes at most {_MOST} gallery applications (there are "
                f"{len(applications)})",
                Severity.WARNING,
            )
        seen: set[str] = set()
        for application in applications:
            reference = application.at("packageReferenceId")
            name = (reference.text() or "").lower().partition("/versions/")[0]
            if name and name in seen:
                yield Finding(
                    reference, "this gallery application is listed twice; keep one version of it"
                )
            seen.add(name)
