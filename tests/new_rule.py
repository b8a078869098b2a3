"""Begin a rule: `python -m tests.new_rule NET020 probe-without-rule`.

Writes the module of the rule below generator/validation/rules/, the seed of its fault into
tests/support/seeds.py, and the rule's row into the table of the README. What is written runs: the
rule reports scale sets tagged 'replace-me' until its check says something better.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

from tests.support.workspace import ROOT

RULES = Path("generator/validation/rules")
SUBJECTS = {
    "API": "api_versions", "BOOT": "custom_data",
    "EXT": "extensions", "LOC": "locations", "NET": "network", "REF": "references",
    "SCL": "autoscale", "SEC": "security", "TPL": "template", "UPG": "upgrades", "VMS": "compute",
}  # fmt: skip
"""The folder of a rule by the letters of its id."""

MODULE = '''"""One sentence: what should be.

Why it matters: what Azure does, or what goes wrong, and when.

Bad:

    {{
      "tags": {{"replace-me": "yes"}},
      "virtualMachineProfile": {{}}
    }}

Good:

    {{
      "tags": {{}},
      "virtualMachineProfile": {{}}
    }}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "{id}",
    "{name}",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/overview",
)


def check(template: Template) -> Iterator[Finding]:
    """Find ..."""
    for scale_set in scale_sets(template):
        node = scale_set.at("tags", "replace-me")
        if node.text():
            yield Finding(node, "say what is wrong and what to do")
'''

SEED = """

@seed("{id}")
def _(t, i):
    return put(t, i, (*P, "tags", "replace-me"), "yes")
"""


def begin(rule: str, name: str, root: Path = ROOT) -> list[Path]:
    """Write what a new rule needs; return the paths, relative to `root`.

    Raises ValueError where the id or the name cannot be one, or is taken.
    """
    letters = rule.rstrip("0123456789")
    if letters not in SUBJECTS or not re.fullmatch(r"[A-Z]+\d{3}", rule):
        known = ", ".join(sorted(SUBJECTS))
        raise ValueError(f"'{rule}' is no id of a rule: three digits behind one of {known}")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ValueError(f"'{name}' is no name of a rule: lower-case words with dashes")
    for path in sorted((root / "generator/validation").rglob("*.py")):
        if f'"{rule}",' in path.read_text("utf-8"):
            raise ValueError(f"{rule} is taken by {path.relative_to(root).as_posix()}")
    module = RULES / SUBJECTS[letters] / f"{name.replace('-', '_')}.py"
    if (root / module).exists():
        raise ValueError(f"{module.as_posix()} is there already")
    (root / module).write_text(MODULE.format(id=rule, name=name), "utf-8")
    seeds = Path("tests/support/seeds.py")
    with (root / seeds).open("a", encoding="utf-8") as file:
        file.write(SEED.format(id=rule))
    return [module, seeds]


def _table() -> None:
    """Write the table of rules into the README, by a process that sees the new one."""
    from tests.validation.rules.test_rule_table import BEGIN, END

    made = subprocess.run(
        [sys.executable, "-m", "tests.validation.rules.test_rule_table"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    readme = ROOT / "README.md"
    head, _, rest = readme.read_text("utf-8").partition(BEGIN)
    readme.write_text(f"{head}{BEGIN}\n{made.stdout}{END}{rest.partition(END)[2]}", "utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.new_rule", description=__doc__)
    parser.add_argument("id", help="letters of the subject and three digits: NET020")
    parser.add_argument("name", help="what is wrong, in words with dashes: probe-without-rule")
    given = parser.parse_args(arguments)
    try:
        written = begin(given.id, given.name)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    _table()
    for path in [*written, Path("README.md")]:
        print(f"wrote {path.as_posix()}")
    print(f"try it: pytest -n auto tests/validation/rules -k {given.id}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
