"""Repositories of users, and what runs the hooks and the action in them as those tools do."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml

from tests.support.workspace import ROOT

if TYPE_CHECKING:
    from pathlib import Path

HOOKS = {
    hook["id"]: hook
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
}
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
AUTHOR = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]


@dataclass
class Step:
    """What a step of the action gave."""

    code: int
    out: str
    err: str


@dataclass
class Job:
    """The steps of the action that ran, by name, and the summary of the job."""

    steps: dict[str, Step] = field(default_factory=dict)
    summary: str = ""

    @property
    def codes(self) -> dict[str, int]:
        """The exit codes of the steps that ran."""
        return {name: step.code for name, step in self.steps.items()}

    @property
    def annotations(self) -> list[str]:
        """What GitHub shows beside the files, each to the end of its title."""
        lines = [line for step in self.steps.values() for line in step.out.splitlines()]
        return [re.sub(r",(?:line|endLine|col|endColumn)=\d+", "", line).rpartition("::")[0] or line
                for line in lines if line.startswith("::")]  # fmt: skip


class Repository:
    """A repository of git; the command on its PATH is the package under test, not an installed one."""

    def __init__(self, path: Path, around: Path) -> None:
        self.path = path
        self.around = around
        path.mkdir(parents=True)
        self.command = around / "scaleset" / "bin" / "scaleset"
        self.command.parent.mkdir(parents=True)
        self.command.write_text(
            f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {sys.executable} -m generator "$@"\n'
        )
        self.command.chmod(0o755)
        self.git("init", "-q", "-b", "main")

    def write(self, files: dict[str, str]) -> None:
        """Write files, by their paths."""
        for name, text in files.items():
            (self.path / name).parent.mkdir(parents=True, exist_ok=True)
            (self.path / name).write_text(text, encoding="utf-8")

    def commit(self) -> None:
        """Commit everything."""
        self.git("add", "-A")
        self.git(*AUTHOR, "commit", "-q", "--allow-empty", "-m", "x")

    def git(self, *arguments: str) -> str:
        """Run git, which must succeed."""
        command = ["git", *arguments]
        return subprocess.run(
            command, cwd=self.path, check=True, capture_output=True, text=True
        ).stdout

    def run(self, command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command with the package on its PATH."""
        path = os.pathsep.join([str(self.command.parent), os.environ["PATH"]])
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("GITHUB_")}
        return subprocess.run(
            command, cwd=self.path, capture_output=True, text=True, check=False,
            env={**inherited, "PATH": path, **environment},
        )  # fmt: skip

    def hook(self, name: str) -> subprocess.CompletedProcess[str]:
        """Run a hook over all files that it asks for, as `pre-commit run --all-files` does."""
        hook = HOOKS[name]
        listed = self.git("ls-files", "-z").split("\0")[:-1]
        files = [file for file in listed if re.search(hook.get("files", ""), file)]
        given = files if hook.get("pass_filenames", True) else []
        return self.run([*shlex.split(hook["entry"]), *hook.get("args", []), *given])

    def action(self, base: str = "", **inputs: str) -> Job:
        """Run the steps of the action after the installation, as a runner does.

        `base` is the branch that a pull request goes to.
        """
        values = {f"inputs.{name}": item["default"] for name, item in ACTION["inputs"].items()}
        values |= {f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()}
        values["steps.install.outputs.command"] = str(self.command)
        job = Job()
        names = list(STEPS)
        for name in names[names.index("Install") + 1 :]:
            step = STEPS[name]
            failed = any(job.codes.values())
            if not wanted(step["if"], values) or (failed and "always()" not in step["if"]):
                continue
            summary = self.around / f"summary-{name}.md"
            summary.write_text("")
            ran = self.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                GITHUB_STEP_SUMMARY=str(summary),
                GITHUB_BASE_REF=base,
                RUNNER_TEMP=str(self.around),
                **{key: filled(text, values) for key, text in step["env"].items()},
            )
            job.steps[name] = Step(ran.returncode, ran.stdout, ran.stderr)
            job.summary += summary.read_text(encoding="utf-8")
        return job


def wanted(condition: str, values: dict[str, str]) -> bool:
    """Evaluate the conditions that the action has, after an installation that succeeded."""
    parts = condition.split(" && ")
    rest = [
        part for part in parts if part not in {"always()", "steps.install.outcome == 'success'"}
    ]
    names = [re.fullmatch(r"(inputs\.[\w-]+) != ''", part)[1] for part in rest]
    return all(values[name] for name in names)


def filled(text: str, values: dict[str, str]) -> str:
    """Put values in the place of expressions."""
    return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda found: values[found[1]], text)
