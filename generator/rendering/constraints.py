"""What holds between several keys of a spec, said in the words of the spec.

These are about the spec: which delivery methods exist on which system, what excludes what, whether
a file can travel. What Azure asks of the finished scale set is checked on the rendered template,
by the rules that hand-written templates get, so that `raw` and a user's fragments count too.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, Severity
from generator.rendering.compose import delivery_steps
from generator.rendering.packing import (
    COMMAND_LIMIT,
    CUSTOM_DATA_LIMIT,
    SCRIPT_LIMIT,
    Packing,
    cloud_init_files,
)
from generator.rendering.references import Expression, Parameter
from generator.rendering.scripts import script_findings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.diagnostics import Path
    from generator.language.source import Document
    from generator.rendering.local_files import LocalFiles

Object = dict[str, Any]
_HANDLERS = {
    ("customScript", "linux"): ("microsoft.azure.extensions", "customscript"),
    ("customScript", "windows"): ("microsoft.compute", "customscriptextension"),
    ("dsc", "windows"): ("microsoft.powershell", "dsc"),
}
_DSC_RETIRES = "2028-03-31"


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake or a warning at a place of the spec."""

    path: Path
    message: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Step:
    """A delivery step with its place in the spec."""

    method: str
    body: Object
    path: Path


@dataclass(frozen=True, slots=True)
class Subject:
    """What a check looks at: the filled spec and the files it names."""

    value: Object
    files: LocalFiles

    def steps(self, *methods: str) -> list[Step]:
        """Give the delivery steps of these methods (all without), in order."""
        found = []
        for index, entry in enumerate(self.value["deliver"]):
            for method, body in entry.items():
                if body is not None and (not methods or method in methods):
                    found.append(Step(method, body, ("deliver", index, method)))
        return found

    def loaded(self, *names: str | None) -> bool:
        """Whether all these files could be read; what could not is reported elsewhere."""
        return all(name in self.files.texts for name in names if name)


def check_constraints(document: Document, value: Object, files: LocalFiles) -> list[Diagnostic]:
    """Check a filled spec; give mistakes and warnings, at their places."""
    subject = Subject(value, files)
    found = [
        document.diagnostic("spec", item.severity, item.message, item.path)
        for check in _CHECKS
        for item in check(subject)
    ]
    for diagnostics in (_local_scripts(document, subject), _user_data(document, subject)):
        found.extend(diagnostics)
    return found


def _image(subject: Subject) -> Iterator[Finding]:
    image = subject.value["image"]
    kinds = ("urn", "id", "sharedGalleryImageId", "communityGalleryImageId")
    given = [kind for kind in kinds if image[kind] is not None]
    if len(given) > 1:
        yield Finding(("image",), f"'image' names several images ({', '.join(given)}): keep one")
    if image["urn"] and image["specialized"]:
        message = "a marketplace image is never specialized: remove 'specialized'"
        yield Finding(("image", "specialized"), message)


def _admin(subject: Subject) -> Iterator[Finding]:
    admin, specialized = subject.value["admin"], subject.value["image"]["specialized"]
    if subject.value["os"] == "windows" and admin["sshKey"] is not None:
        yield Finding(("admin", "sshKey"), "Windows takes no SSH key: use admin.password")
    if specialized and (admin["sshKey"] is not None or admin["password"] is not None):
        message = "a specialized image brings its own accounts: remove admin"
        yield Finding(("admin",), message)


def _systems(subject: Subject) -> Iterator[Finding]:
    os = subject.value["os"]
    for step in subject.steps("dsc"):
        if os == "linux":
            message = "DSC is for Windows; on Linux use customScript or cloudInit"
            yield Finding(step.path, message)
    for step in subject.steps("cloudInit"):
        if os == "windows":
            message = "Windows does not run cloud-init; use customScript or dsc"
            yield Finding(step.path, message)
        if subject.value["image"]["specialized"]:
            message = "a specialized image gets no custom data, so cloud-init has nothing to run"
            yield Finding(step.path, message)


def _order(subject: Subject) -> Iterator[Finding]:
    started = None
    for step in subject.steps():
        if step.method == "cloudInit" and started:
            message = (
                "cloud-init runs at the first boot, before every extension: "
                f"put this step before {started}"
            )
            yield Finding(step.path, message)
        if step.method == "application" and started:
            message = (
                "when a VM Application is installed relative to extensions is not documented: "
                "do not let it rest on the steps before it"
            )
            yield Finding(step.path, message, Severity.WARNING)
        if step.method not in {"cloudInit", "application"}:
            started = started or step.method
    if len(subject.steps("cloudInit")) > 1:
        path = subject.steps("cloudInit")[1].path
        yield Finding(path, "there is one custom data: join the steps into one, with 'files'")


def _handlers(subject: Subject) -> Iterator[Finding]:
    seen: dict[tuple[str, str], str] = {}
    names: dict[str, str] = {}
    for step in subject.steps("customScript", "dsc", "extension"):
        place = f"deliver[{step.path[1]}]"
        body = step.body
        handler = _HANDLERS.get((step.method, subject.value["os"]))
        if step.method == "extension":
            handler = (body["publisher"].lower(), body["type"].lower())
        if handler and handler in seen:
            message = f"{seen[handler]} uses the same handler, and an instance takes each one once"
            yield Finding(step.path, f"{message}: join the two steps")
        elif handler:
            seen[handler] = place
        name = body["name"].lower()
        if name in names or name == "applicationhealth":
            other = names.get(name, "the health extension")
            yield Finding((*step.path, "name"), f"{other} has this name too: give another 'name'")
        names.setdefault(name, place)


def _custom_script(subject: Subject) -> Iterator[Finding]:
    for step in subject.steps("customScript"):
        body = step.body
        both = body["script"] is not None and body["commandToExecute"] is not None
        if both:
            message = "give either 'script' or 'commandToExecute': the handler runs one of them"
            yield Finding(step.path, message)
        if body["script"] is None and body["commandToExecute"] is None:
            message = "there is nothing to run: give 'script' (a local file) or 'commandToExecute'"
            yield Finding(step.path, message)
        if subject.value["os"] == "windows":
            yield from _windows_script(step)
        yield from _downloads(subject, step)


def _windows_script(step: Step) -> Iterator[Finding]:
    script = step.body["script"]
    if script is not None and not script.lower().endswith(".ps1"):
        message = "a script that travels in the template must be PowerShell (.ps1) on Windows"
        yield Finding((*step.path, "script"), f"{message}; host others and use fileUris")
    if step.body["skipDos2Unix"] is not None:
        yield Finding((*step.path, "skipDos2Unix"), "the Windows handler has no 'skipDos2Unix'")


def _downloads(subject: Subject, step: Step) -> Iterator[Finding]:
    body, path = step.body, step.path
    if body["auth"] == "storageAccountKey":
        for key in ("storageAccountName", "storageAccountKey"):
            if body[key] is None:
                message = f"'{key}' is missing: name and key of the account go together"
                yield Finding((*path, "auth"), message)
    else:
        for key in ("storageAccountName", "storageAccountKey"):
            if body[key] is not None:
                message = f"'{key}' needs auth: storageAccountKey (is {body['auth']})"
                yield Finding((*path, key), message)
    if body["auth"] != "none" and not body["fileUris"]:
        yield Finding((*path, "auth"), "there are no fileUris to download: remove 'auth'")
    if body["auth"] == "managedIdentity":
        yield from _identity_downloads(subject, step)
    yield from _urls(subject, step)


def _identity_downloads(subject: Subject, step: Step) -> Iterator[Finding]:
    identity = subject.value["identity"]
    count = len(identity["ids"]) + bool(identity["create"]) + bool(identity["system"])
    if not count:
        message = "auth: managedIdentity needs an identity: identity: {create: true}"
        yield Finding((*step.path, "auth"), message)
    if count > 1 and step.body["identityClientId"] is None:
        message = "there are several identities: say which downloads, with 'identityClientId'"
        yield Finding((*step.path, "auth"), message)
    for index, url in enumerate(step.body["fileUris"]):
        storage = (".blob.core.", ".blob.azurestack.")
        if isinstance(url, str) and not any(host in url for host in storage):
            message = (
                "the handler uses a managed identity for blob storage only; this is another host"
            )
            yield Finding((*step.path, "fileUris", index), message, Severity.WARNING)


def _urls(subject: Subject, step: Step) -> Iterator[Finding]:
    names: dict[str, int] = {}
    for index, url in enumerate(step.body["fileUris"]):
        path = (*step.path, "fileUris", index)
        if not isinstance(url, str):
            continue
        if "sig=" in url.lower():
            message = (
                "this URL carries a SAS token, a secret that would stand in the template: "
                "use {secret: name}, or auth: managedIdentity"
            )
            yield Finding(path, message)
        if url.startswith("http://"):
            message = "the file is downloaded without encryption: use https"
            yield Finding(path, message, Severity.WARNING)
        name = url.split("?")[0].rsplit("/", 1)[-1]
        if subject.value["os"] == "linux" and name in names:
            message = f"'{name}' is also the name of fileUris[{names[name]}], which it overwrites"
            yield Finding(path, message)
        names.setdefault(name, index)


def _values(subject: Subject) -> Iterator[Finding]:
    for step in subject.steps("customScript", "cloudInit"):
        body = step.body
        files = [body["script"]] if step.method == "customScript" else cloud_init_files(body)
        if not subject.loaded(*files):
            continue
        texts = [subject.files.texts[name] for name in files if name]
        if isinstance(body.get("commandToExecute"), str):
            texts.append(body["commandToExecute"])
        for name, value in body["values"].items():
            path = (*step.path, "values", name)
            if not any(f"@{name}@" in text for text in texts):
                yield Finding(path, f"@{name}@ stands nowhere in what is delivered")
            if step.method == "cloudInit" and isinstance(value, Parameter) and value.secure:
                message = (
                    f"'{name}' cannot be a secret: custom data is no safe place. "
                    "Let the instance read it from Key Vault with its identity"
                )
                yield Finding(path, message)


def _cloud_init(subject: Subject) -> Iterator[Finding]:
    for step in subject.steps("cloudInit"):
        if (step.body["file"] is None) == (step.body["files"] is None):
            yield Finding(step.path, "give either 'file' or 'files'")


def _sizes(subject: Subject) -> Iterator[Finding]:
    packing = Packing(subject.files)
    for step in subject.steps("customScript", "cloudInit"):
        body = step.body
        files = [body["script"]] if step.method == "customScript" else cloud_init_files(body)
        if not any(files) or not subject.loaded(*files):
            continue
        if step.method == "cloudInit":
            yield from _custom_data_size(packing, step)
        elif subject.value["os"] == "linux":
            yield from _linux_size(packing, step)
        elif body["script"].lower().endswith(".ps1"):
            yield from _windows_size(packing, step)


def _custom_data_size(packing: Packing, step: Step) -> Iterator[Finding]:
    text = packing.user_data(step.body)
    if isinstance(text.value, Expression):
        size = sum(len(item.encode()) for item in text.variables.values())
    else:
        size = len(packing.fitted(step.body, text.value.encode()))
    if size > CUSTOM_DATA_LIMIT:
        message = (
            f"the custom data has {size:,} bytes, and Azure takes {CUSTOM_DATA_LIMIT:,}: "
            "fetch the larger parts at boot (#include, or curl in runcmd)"
        )
        if isinstance(text.value, Expression):
            message += "; with parameters in it it cannot be compressed"
        yield Finding(step.path, message)


def _linux_size(packing: Packing, step: Step) -> Iterator[Finding]:
    packed = packing.linux_script(step.body)
    size = len(packed.value) if isinstance(packed.value, str) else 0
    size = size or sum(4 * (len(item.encode()) + 2) // 3 for item in packed.variables.values())
    if size > SCRIPT_LIMIT:
        message = (
            f"packed, the script has {size:,} characters, and the handler takes {SCRIPT_LIMIT:,}: "
            "host it and use fileUris"
        )
        yield Finding((*step.path, "script"), message)


def _windows_size(packing: Packing, step: Step) -> Iterator[Finding]:
    packed = packing.windows_script(step.body)
    path = (*step.path, "script")
    if isinstance(packed.command.value, Expression):
        size = sum(4 * len(item.encode()) // 3 for item in packed.command.variables.values())
        if size + 600 > COMMAND_LIMIT:
            message = (
                f"with parameters in it the script must fit into a command line of "
                f"{COMMAND_LIMIT:,} characters (needs {size + 600:,}): make the values constants, "
                "or host the script and use fileUris"
            )
            yield Finding(path, message)
        return
    if packed.custom_data is None:
        return
    size = len(packed.custom_data) * 3 // 4
    if size > CUSTOM_DATA_LIMIT:
        message = (
            f"packed, the script has {size:,} bytes, and custom data takes {CUSTOM_DATA_LIMIT:,}: "
            "host it and use fileUris"
        )
        yield Finding(path, message)
    else:
        message = (
            "the script is too long for a command line and travels in custom data: running "
            "instances get a changed script only when they are reimaged or replaced (maxSurge)"
        )
        yield Finding(path, message, Severity.WARNING)


def _specialized_scripts(subject: Subject) -> Iterator[Finding]:
    packing = Packing(subject.files)
    for step in subject.steps("customScript"):
        windows = subject.value["os"] == "windows" and subject.loaded(step.body["script"])
        if windows and step.body["script"] and subject.value["image"]["specialized"]:
            if packing.windows_script(step.body).custom_data:
                message = "a specialized image gets no custom data to carry so long a script"
                yield Finding((*step.path, "script"), message)


def _dsc(subject: Subject) -> Iterator[Finding]:
    for step in subject.steps("dsc"):
        body = step.body
        message = (
            f"Microsoft retires the DSC extension on {_DSC_RETIRES}; "
            "its successor is Azure Machine Configuration"
        )
        yield Finding(step.path, message, Severity.WARNING)
        twice = {key.lower() for key in body["arguments"]} & {
            key.lower() for key in body["secretArguments"]
        }
        for name in sorted(twice):
            message = f"the argument '{name}' stands in arguments and secretArguments: keep one"
            yield Finding((*step.path, "arguments"), message)
        if body["configurationDataUrlSasToken"] and not body["configurationDataUrl"]:
            message = "there is no configurationDataUrl that this token is for"
            yield Finding((*step.path, "configurationDataUrlSasToken"), message)
        for key in ("url", "configurationDataUrl"):
            if isinstance(body[key], str) and "sig=" in body[key].lower():
                message = "this URL carries a SAS token: put it into the matching SasToken secret"
                yield Finding((*step.path, key), message)


def _extensions(subject: Subject) -> Iterator[Finding]:
    for step in subject.steps("extension"):
        if step.body["protectedSettings"] and step.body["protectedSettingsFromKeyVault"]:
            message = "give either protectedSettings or protectedSettingsFromKeyVault"
            yield Finding((*step.path, "protectedSettingsFromKeyVault"), message)
    applications = subject.steps("application")
    if len(applications) > 25:
        yield Finding(applications[25].path, "an instance takes at most 25 VM Applications")


def _health(subject: Subject) -> Iterator[Finding]:
    health = subject.value["health"]
    if health is None:
        if subject.value["upgrade"]["mode"] == "rolling":
            message = "a rolling upgrade needs to know which instances are healthy: give 'health'"
            yield Finding(("upgrade", "mode"), message)
        if subject.value["repairs"]["enabled"]:
            message = "repairs need to know which instances are healthy: give 'health'"
            yield Finding(("repairs", "enabled"), message)
        return
    if health["protocol"] == "tcp" and health["requestPath"] is not None:
        yield Finding(("health", "requestPath"), "a tcp check has no path: use protocol http")
    if health["port"] is None:
        yield Finding(("health",), "'health' lacks 'port': no port of the application is known")
    for key in ("intervalInSeconds", "numberOfProbes", "gracePeriod"):
        if health[key] is not None and not health["richHealthStates"]:
            yield Finding(("health", key), f"'{key}' needs richHealthStates: true")
    if health["source"] == "loadBalancer":
        if not subject.value["ports"]:
            message = "there is no load balancer: give 'ports', or use source: extension"
            yield Finding(("health", "source"), message)
        if subject.value["orchestration"] == "flexible":
            message = "Flexible takes no health probe of a load balancer: use source: extension"
            yield Finding(("health", "source"), message)


def _ports(subject: Subject) -> Iterator[Finding]:
    seen: set[tuple[Any, Any]] = set()
    for index, rule in enumerate(subject.value["ports"]):
        path: Path = ("ports", index)
        key = (rule["port"], rule["protocol"])
        if key in seen:
            message = f"{rule['protocol']} port {rule['port']} stands in 'ports' twice"
            yield Finding((*path, "port"), message)
        seen.add(key)
        probe = rule["probe"]
        if probe["protocol"] == "tcp" and probe["requestPath"] is not None:
            yield Finding((*path, "probe", "requestPath"), "a tcp probe has no path: use http")
    names: dict[str, int] = {}
    for index, rule in enumerate(subject.value["network"]["allow"]):
        name = rule["name"].lower()
        if name in names:
            message = f"network.allow[{names[name]}] has this name too"
            yield Finding(("network", "allow", index, "name"), message)
        names.setdefault(name, index)


def _network(subject: Subject) -> Iterator[Finding]:
    network = subject.value["network"]
    if network["subnetId"] is not None:
        for key in ("addressPrefix", "subnetPrefix"):
            if network[key] is not None:
                message = (
                    f"'{key}' is for a network that is created; subnetId names an existing one"
                )
                yield Finding(("network", key), message)
        if network["outbound"] == "natGateway":
            message = (
                "a NAT gateway belongs to the subnet, and an existing one is not changed from "
                "here: attach it there and use outbound: none"
            )
            yield Finding(("network", "outbound"), message)
    balancer = network["loadBalancer"]
    if network["outbound"] == "loadBalancer" and not balancer["public"]:
        message = "an internal load balancer is no way out: use natGateway or none"
        yield Finding(("network", "outbound"), message)
    if balancer["public"] and balancer["privateIPAddress"] is not None:
        path = ("network", "loadBalancer", "privateIPAddress")
        yield Finding(path, "a public load balancer has no private address: use public: false")
    if not balancer["public"] and balancer["domainNameLabel"] is not None:
        path = ("network", "loadBalancer", "domainNameLabel")
        yield Finding(path, "an internal load balancer has no public DNS label")
    yield from _address_ranges(network)


def _address_ranges(network: Object) -> Iterator[Finding]:
    parsed = {}
    for key in ("addressPrefix", "subnetPrefix"):
        if isinstance(network[key], str):
            try:
                parsed[key] = ipaddress.IPv4Network(network[key])
            except ValueError as error:
                yield Finding(("network", key), f"'{key}' is no address range: {error}")
    if len(parsed) == 2 and not parsed["subnetPrefix"].subnet_of(parsed["addressPrefix"]):
        message = f"'subnetPrefix' lies outside of addressPrefix {network['addressPrefix']}"
        yield Finding(("network", "subnetPrefix"), message)


def _autoscale(subject: Subject) -> Iterator[Finding]:
    autoscale = subject.value["autoscale"]
    for index, rule in enumerate(autoscale["rules"] if autoscale else []):
        if (rule["above"] is None) == (rule["below"] is None):
            path = ("autoscale", "rules", index)
            yield Finding(path, "a rule has exactly one of 'above' and 'below'")


def _modes(subject: Subject) -> Iterator[Finding]:
    value = subject.value
    if value["identity"]["system"] and value["orchestration"] == "flexible":
        message = "Flexible accepts user-assigned identities only: use create, or ids"
        yield Finding(("identity", "system"), message)
    if value["upgrade"]["automaticOSUpgrade"] and value["patching"] == "AutomaticByPlatform":
        message = "automatic OS upgrade excludes AutomaticByPlatform: leave 'patching' out"
        yield Finding(("patching",), message)
    if value["patching"] == "AutomaticByOS" and value["os"] == "linux":
        yield Finding(("patching",), "AutomaticByOS is for Windows; Linux has ImageDefault")
    if value["patching"] == "ImageDefault" and value["os"] == "windows":
        yield Finding(("patching",), "ImageDefault is for Linux; Windows has AutomaticByOS")


_CHECKS: tuple[Callable[[Subject], Iterator[Finding]], ...] = (
    _image, _admin, _systems, _order, _handlers, _custom_script, _values, _cloud_init, _sizes,
    _specialized_scripts, _dsc, _extensions, _health, _ports, _network, _autoscale, _modes,
)  # fmt: skip


def _local_scripts(document: Document, subject: Subject) -> Iterator[Diagnostic]:
    for step in subject.steps("customScript"):
        script = step.body["script"]
        if subject.value["os"] == "linux" and script and subject.loaded(script):
            yield from script_findings(
                document, (*step.path, "script"), subject.files.texts[script]
            )


def _user_data(document: Document, subject: Subject) -> Iterator[Diagnostic]:
    from generator.cloud_init.check import check_parts
    from generator.cloud_init.pack import Part

    for step in subject.steps("cloudInit"):
        names = cloud_init_files(step.body)
        if names and subject.loaded(*names):
            folder = document.path.replace("\\", "/").rpartition("/")[0]
            prefix = f"{folder}/" if folder else ""
            parts = [Part(prefix + name, subject.files.texts[name]) for name in names]
            yield from check_parts(parts)


__all__ = ["check_constraints", "delivery_steps"]
