"""The real Bicep CLI, warm behind its JSON-RPC: it compiles, formats and expands for the tests.

It is found by SCALESET_BICEP, then on PATH. Tests ask for the fixture `compiler`, one server for
all of a run, which skips where there is none.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NO_COMPILER = "no Bicep CLI: set SCALESET_BICEP or put bicep on PATH"
SECONDS = 90
"""A question that takes longer ends the server: one hung template fails its own test only."""
_ZERO = "00000000-0000-0000-0000-000000000000"
_HERE = {"tenantId": _ZERO, "location": "eastus", "deploymentName": "main"}
PLACES = {
    "resourceGroup": {**_HERE, "subscriptionId": _ZERO, "resourceGroup": "example-rg"},
    "subscription": {**_HERE, "subscriptionId": _ZERO},
    "managementGroup": {**_HERE, "managementGroupId": "example-mg"},
    "tenant": _HERE,
}
"""Where the engine takes a template to be deployed to."""


def cli() -> str | None:
    """Return the path of the Bicep CLI; None where there is none."""
    named = os.environ.get("SCALESET_BICEP")
    return named if named and Path(named).is_file() else shutil.which("bicep")


@dataclass(frozen=True)
class Told:
    """One diagnostic of the compiler."""

    level: str
    code: str
    message: str
    file: str
    line: int

    def __str__(self):
        return f"{self.file}:{self.line} {self.level} {self.code} {self.message}"


@dataclass
class Compiled:
    """What the compiler makes of a file: its JSON as text, and what it says."""

    text: str | None
    diagnostics: list[Told] = field(default_factory=list)

    @property
    def json(self) -> Any:
        return json.loads(self.text) if self.text else None

    def errors(self) -> list[str]:
        """List the errors."""
        found = [str(item) for item in self.diagnostics if item.level == "Error"]
        return found or ([] if self.text is not None else ["the compiler gives nothing"])

    def warnings(self) -> list[Told]:
        """List the warnings of the compiler and of its linter."""
        return [item for item in self.diagnostics if item.level == "Warning"]


class RefusedError(Exception):
    """The server does not answer: what it says, or that it died."""


class Bicep:
    """`bicep jsonrpc --stdio`, started at the first question and anew when it dies."""

    def __init__(self, environment: dict[str, str] | None = None):
        self.environment = environment or {}
        self.process: subprocess.Popen[bytes] | None = None
        self.number = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self) -> None:
        """End the server."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Ask the server; raises RefusedError."""
        process = self.process or self._start()
        self.number += 1
        question = {"jsonrpc": "2.0", "id": self.number, "method": method, "params": params}
        body = json.dumps(question).encode()
        timer = threading.Timer(SECONDS, process.kill)
        timer.start()
        try:
            process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            process.stdin.flush()
            answer = self._answer(process.stdout)
        except (BrokenPipeError, EOFError) as error:
            self.close()
            raise RefusedError("the compiler died") from error
        finally:
            timer.cancel()
        if answer.get("result") is None:
            raise RefusedError(answer["error"]["message"])
        return answer["result"]

    def _start(self):
        globalization = {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
        self.process = subprocess.Popen(
            [cli(), "jsonrpc", "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **globalization, **self.environment},
        )
        return self.process

    def _answer(self, stream) -> dict[str, Any]:
        while True:
            length = 0
            while (line := stream.readline()) != b"\r\n":
                if not line:
                    raise EOFError
                if line.lower().startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            answer = json.loads(stream.read(length))
            if answer.get("id") == self.number:
                return answer

    def compile(self, path: Path) -> Compiled:
        """Compile a Bicep file or a parameter file."""
        if path.suffix == ".bicepparam":
            answer = self.ask("bicep/compileParams", path=str(path), parameterOverrides={})
            text = answer.get("parameters")
        else:
            answer = self.ask("bicep/compile", path=str(path))
            text = answer.get("contents")
        told = [
            Told(d["level"], d["code"], d["message"], Path(d["source"]).name,
                 d["range"]["start"]["line"] + 1)
            for d in answer.get("diagnostics", ())
        ]  # fmt: skip
        return Compiled(text if answer.get("success") else None, told)

    def format(self, path: Path) -> str:
        """Return the text of a file as the formatter leaves it."""
        return self.ask("bicep/format", path=str(path))["contents"]

    def expand(
        self, template: dict[str, Any], values: dict[str, Any], level: str, folder: Path
    ) -> dict[str, Any]:
        """Return what Azure's own engine expands a template to: `predictedResources`, `outputs`.

        The engine shows no secure value, so secure types are made plain before. Raises RefusedError
        where the engine refuses the template with these values.
        """
        (folder / "expanded.json").write_text(json.dumps(plain_types(template)), encoding="utf-8")
        given = "".join(f"param {name} = {literal(value)}\n" for name, value in values.items())
        path = folder / "expanded.bicepparam"
        path.write_text(f"using 'expanded.json'\n{given}", encoding="utf-8")
        asked = {"path": str(path), "metadata": PLACES[level], "externalInputs": []}
        return json.loads(self.ask("bicep/getSnapshot", **asked)["snapshot"])


def plain_types(value: Any) -> Any:
    """Return a template whose secure types are the plain ones."""
    if isinstance(value, list):
        return [plain_types(item) for item in value]
    if not isinstance(value, dict):
        return value
    plain = {"securestring": "string", "secureobject": "object"}
    return {
        key: plain.get(item.lower(), item)
        if key.lower() == "type" and isinstance(item, str)
        else plain_types(item)
        for key, item in value.items()
    }


def literal(value: Any, indent: str = "") -> str:
    """Print a JSON value as Bicep, by no code of the product."""
    inner = indent + "  "
    match value:
        case None | bool():
            return json.dumps(value)
        case int():
            return str(value)
        case float():
            return f"json('{value}')"
        case str():
            return quoted(value)
        case list():
            lines = "".join(f"{inner}{literal(item, inner)}\n" for item in value)
            return f"[\n{lines}{indent}]"
    lines = "".join(f"{inner}{quoted(k)}: {literal(v, inner)}\n" for k, v in value.items())
    return f"{{\n{lines}{indent}}}"


def quoted(text: str) -> str:
    """Print a text as Bicep: all but plain letters by their numbers."""
    return "'" + re.sub(r"[^ -~]|['\\$]", lambda m: f"\\u{{{ord(m[0]):x}}}", text) + "'"
