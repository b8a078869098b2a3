"""How a local file travels inside a template: inline script, encoded command, custom data.

The limits of what carries it are facts of Azure.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

from generator.azure.limits import limit
from generator.delivery.archives import is_program, tar_of, text_of, unpacked_from, unpacking
from generator.delivery.cloud_init import WAIT, waits
from generator.delivery.compress import gzip_bytes
from generator.delivery.environment import Encoded, exports
from generator.delivery.shell import begun_by
from generator.delivery.texts import (
    COMMAND_LIMIT,
    PackedText,
    Values,
    WindowsScript,
    interpolate,
    length,
    powershell_bytes,
)
from generator.delivery.windows import command_with, script_command
from generator.lazy import dataclass
from generator.spec.local_files import named_by
from generator.spec.references import Expression, Parameter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.delivery.archives import Files
    from generator.files.package import Package
    from generator.spec.local_files import LocalFiles
    from generator.spec.spec import Spec

SCRIPT_LIMIT = limit("linux-script-characters")
CUSTOM_DATA_LIMIT = limit("custom-data-bytes")
_APART = {"rerun", "tag", "name"}
_LATER = {"environment", "waitForCloudInit", "files"}
"""Keys that came later: where they are not set, the hash of a step is what it was without them."""

_COMMAND = "the command"


@dataclass(frozen=True, slots=True)
class Packing:
    """What fragments call to pack the files of a spec."""

    files: LocalFiles

    def tag(self, method: str, step: dict[str, Any]) -> str:
        """Return a hash of all that a step delivers: it changes when, and only when, that does."""
        unset = {key for key in _LATER if not step.get(key)}
        content = {
            "method": method,
            "step": {k: v for k, v in step.items() if k not in _APART and k not in unset},
            "files": self.files.texts[step["script"]] if _packs_script(method, step) else None,
        }
        if package := self.package(step):
            content["packed"] = package.sha256
        elif method == "customScript" and step.get("files"):
            content["packed"] = hashlib.sha256(tar_of(self.gathered(step))).hexdigest()
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=True, default=_named)
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]

    def command(self, step: dict[str, Any]) -> PackedText:
        """Return the command of a step with its values put in."""
        command = step["commandToExecute"]
        if isinstance(command, Parameter):
            return PackedText(command.expression)
        return interpolate(command, step["values"], f"{step['name']}Command")

    def linux_command(self, step: dict[str, Any]) -> PackedText:
        """Return the command of a step as the Linux handler runs it."""
        command, values = step["commandToExecute"], step["values"]
        if isinstance(command, Parameter):
            command, values = f"@{_COMMAND}@", {_COMMAND: command}
        lines, more = self.before(step, command)
        return interpolate("; ".join([*lines, command]), values | more, f"{step['name']}Command")

    def windows(self, step: dict[str, Any]) -> WindowsScript:
        """Return the command of a step as the Windows handler runs it, and what it needs."""
        files, package = self.gathered(step), self.package(step)
        if files or package:
            from generator.delivery.windows_zip import with_files, with_package

            text = self.windows_text(step)
            return with_package(step, package, text) if package else with_files(step, files, text)
        if step["script"]:
            return self.windows_script(step)
        return WindowsScript(self.windows_command(step))

    def windows_text(self, step: dict[str, Any]) -> PackedText:
        """Return the script or command of a step with its values put in."""
        if step["script"] is None:
            return self.command(step)
        return interpolate(self.files.texts[step["script"]], step["values"], _variable(step))

    def windows_command(self, step: dict[str, Any]) -> PackedText:
        """Return the command of a step as the Windows handler runs it.

        With an environment PowerShell sets that and gives the command to cmd.exe, as the handler
        would have done.
        """
        packed = self.command(step)
        if not step["environment"]:
            return packed
        return PackedText(command_with(step["environment"], packed.value), packed.variables)

    def before(self, step: dict[str, Any], text: str) -> tuple[list[str], Values]:
        """Return the lines of sh that a step begins with, and the values that stand in them."""
        lines, values = exports(step["environment"])
        wait = [WAIT] if step.get("waitForCloudInit") and not waits(text) else []
        return [*wait, *self.unpacked(step), *lines], dict(values)

    def unpacked(self, step: Mapping[str, Any]) -> list[str]:
        """Return the lines of sh that put the files of a step beside its script or command."""
        package, files = self.package(step), self.gathered(step)
        if package:
            return [unpacked_from(package)]
        return [unpacking(files)] if files else []

    def package(self, step: Mapping[str, Any]) -> Package | None:
        """Return the package of a step that is published; None where it has none."""
        return self.files.published.get(step["name"])

    def gathered(self, step: Mapping[str, Any]) -> Files:
        """Return the files that lie beside the script or command of a step."""
        return self.files.gathered.get(named_by(step.get("files")), ())

    def written(self, step: Mapping[str, Any]) -> Files:
        """Return the files that cloud-init writes for a step."""
        unpack = step.get("unpack")
        return self.files.gathered.get(named_by(unpack["files"]), ()) if unpack else ()

    def encoded(self, name: str) -> str:
        """Return a file in base64, as user data travels."""
        return _base64(self.files.texts[name].encode())

    def with_values(self, step: dict[str, Any]) -> str:
        """Return the script of a step with its constant values put in."""
        return str(interpolate(self.files.texts[step["script"]], step["values"], "").value)

    def script_of_linux(self, step: dict[str, Any]) -> PackedText:
        """Return the script that runs on Linux: its values, its environment, what it waits for."""
        script = self.files.texts[step["script"]]
        lines, more = self.before(step, script)
        return interpolate(begun_by(script, lines), step["values"] | more, _variable(step))

    def linux_script(self, step: dict[str, Any]) -> PackedText:
        """Return the `script` of the Linux handler: base64, of gzip where that is shorter."""
        text = self.script_of_linux(step)
        if isinstance(text.value, Expression):
            return PackedText(Expression(f"base64({text.value.text})"), text.variables)
        plain = text.value.encode()
        packed = gzip_bytes(plain)
        return PackedText(_base64(packed if len(packed) < len(plain) else plain))

    def windows_script(self, step: dict[str, Any]) -> WindowsScript:
        """Return the command that unpacks and runs a PowerShell script.

        The script stands in the command itself while it fits into a command line; else it travels
        in custom data, which the command checks by its hash before it runs it.
        """
        text, name, environment = self.windows_text(step), step["name"], step["environment"]
        if isinstance(text.value, Expression):
            encoded = Expression(f"base64({text.value.text})")
            command = script_command(name, "plain", encoded, environment)
            return WindowsScript(PackedText(command, text.variables))
        packed = gzip_bytes(powershell_bytes(text.value))
        command = script_command(name, "gzip", _base64(packed), environment)
        if length(command) <= COMMAND_LIMIT:
            return WindowsScript(PackedText(command))
        digest = hashlib.sha256(packed).hexdigest().upper()
        command = script_command(name, "custom data", digest, environment)
        return WindowsScript(PackedText(command), _base64(packed))

    def custom_data(self, step: dict[str, Any]) -> PackedText:
        """Return the custom data of a cloud-init step, encoded or as an expression that encodes."""
        text = self.user_data(step)
        if isinstance(text.value, Expression):
            return PackedText(Expression(f"base64({text.value.text})"), text.variables)
        return PackedText(_base64(self.fitted(step, text.value.encode())))

    def user_data(self, step: dict[str, Any]) -> PackedText:
        """Return the user data of a cloud-init step before it is encoded."""
        _, more = exports(step["environment"])
        return interpolate(self.packed(step), step["values"] | more, "cloudInit")

    def packed(self, step: dict[str, Any]) -> str:
        """Return the files of a cloud-init step as one text, with its constant values put in."""
        from generator.cloud_init.pack import UserDataPart, pack

        names = [n.replace("\\", "/").rsplit("/", 1)[-1] for n in cloud_init_files(step)]
        texts = self.with_constants(step)
        parts = [UserDataPart(n, text) for n, text in zip(names, texts, strict=True)]
        if files := self.written(step):
            from generator.cloud_init.files import NAME, files_part

            mode = {True: "0755", False: "0644"}
            above = step["unpack"]["to"].rstrip("/")
            rows = [
                (f"{above}/{i.name}", mode[is_program(i.head)], _base64(gzip_bytes(i.data)))
                for i in files
            ]
            parts.append(UserDataPart(NAME, files_part(rows)))
        return pack(parts).decode()

    def with_constants(self, step: dict[str, Any]) -> list[str]:
        """Return the files of a cloud-init step with its constant values put in, in order."""
        lines, more = exports(step["environment"])
        given = step["values"] | more
        constants = {k: v for k, v in given.items() if not isinstance(v, (Parameter, Expression))}
        texts = (self.files.texts[name] for name in cloud_init_files(step))
        begun = (begun_by(text, lines) if text.startswith("#!") else text for text in texts)
        return [str(interpolate(text, constants, "").value) for text in begun]

    def fitted(self, step: dict[str, Any], data: bytes) -> bytes:
        """Return user data as it is, or compressed where the step or its size asks for it."""
        wanted = step["gzip"] == "always"
        needed = step["gzip"] == "auto" and len(data) > CUSTOM_DATA_LIMIT
        return gzip_bytes(data) if wanted or needed else data


def cloud_init_files(step: dict[str, Any]) -> list[str]:
    """Return the files of a cloud-init step, in order."""
    return [step["file"]] if step.get("file") else list(step.get("files") or [])


def delivered(spec: Spec) -> dict[str, dict[str, str]]:
    """Return the texts of the files of a spec by the extension that carries them, or customdata."""
    found: dict[str, dict[str, str]] = {}
    texts, packing = spec.files.texts, Packing(spec.files)
    for step in spec.value.get("deliver") or ():
        for method, value in step.items():
            if not isinstance(value, dict) or method not in {"customScript", "cloudInit", "dsc"}:
                continue
            if method == "dsc":
                from generator.delivery.dsc_package import packed_for_dsc

                packed = packed_for_dsc(value, spec.files)
                if packed:
                    found[value["name"].lower()] = {item.name: text_of(item) for item in packed}
                continue
            key = "customdata" if method == "cloudInit" else value["name"].lower()
            names = cloud_init_files(value) if method == "cloudInit" else [value["script"]]
            texts_of = {name: texts[name] for name in names if name}
            beside = packing.written if method == "cloudInit" else packing.gathered
            texts_of |= {item.name: text_of(item) for item in beside(value)}
            if texts_of:
                found.setdefault(key, {}).update(texts_of)
    return found


def _packs_script(method: str, step: Mapping[str, Any]) -> bool:
    return method == "customScript" and bool(step["script"])


def _variable(step: dict[str, Any]) -> str:
    return f"{step['name']}Script"


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _named(value: object) -> object:
    if isinstance(value, Parameter):
        return {"parameter": value.name}
    if isinstance(value, Encoded):
        return {"encoded": value.text}
    raise TypeError(f"cannot hash {type(value).__name__}")
