"""`scaleset doctor`: versions, optional tools and the data that this version goes by."""

from __future__ import annotations

import json
import os
import platform
import re
import signal
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from typing import TYPE_CHECKING, Any

from generator import __version__
from generator.commands.reporting import say_json
from generator.files.programs import program
from generator.lazy import dataclass, regex
from generator.paths import PACKAGE, data_folder
from generator.wording.saying import say

if TYPE_CHECKING:
    from collections.abc import Iterator

_LIBRARIES = ("jinja2", "jsonschema", "pyyaml", "typer")
_PATIENCE = 10.0
"""Seconds that a tool has to say its version."""
_VERSION = regex(r"\d+\.\d+[\w.+-]*")


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that is used where it is there: what it adds, and how to get it."""

    name: str
    adds: str
    get: str
    asked: tuple[str, ...] = ("--version",)


TOOLS = (
    Tool("bicep", "validate reads .bicep files", "az bicep install, then ~/.azure/bin on the PATH"),
    Tool("cloud-init", "render has cloud-init check user data", "a package of Linux systems"),
    Tool("shellcheck", "render has it look at scripts", "https://www.shellcheck.net"),
    Tool(
        "az",
        "deploys what render wrote",
        "https://learn.microsoft.com/cli/azure/install-azure-cli",
    ),
    Tool("git", "plan --git compares with a revision", "https://git-scm.com/downloads"),
)


def run(output: str) -> int:
    """Print what is found; give the exit code."""
    with ThreadPoolExecutor(len(TOOLS)) as pool:
        tools = list(pool.map(_looked_up, TOOLS))
    libraries = {name: _library(name) for name in _LIBRARIES}
    data, broken = [], [f"{name} is not installed" for name, has in libraries.items() if not has]
    try:
        data = list(_data())
    except (OSError, ValueError, KeyError) as error:
        broken.append(f"the data cannot be read ({error}): install scaleset again")
    value = {
        "scaleset": __version__,
        "python": platform.python_version(),
        "libraries": libraries,
        "tools": tools,
        "data": data,
        "broken": broken,
    }
    if output == "json":
        say_json(value)
    else:
        _say(value)
    return 1 if broken else 0


def _say(value: dict[str, Any]) -> None:
    say(f"scaleset {value['scaleset']}, Python {value['python']}")
    named = (f"{name} {version or 'missing'}" for name, version in value["libraries"].items())
    say(f"with {', '.join(named)}\n\nOptional tools on the PATH:")
    for tool in value["tools"]:
        say(f"  {tool['name']:<10}  {_state(tool)}: {tool['adds']}")
    say("\nData:")
    for item in value["data"]:
        say(f"  {item['name']}: {item['of']}")
    for problem in value["broken"]:
        say(f"scaleset: {problem}", error=True)


def _state(tool: dict[str, Any]) -> str:
    if tool["path"] is None:
        return f"not found ({tool['get']})"
    return f"{tool['version'] or tool['problem']} ({tool['path']})"


def _library(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _looked_up(tool: Tool) -> dict[str, Any]:
    path = program(tool.name, batch=True)
    version, problem = _asked(path, tool.asked) if path else (None, None)
    return {
        "name": tool.name,
        "path": path,
        "version": version,
        "problem": problem,
        "adds": tool.adds,
        "get": tool.get,
    }


def _asked(path: str, words: tuple[str, ...]) -> tuple[str | None, str | None]:
    """Return the version that a tool says, or what is wrong with it."""
    # Into a file: what the tool started may hold a pipe open after it is stopped.
    with tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(  # noqa: S603 - a tool that the user has on the PATH
                [path, *words],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=os.name == "posix",
            )
        except OSError as error:
            return None, f"does not start: {error.strerror or error}"
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            _stop(process)
            return None, f"says no version within {_PATIENCE:g} seconds"
        said.seek(0)
        found = _VERSION.search(said.read(65_536).decode("utf-8", "replace"))
    if process.returncode or not found:
        return None, "says no version"
    return found[0], None


def _stop(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def _data() -> Iterator[dict[str, str]]:
    """Yield each kind of data, with the day or the release that it is of."""
    from generator.resources.store import version_table

    month, types = version_table()
    yield {"name": "API versions", "of": f"{month}, {len(types):,} resource types"}
    sources = json.loads((data_folder("schemas") / "sources.json").read_text("utf-8"))
    newest = {"bicep-types-az": sources["bicep-types-az"]["release"]}
    for release in sources["releases"]:
        known = newest.get(release["package"], "")
        newest[release["package"]] = max(known, release["version"], key=_order)
    named = ", ".join(f"{name} {version}" for name, version in sorted(newest.items()))
    yield {"name": "schemas of resources", "of": f"up to {named}"}
    for path in sorted((PACKAGE / "azure").glob("*.json")):
        value = json.loads(path.read_text("utf-8"))
        of = value.get("source")
        if of is None:
            rows = json.dumps(value).count('"source":')
            of = f"{rows} facts, each with its page; as of this version"
        yield {"name": f"facts: {path.stem}", "of": of}


def _order(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]
