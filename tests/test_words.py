"""The words of the field, in American spelling: what CONTRIBUTING.md says of words holds."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from tests.support.workspace import ROOT

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDERS = ("docs", "generator", "schemas", "templates", "tests")
GENERATED = "schemas/resources/"
"""The words of the API are kept as they are."""
TEXTS = {".py", ".json", ".j2", ".yaml", ".yml", ".md", ".sh", ".ps1", ".ambr", ".txt", ".toml"}
BRITISH = (
    "colour", "behaviour", "centre", "licence", "misspelt", "labell", "cancelled", "cancelling",
    "catalogue", "favour", "neighbour", "modelled", "modelling", "artefact", "learnt", "whilst",
    "grey", "travell", "defence", "organis", "recognis", "optimis", "initialis", "serialis",
    "normalis", "summaris", "minimis", "maximis", "customis", "authoris",
)  # fmt: skip
FORMER = {
    "CHANGELOG.md": {"colour"},
    "docs/reference/spec/blueGreen.md": {"colour"},
    "schemas/spec.schema.json": {"colour"},
    "tests/rendering/test_blue_green.py": {"colour"},
    "tests/schemas/test_build.py": {"colour"},
}
"""Names that users or the SDK gave."""
NAMES_OF_AZURE = ("schemas", "resources")
FIRST_WORDS = {"Give", "Gives", "Go", "Goes", "Say", "Says", "Tell", "Tells"}
REWORDED = {
    r"\ba text\b": "a string",
    r"\bwhole number": "integer",
    r"\bstands? (?:here|there|twice|already)": "is here; is a duplicate",
    r"(?<!all )\bat once\b": "immediately",
    r"\bway out\b": "outbound access",
    r"\bin a (?:ring|circle)\b": "dependency cycle",
    r"\bnobody\b": "is not known",
    r"\bpassed by\b": "skipped",
    r"\bis no key\b|\bno key of\b": "unknown key",
    r"\bin (?:the )?clear\b": "in plain text",
    r"\bhangs? on\b": "depends on",
    r"\b(?:is|are) told\b": "is reported",
    r"\bno page\b": "is not documented",
}
"""What a message does not say, with what it says instead."""


def files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            parts = path.relative_to(ROOT).parts
            if path.suffix in TEXTS and "data" not in parts and parts[:2] != NAMES_OF_AZURE:
                yield path


def trees(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for path in files(*folders):
        if path.suffix == ".py":
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    """Yield strings that are statements of their own: docstrings, also of fields and constants."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def test_the_spelling_is_american():
    found = []
    for path in [*files(*FOLDERS), *ROOT.glob("*.md")]:
        name = path.relative_to(ROOT).as_posix()
        if name == "tests/test_words.py" or name.startswith(GENERATED):
            continue
        text = path.read_text("utf-8").lower()
        words = [word for word in BRITISH if word in text and word not in FORMER.get(name, ())]
        found += [f"{name}: {word}" for word in words]
    assert found == []


def test_docstrings_begin_with_return_yield_or_report():
    found = [
        f"{name}:{text.lineno} {text.value.split(maxsplit=1)[0]}"
        for name, tree in trees("docs", "generator", "schemas", "tests")
        for text in docstrings(tree)
        if isinstance(text.value, str) and text.value.split(maxsplit=1)[0] in FIRST_WORDS
    ]
    assert found == []


def messages(name: str, tree: ast.Module) -> Iterator[ast.Constant]:
    """Yield what a user may read: strings that are no docstrings, and the pages of rules."""
    hidden = {id(text) for text in docstrings(tree)}
    if "/rules/" in name and isinstance(tree.body[0], ast.Expr):
        hidden.remove(id(tree.body[0].value))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in hidden
        ):
            yield node


def said() -> Iterator[tuple[str, str]]:
    """Yield all that a user may read, with where it is written."""
    for name, tree in trees("generator"):
        for text in messages(name, tree):
            yield f"{name}:{text.lineno}", str(text.value)
    pages = [path.relative_to(ROOT).as_posix() for path in files("docs/reference")]
    data = ("generator/rollout/effects.json", "schemas/cloud-init.json")
    for name in ("README.md", *data, *pages):
        for number, line in enumerate((ROOT / name).read_text("utf-8").splitlines(), 1):
            yield f"{name}:{number}", line


def test_messages_use_the_words_of_the_reference():
    texts = list(said())
    for pattern, better in REWORDED.items():
        words = re.compile(pattern, re.IGNORECASE)
        found = [(place, match[0]) for place, text in texts for match in words.finditer(text)]
        assert found == [], f"better: {better}"
