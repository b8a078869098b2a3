"""Write the index by which validate knows the rules to load: `python -m tests.rule_index`."""

from __future__ import annotations

from importlib import import_module

from tests.support.workspace import ROOT

RULES = ROOT / "generator" / "validation" / "rules"
INDEX = ROOT / "generator" / "validation" / "rule_index.py"
LONGEST = 100
HEAD = '''"""Module and words of each rule by its id: `python -m tests.rule_index` writes this."""

INDEX = {
'''


def text() -> str:
    """Return the index: a rule on a line, in the order of their ids."""
    files = sorted(path for path in RULES.rglob("*.py") if path.name != "__init__.py")
    names = [".".join(path.relative_to(RULES).with_suffix("").parts) for path in files]
    rules = {name: import_module(f"generator.validation.rules.{name}").RULE for name in names}
    rows = sorted((rule.id, name, rule.words) for name, rule in rules.items())
    return HEAD + "".join(_row(*map(_quoted, row)) for row in rows) + "}\n"


def _row(rule: str, name: str, words: str) -> str:
    line = f"    {rule}: ({name}, {words}),"
    if len(line) > LONGEST:
        line = f"    {rule}: (\n        {name},\n        {words},\n    ),"
    return f"{line}\n"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


if __name__ == "__main__":
    INDEX.write_text(text(), "utf-8")
