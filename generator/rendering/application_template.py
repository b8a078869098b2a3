"""The template of a version of a VM Application, with its application and its gallery."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.delivery.custom_script import url_path
from generator.lazy import dataclass, field, regex
from generator.rendering.compose import SCHEMA_URL

if TYPE_CHECKING:
    from collections.abc import Sequence

VERSION_ID = regex(
    r"(?i)/subscriptions/(?P<subscription>[^/]+)/resourceGroups/(?P<group>[^/]+)"
    r"/providers/Microsoft\.Compute/galleries/(?P<gallery>\w[\w.]{0,79})"
    r"/applications/(?P<name>[A-Za-z0-9_-][A-Za-z0-9._-]{0,116}(?<!\.))"
    r"/versions/(?P<version>[0-9]{1,10}\.[0-9]{1,10}\.[0-9]{1,10})"
)
_API = "2025-03-03"
_GALLERY = "Microsoft.Compute/galleries"


@dataclass(frozen=True, slots=True)
class ApplicationOptions:
    """What the user says of a version; `version_id` is what the spec of a set refers to.

    Without `packages`, the URL of the container, or `identity` the deployment is asked for it;
    with `sas` a token reads the package, and not an identity of the gallery. The version lies in
    the first of `regions`, or in that of the resource group.
    """

    version_id: str
    packages: str | None = None
    identity: str | None = None
    sas: bool = False
    existing_gallery: bool = False
    commands: dict[str, str] = field(default_factory=dict)
    regions: tuple[str, ...] = ()
    replicas: int = 1
    exclude_from_latest: bool = False
    end_of_life: str | None = None
    configuration: str | None = None


def version_template(
    names: dict[str, str],
    system: str,
    stored_as: str,
    saved_as: str,
    actions: dict[str, str],
    options: ApplicationOptions,
) -> dict[str, Any]:
    """Return the template of a version, whose names are the parts of its id."""
    gallery, name, version = names["gallery"], names["name"], names["version"]
    parameters: dict[str, Any] = {
        "location": _parameter("Region of the version.", "[resourceGroup().location]"),
        "packagesUrl": _parameter("URL of the container that the package is in."),
    }
    own_identity = not options.sas and not options.existing_gallery
    if own_identity:
        parameters["galleryIdentityId"] = _parameter(
            "User-assigned identity of the gallery, which may read the package."
        )
    more = ""
    if options.sas:
        described = _parameter("SAS token that may read the package, without its question mark.")
        parameters["packagesSas"] = {**described, "type": "securestring"}
        more = ", '?', parameters('packagesSas')"
    place = {"location": "[parameters('location')]"}
    identity = {
        "type": "UserAssigned",
        "userAssignedIdentities": {"[parameters('galleryIdentityId')]": {}},
    }
    of_gallery = {
        "type": _GALLERY,
        "apiVersion": _API,
        "name": gallery,
        **place,
        **({"identity": identity} if own_identity else {}),
        "properties": {},
    }
    ends = {"endOfLifeDate": options.end_of_life} if options.end_of_life else {}
    of_application = {
        "type": f"{_GALLERY}/applications",
        "apiVersion": _API,
        "name": f"{gallery}/{name}",
        **place,
        **_after(options.existing_gallery, _GALLERY, gallery),
        "properties": {"supportedOSType": system.capitalize()},
    }
    source = {"mediaLink": f"[concat(parameters('packagesUrl'), '/{stored_as}'{more})]"}
    settings = {"packageFileName": saved_as}
    if options.configuration:
        source["defaultConfigurationLink"] = options.configuration
        settings["configFileName"] = url_path(options.configuration).rpartition("/")[2]
    of_version = {
        "type": f"{_GALLERY}/applications/versions",
        "apiVersion": _API,
        "name": f"{gallery}/{name}/{version}",
        **place,
        **_after(False, f"{_GALLERY}/applications", gallery, name),
        "properties": {
            "publishingProfile": {
                "source": source,
                "manageActions": actions,
                "settings": settings,
                "targetRegions": [
                    {"name": region}
                    for region in ("[parameters('location')]", *options.regions[1:])
                ],
                "replicaCount": options.replicas,
                "excludeFromLatest": options.exclude_from_latest,
                **ends,
            },
        },
    }
    written = [] if options.existing_gallery else [of_gallery]
    id_of_version = _id(f"{_GALLERY}/applications/versions", gallery, name, version)
    return {
        "$schema": SCHEMA_URL,
        "contentVersion": "1.0.0.0",
        "metadata": {"_generator": {"name": "scaleset"}},
        "parameters": parameters,
        "resources": [*written, of_application, of_version],
        "outputs": {"applicationVersionId": {"type": "string", "value": f"[{id_of_version}]"}},
    }


def _after(nothing: bool, *names: str) -> dict[str, list[str]]:
    return {} if nothing else {"dependsOn": [f"[{_id(*names)}]"]}


def _id(kind: str, *names: str) -> str:
    return f"resourceId({', '.join(repr(word) for word in (kind, *names))})"


def _parameter(description: str, default: str | None = None) -> dict[str, Any]:
    given = {} if default is None else {"defaultValue": default}
    return {"type": "string", **given, "metadata": {"description": description}}


def values_of(options: ApplicationOptions) -> dict[str, Any]:
    """Return the entries of the parameter file: what was said of the parameters of the template."""
    given = {
        "location": next(iter(options.regions), None),
        "packagesUrl": options.packages,
        "galleryIdentityId": options.identity,
    }
    return {name: {"value": text} for name, text in given.items() if text}


def frozen_parts(template: Any) -> dict[str, Any]:
    """Return what Azure does not let change of each version that a template has, by its name."""
    resources: Sequence[Any] = template.get("resources", ()) if isinstance(template, dict) else ()
    found = {}
    for item in resources if isinstance(resources, list) else ():
        if isinstance(item, dict) and item.get("type") == f"{_GALLERY}/applications/versions":
            profile = item.get("properties", {}).get("publishingProfile", {})
            found[str(item.get("name"))] = [
                profile.get(key) for key in ("manageActions", "settings", "source")
            ]
    return found
