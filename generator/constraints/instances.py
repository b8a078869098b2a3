"""What the image, the accounts, the modes and the health check exclude."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from generator.azure.conflicts import conflict
from generator.azure.images import IMAGE_IDS
from generator.azure.limits import limit
from generator.azure.roles import known_roles, role_id
from generator.azure.tags import is_tag_name
from generator.delivery.publishing import roles_of
from generator.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.constraints.subject import Check, SpecSubject


def _image(subject: SpecSubject) -> Iterator[Finding]:
    image = subject.value["image"]
    kinds = ("urn", *IMAGE_IDS)
    given = [kind for kind in kinds if image[kind] is not None]
    if len(given) > 1:
        yield Finding(
            ("image",),
            f"'image' names several images ({', '.join(given)}): keep one",
            kind="one-image",
        )
    if image["urn"] and image["specialized"]:
        message = "a marketplace image is never specialized: remove 'specialized'"
        yield Finding(("image", "specialized"), message, kind="specialized-image")


def _admin(subject: SpecSubject) -> Iterator[Finding]:
    admin, specialized = subject.value["admin"], subject.value["image"]["specialized"]
    keys = [name for name in ("sshKey", "sshKeys", "sshKeyIds") if admin[name]]
    for name in keys if subject.value["os"] == "windows" else ():
        message = "Windows takes no SSH key: use admin.password"
        yield Finding(("admin", name), message, kind="key-on-windows")
    if specialized and (keys or admin["password"] is not None):
        message = "a specialized image brings its own accounts: remove admin"
        yield Finding(("admin",), message, kind="specialized-image")


def _health(subject: SpecSubject) -> Iterator[Finding]:
    health, choices = subject.value["health"], subject.choices()
    if conflict("rolling-needs-health").holds(choices):
        message = "a rolling upgrade needs to know which instances are healthy: give 'health'"
        yield Finding(("upgrade", "mode"), message, kind="mode-needs-health")
    if conflict("repairs-need-health").holds(choices):
        message = "repairs need to know which instances are healthy: give 'health'"
        yield Finding(("repairs", "enabled"), message, kind="mode-needs-health")
    if health is not None:
        yield from _health_settings(health)
        if health["source"] == "loadBalancer":
            yield from _load_balancer_health(subject)


def _health_settings(health: dict[str, Any]) -> Iterator[Finding]:
    if health["protocol"] == "tcp" and health["requestPath"] is not None:
        yield Finding(
            ("health", "requestPath"),
            "a tcp check has no path: use protocol http",
            kind="health-settings",
        )
    if health["port"] is None:
        yield Finding(
            ("health",),
            "'health' lacks 'port': no port of the application is known",
            kind="health-settings",
        )
    if health["gracePeriod"] is not None and not health["richHealthStates"]:
        yield Finding(
            ("health", "gracePeriod"),
            "'gracePeriod' needs richHealthStates: true",
            kind="health-settings",
        )
    yield from _settling(health)


def _settling(health: dict[str, Any]) -> Iterator[Finding]:
    interval, probes = health["intervalInSeconds"], health["numberOfProbes"]
    most = limit("health-settling")
    if isinstance(interval, int) and isinstance(probes, int) and interval * probes > most:
        yield Finding(
            ("health", "intervalInSeconds"),
            f"'intervalInSeconds' times 'numberOfProbes' may be {most} seconds "
            f"(is {interval * probes})",
            kind="health-settings",
        )


def _load_balancer_health(subject: SpecSubject) -> Iterator[Finding]:
    if not subject.value["ports"]:
        message = "there is no load balancer: give 'ports', or use source: extension"
        yield Finding(("health", "source"), message, kind="health-of-a-load-balancer")
    if conflict("flexible-has-no-probe").holds(subject.choices()):
        message = "Flexible takes no health probe of a load balancer: use source: extension"
        yield Finding(("health", "source"), message, kind="health-of-a-load-balancer")


def _modes(subject: SpecSubject) -> Iterator[Finding]:
    value, choices = subject.value, subject.choices()
    if conflict("flexible-has-no-system-identity").holds(choices):
        message = "Flexible accepts user-assigned identities only: use create, or ids"
        yield Finding(("identity", "system"), message, kind="system-identity-on-flexible")
    if conflict("os-upgrade-excludes-platform-patching").holds(choices):
        message = "automatic OS upgrade excludes AutomaticByPlatform: leave 'patching' out"
        yield Finding(("patching",), message, kind="patching-of-the-system")
    if value["patching"] == "AutomaticByOS" and value["os"] == "linux":
        yield Finding(
            ("patching",),
            "AutomaticByOS is for Windows; Linux has ImageDefault",
            kind="patching-of-the-system",
        )
    if value["patching"] == "ImageDefault" and value["os"] == "windows":
        yield Finding(
            ("patching",),
            "ImageDefault is for Linux; Windows has AutomaticByOS",
            kind="patching-of-the-system",
        )


def _roles(subject: SpecSubject) -> Iterator[Finding]:
    """Source: the page on Azure built-in roles."""
    identity = subject.value["identity"]
    given = [
        ((*above, index, "role"), assignment)
        for above, listed in (
            (("identity", "roles"), identity["roles"]),
            (("roleAssignments",), subject.value["roleAssignments"]),
        )
        for index, assignment in enumerate(listed)
    ]
    for path, assignment in given:
        if role_id(assignment["role"]) is None:
            close = get_close_matches(assignment["role"], known_roles(), 1, 0.6)
            hint = f"did you mean '{close[0]}'?" if close else f"known: {', '.join(known_roles())}"
            message = f"no role is known as '{assignment['role']}'; {hint} Others by their GUID"
            yield Finding(path, message, kind="role-not-known")
    several = len(identity["ids"]) + identity["create"] + identity["system"]
    if roles_of(subject.value) and several > 1:
        chosen = "the one that is created" if identity["create"] else "the system-assigned one"
        chosen = chosen if identity["create"] or identity["system"] else identity["ids"][0]
        message = f"the set has several identities: the roles go to {chosen}"
        yield Finding(("identity", "roles"), message, kind="roles-of-several-identities")


def _tags(subject: SpecSubject) -> Iterator[Finding]:
    seen: set[str] = set()
    for name in subject.value["tags"]:
        if not is_tag_name(name):
            message = "a tag name has at most 512 characters, and none of < > % & \\ ? /"
            yield Finding(("tags", name), message, kind="tag-names")
        if name.lower() in seen:
            yield Finding(
                ("tags", name),
                "tag names differ by more than case: another is the same",
                kind="tag-names",
            )
        seen.add(name.lower())


CHECKS: tuple[Check, ...] = (
    _image,
    _admin,
    _health,
    _modes,
    _roles,
    _tags,
)
