"""Begin a rule: `python -m tests.new_rule NET probe-without-rule`.

It gets the next free id of its subject; NET020 asks for that one. Writes the module of the rule below generator/validation/rules/, the seed of its fault into
tests/support/seeds.py, and the rule's page into docs/. What is written runs: the
rule reports scale sets tagged 'replace-me' until its check says something better.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.workspace import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = Path("generator/validation/rules")
SUBJECTS = {
    "AGW": "gateway", "API": "api_versions", "BOOT": "custom_data",
    "EXT": "extensions", "KVT": "vault", "LOC": "locations", "NET": "network",
    "REF": "references", "SCL": "autoscale", "SEC": "security", "STO": "storage",
    "TPL": "template", "UPG": "upgrades", "VMS": "compute",
}  # fmt: skip
"""The folder of a rule by the letters of its id."""

MODULE = '''"""One sentence: what should be.

Why it matters: what Azure does, or what goes wrong, and when.

Bad:

    {{
      "tags": {{"replace-me": "yes"}},
      "virtualMachineProfile": {{}}
    }}

Good, as a patch:

    {{"tags": {{"replace-me": null}}}}
"""

# The docstring is what `scaleset explain` shows, and tests run its blocks: Bad breaks this rule,
# Good breaks none. A block is JSON, as short as it can be: the properties of a scale set (as
# here), a scale set without its type ("properties", "zones"), the properties of an extension
# ("publisher"), a resource, a list of resources, or a template; see tests/support/rule_blocks.py.
# "Good, as a patch" has only what differs from Bad: null removes a property, and an element of an
# array is found by its name (and type). "Good" alone is a block of its own.
# `words` are in the text of each template in which the rule finds something ("tags probes|rules"); with
# none of them it is loaded for all templates. They are in an index: python -m tests.rule_index.
# Remove this comment.

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
    words="replace-me",
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

    A `rule` of letters alone gets the next free number. Raises ValueError where the id or the name
    cannot be one, or is taken.
    """
    letters = rule.rstrip("0123456789")
    if letters not in SUBJECTS or not re.fullmatch(r"[A-Z]+(\d{3})?", rule):
        known = ", ".join(sorted(SUBJECTS))
        raise ValueError(f"'{rule}' is no id of a rule: one of {known}, and three digits or none")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ValueError(f"'{name}' is no name of a rule: lower-case words with dashes")
    module = RULES / SUBJECTS[letters] / f"{name.replace('-', '_')}.py"
    taken = _taken_ids(letters, root)
    free = f"{letters}{max(int(known.removeprefix(letters)) for known in taken) + 1:03}"
    if rule in taken:
        raise ValueError(f"{rule} is taken by {taken[rule]}; the next free id is {free}")
    if place := _taken_name(name, root):
        raise ValueError(f"the name '{name}' is taken by {place}")
    text = {"id": free if rule == letters else rule, "name": name}
    (root / module).write_text(MODULE.format(**text), "utf-8")
    seeds = Path("tests/support/seeds.py")
    with (root / seeds).open("a", encoding="utf-8") as file:
        file.write(SEED.format(**text))
    return [module, seeds]


def _sources(root: Path) -> Iterator[tuple[str, str]]:
    """Yield all that may name a rule: rules, kinds of faults, traps of a plan."""
    kinds = [root / "generator/kinds.py", root / "generator/rollout/traps/kinds.py"]
    for path in [*kinds, *sorted((root / "generator/validation").rglob("rules/**/*.py"))]:
        yield path.relative_to(root).as_posix(), path.read_text("utf-8")


def _taken_ids(letters: str, root: Path) -> dict[str, str]:
    """Return the ids with these letters, each with the file that has it."""
    taken: dict[str, str] = {}
    for place, text in _sources(root):
        for known in re.findall(rf'"({letters}\d{{3}})"', text):
            taken.setdefault(known, place)
    return taken


def _taken_name(name: str, root: Path) -> str:
    """Return the file that has the name: a module of a rule, or a trap; empty if there is none."""
    module = f"/{name.replace('-', '_')}.py"
    for place, text in _sources(root):
        if place.endswith(module) or f'"{name}"' in text:
            return place
    return ""


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.new_rule", description=__doc__)
    parser.add_argument(
        "id", help="letters of the subject, with three digits or without: NET020, NET"
    )
    parser.add_argument("name", help="what is wrong, in words with dashes: probe-without-rule")
    given = parser.parse_args(arguments)
    try:
        written = begin(given.id, given.name)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    # The index of rules and the pages of docs/, by processes that see the new rule.
    for module in ("tests.rule_index", "docs.make"):
        subprocess.run([sys.executable, "-m", module], cwd=ROOT, check=True)
    rule = re.search(r'"([A-Z]+\d{3})"', (ROOT / written[0]).read_text("utf-8"))[1]
    for path in written:
        print(f"wrote {path.as_posix()}")
    print(f"try it: pytest tests/validation/rules/test_rules.py -k {rule}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
