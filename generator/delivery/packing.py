"""How a local file travels inside a template: inline script, encoded command, custom data.

The limits of what carries it are facts of Azure; cmd.exe, which runs the command of the Windows
handler, takes a line of 8,191 characters.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from generator.azure.limits import limit
from generator.delivery.archives import tar_of, unpacking
from generator.delivery.cloud_init import WAIT, waits
from generator.delivery.compress import gzip_bytes
from generator.delivery.environment import Encoded, constant, exports
from generator.delivery.shell import begun_by
from generator.delivery.windows import command_with, script_command
from generator.lazy import dataclass, field
from generator.spec.local_files import named_by
from generator.spec.references import Expression, Parameter, joined, operand, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.delivery.archives import Files
    from generator.spec.local_files import LocalFiles
    from generator.spec.spec import Spec

SCRIPT_LIMIT = limit("linux-script-characters")
CUSTOM_DATA_LIMIT = limit("custom-data-bytes")
COMMAND_LIMIT = limit("windows-command-characters") - 191
"""What the command of a packed script may have: some room is left for what calls it."""
_LONGEST_INLINE = 400
"""A longer text stands in a variable: an expression must not grow beyond its limit."""

_APART = {"rerun", "tag", "name"}
_LATER = {"environment", "waitForCloudInit", "files"}
"""Keys that came later: where they are not set, the hash of a step is what it was without them."""

_COMMAND = "the command"
Text = str | Expression
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PackedText:
    """A text for one property, and the variables that its expression needs."""

    value: Text
    variables: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WindowsScript:
    """The command that runs a PowerShell script, and the custom data that carries it, if any."""

    command: PackedText
    custom_data: str | None = None


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
        if method == "customScript" and step.get("files"):
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
        files = self.gathered(step)
        return [unpacking(files)] if files else []

    def gathered(self, step: Mapping[str, Any]) -> Files:
        """Return the files that lie beside the script or command of a step."""
        return self.files.gathered.get(named_by(step.get("files")), ())

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
        text = interpolate(self.files.texts[step["script"]], step["values"], _variable(step))
        name, environment = step["name"], step["environment"]
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
        return pack([UserDataPart(n, text) for n, text in zip(names, texts, strict=True)]).decode()

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


def interpolate(text: str, values: Values, variable: str) -> PackedText:
    """Put values in for @NAME@; references make the text an expression.

    Text that is long or has several lines then becomes the variable `variable`, in which
    format() finds {0}, {1}, ...; its own braces are doubled.
    """
    written = names_between(text)
    used = [name for name in values if name in written]
    if not used:
        return PackedText(text)
    pieces = _split(text, set(used))
    parts = [values[piece] if index % 2 else piece for index, piece in enumerate(pieces)]
    if not any(isinstance(part, (Parameter, Expression)) for part in parts):
        return PackedText("".join(constant(part) for part in parts))
    if len(text) <= _LONGEST_INLINE and "\n" not in text:
        return PackedText(joined(*parts))
    return _from_variable(pieces, values, variable)


def _split(text: str, names: set[str]) -> list[str]:
    """Split a text at each @NAME@ of these names, which are every second piece."""
    pieces: list[str] = []
    first, *rest = text.split("@")
    plain = [first]
    at = 0
    while at < len(rest):
        if rest[at] in names and at + 1 < len(rest):
            pieces += ["@".join(plain), rest[at]]
            plain = [rest[at + 1]]
            at += 2
        else:
            plain.append(rest[at])
            at += 1
    return [*pieces, "@".join(plain)]


def names_between(text: str) -> set[str]:
    """Return what stands between two @ of a text, each of which may be the name of a value."""
    return set(text.split("@")[1:-1])


def length(text: Text) -> int:
    """Return how many characters a text has; of an expression, without what it comes to."""
    return len(text.text if isinstance(text, Expression) else text)


def grown(text: str, values: Values) -> int:
    """Return how many characters a text has with its constant values put in."""
    counts = Counter(text.split("@")[1:-1])
    lengths = {k: len(constant(v)) for k, v in values.items() if not isinstance(v, Parameter)}
    more = (counts[name] * (length - len(name) - 2) for name, length in lengths.items())
    return len(text) + sum(more)


def _from_variable(pieces: list[str], values: Values, variable: str) -> PackedText:
    operands: dict[str, str] = {}
    places: dict[str, str] = {}
    parts = []
    for index, piece in enumerate(pieces):
        if not index % 2:
            parts.append(_braced(piece))
        elif isinstance(values[piece], (Parameter, Expression)):
            operands.setdefault(piece, operand(values[piece]))
            parts.append(places.setdefault(piece, f"{{{len(places)}}}"))
        else:
            parts.append(_braced(constant(values[piece])))
    call = f"format(variables({quoted(variable)}), {', '.join(operands.values())})"
    return PackedText(Expression(call), {variable: "".join(parts)})


def _braced(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def cloud_init_files(step: dict[str, Any]) -> list[str]:
    """Return the files of a cloud-init step, in order."""
    return [step["file"]] if step.get("file") else list(step.get("files") or [])


def delivered(spec: Spec) -> dict[str, dict[str, str]]:
    """Return the texts of the files of a spec by the extension that carries them, or customdata."""
    found: dict[str, dict[str, str]] = {}
    for step in spec.value.get("deliver") or ():
        for method, value in step.items():
            if not isinstance(value, dict):
                continue
            if _packs_script(method, value):
                found.setdefault(value["name"].lower(), {})[value["script"]] = ""
            elif method == "cloudInit":
                found.setdefault("customdata", {}).update(
                    dict.fromkeys(cloud_init_files(value), "")
                )
    texts = spec.files.texts
    return {key: {name: texts[name] for name in names} for key, names in found.items()}


def _packs_script(method: str, step: Mapping[str, Any]) -> bool:
    return method == "customScript" and bool(step["script"])


def _variable(step: dict[str, Any]) -> str:
    return f"{step['name']}Script"


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def powershell_bytes(text: str) -> bytes:
    """Encode a script for Windows PowerShell 5.1, which needs a mark to see UTF-8."""
    return text.encode("ascii" if text.isascii() else "utf-8-sig")


def _named(value: object) -> object:
    if isinstance(value, Parameter):
        return {"parameter": value.name}
    if isinstance(value, Encoded):
        return {"encoded": value.text}
    raise TypeError(f"cannot hash {type(value).__name__}")
