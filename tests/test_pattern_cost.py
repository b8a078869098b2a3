"""Patterns that look for secrets and commas take time by the length of a text, whatever it holds."""

import gc

import pytest

from generator import redaction
from generator.rendering import fragments
from generator.reports.validation import masking
from tests.support.budget import cpu_budget

LENGTH = 80_000
NASTY = [
    '"\\\\', "password", "-", "api-key", "tokenapi-", "://a:", '"', '"[\\\\', ", ", '{"value":', '"password": {',
    "?sig", '"defaultValue":', "password :", "password '", "'", "''a", '"secretName', " ", "password=",
]  # fmt: skip
PATTERNS = [
    (module.__name__, name)
    for module in (redaction, masking, fragments)
    for name, found in vars(module).items()
    if name.isupper() and hasattr(found, "finditer")
]


@pytest.fixture
def uncollected():
    """Time without collections: what all other tests left behind would be searched in it."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize(("module", "name"), PATTERNS)
def test_no_pattern_tries_a_text_again_and_again(module, name):
    modules = {item.__name__: item for item in (redaction, masking, fragments)}
    pattern = vars(modules[module])[name]
    for piece in NASTY:
        for start in ("", '"', "password"):
            text = start + piece * (LENGTH // len(piece))
            with cpu_budget(1):
                for _ in pattern.finditer(text):
                    pass
